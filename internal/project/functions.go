package project

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// maxNesting bounds how deep property functions stand in each other's arguments.
const maxNesting = 40

// expression evaluates what stands between $( and ): the name of a property, or a
// property function. What it does not understand is not known.
func (p *properties) expression(text string) (value string, known bool) {
	if value, known := p.values[strings.ToLower(strings.TrimSpace(text))]; known {
		return value, true
	}
	if p.nesting++; p.nesting > maxNesting {
		p.nesting--
		p.puzzle = fmt.Sprintf("… %d functions in each other …", maxNesting)
		return "", false
	}
	defer func() { p.nesting-- }()
	value, rest, known := p.primary(text)
	for known && rest != "" {
		value, rest, known = p.member(value, rest)
	}
	return value, known
}

// primary evaluates the start of an expression and returns what follows.
func (p *properties) primary(text string) (value, rest string, known bool) {
	class, member, static := strings.Cut(text, "]::")
	if !strings.HasPrefix(text, "[") || !static {
		name, _, called := strings.Cut(text, ".")
		if !called {
			return "", "", false // a property that nothing sets
		}
		value, known = p.values[strings.ToLower(name)]
		return value, text[len(name):], known
	}
	name, arguments, rest := p.call(member)
	class = strings.TrimPrefix(strings.ToLower(class[1:]), "system.")
	if function, exists := staticFunctions[class+"."+strings.ToLower(name)]; exists {
		value, known = function(p, arguments)
	}
	if !known {
		p.puzzle = text
	}
	return value, rest, known && p.spend(len(value))
}

// member evaluates a member of a string.
func (p *properties) member(value, text string) (result, rest string, known bool) {
	name, arguments, rest := p.call(strings.TrimPrefix(text, "."))
	if function, exists := stringMembers[strings.ToLower(name)]; exists && strings.HasPrefix(text, ".") {
		result, known = function(value, arguments)
	}
	if !known {
		p.puzzle = text
	}
	return result, rest, known && p.spend(len(result))
}

// call splits text into a name, the arguments behind it and the rest.
func (p *properties) call(text string) (name string, arguments []string, rest string) {
	end := strings.IndexAny(text, "(.[")
	if end < 0 {
		return text, nil, ""
	}
	if text[end] != '(' {
		return text[:end], nil, text[end:]
	}
	name, text = text[:end], text[end+1:]
	end = closing(text)
	for _, argument := range splitArguments(text[:end]) {
		arguments = append(arguments, p.expandEmpty(argument))
	}
	return name, arguments, text[min(len(text), end+1):]
}

// splitArguments splits at the commas outside of quotes and parentheses, and takes off
// the quotes.
func splitArguments(text string) []string {
	var list []string
	start, depth := 0, 0
	var quote byte
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			list = append(list, unquoteArgument(text[start:i]))
			start = i + 1
		}
	}
	if last := text[start:]; strings.TrimSpace(last) != "" || len(list) > 0 {
		list = append(list, unquoteArgument(last))
	}
	return list
}

func unquoteArgument(text string) string {
	text = strings.TrimSpace(text)
	if n := len(text); n > 1 && strings.IndexByte("'\"`", text[0]) >= 0 && text[n-1] == text[0] {
		return text[1 : n-1]
	}
	return text
}

// truthText spells a truth as MSBuild does.
func truthText(value bool) string {
	if value {
		return "True"
	}
	return "False"
}

// stringMembers are the members of System.String that projects use. Their names are in
// lower case.
var stringMembers = map[string]func(value string, arguments []string) (string, bool){
	"length":           func(v string, _ []string) (string, bool) { return strconv.Itoa(len(v)), true },
	"tolower":          func(v string, _ []string) (string, bool) { return strings.ToLower(v), true },
	"tolowerinvariant": func(v string, _ []string) (string, bool) { return strings.ToLower(v), true },
	"toupper":          func(v string, _ []string) (string, bool) { return strings.ToUpper(v), true },
	"toupperinvariant": func(v string, _ []string) (string, bool) { return strings.ToUpper(v), true },
	"tostring":         func(v string, a []string) (string, bool) { return v, len(a) == 0 },
	"trim":             func(v string, a []string) (string, bool) { return strings.Trim(v, trimmed(a)), true },
	"trimstart":        func(v string, a []string) (string, bool) { return strings.TrimLeft(v, trimmed(a)), true },
	"trimend":          func(v string, a []string) (string, bool) { return strings.TrimRight(v, trimmed(a)), true },
	"contains":         withOne(func(v, a string) string { return truthText(strings.Contains(v, a)) }),
	"startswith":       withOne(func(v, a string) string { return truthText(strings.HasPrefix(v, a)) }),
	"endswith":         withOne(func(v, a string) string { return truthText(strings.HasSuffix(v, a)) }),
	"equals":           withOne(func(v, a string) string { return truthText(v == a) }),
	"indexof":          withOne(func(v, a string) string { return strconv.Itoa(strings.Index(v, a)) }),
	"lastindexof":      withOne(func(v, a string) string { return strconv.Itoa(strings.LastIndex(v, a)) }),
	"replace": func(v string, a []string) (string, bool) {
		if len(a) != 2 || a[0] == "" || len(a[1])*strings.Count(v, a[0]) > maxExpansion {
			return "", false
		}
		return strings.ReplaceAll(v, a[0], a[1]), true
	},
	"substring": substring,
}

// withOne makes a member of a function with one argument; further ones say only how to
// compare.
func withOne(function func(value, argument string) string) func(string, []string) (string, bool) {
	return func(value string, arguments []string) (string, bool) {
		if len(arguments) == 0 {
			return "", false
		}
		return function(value, arguments[0]), true
	}
}

func trimmed(arguments []string) string {
	if all := strings.Join(arguments, ""); all != "" {
		return all
	}
	return " \t\r\n"
}

func substring(value string, arguments []string) (string, bool) {
	if len(arguments) == 0 {
		return "", false
	}
	start, err := strconv.Atoi(arguments[0])
	if err != nil || start < 0 || start > len(value) {
		return "", false
	}
	if len(arguments) == 1 {
		return value[start:], true
	}
	length, err := strconv.Atoi(arguments[1])
	if err != nil || length < 0 || length > len(value)-start {
		return "", false
	}
	return value[start : start+length], true
}

// absolute makes a path of MSBuild's absolute: relative ones lie below the project.
func (p *properties) absolute(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if !isRooted(name) {
		name = filepath.Join(p.get("MSBuildProjectDirectory"), name)
	}
	return filepath.Clean(name)
}
