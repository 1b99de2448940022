package project

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// maxWords bounds a condition that is evaluated, and with it how deep it is nested. A longer one may hold or not.
const maxWords = 10_000

// A truth is what is known of a condition.
type truth int

const (
	no truth = iota
	unsure
	yes
)

func truthOf(value bool) truth {
	if value {
		return yes
	}
	return no
}

// holds evaluates the Condition of an element, seen from folder. What is not understood
// counts as true: rather one file or define too many than one too few.
func (m *msbuild) holds(text, folder string) bool {
	if strings.TrimSpace(text) == "" {
		return true
	}
	c := &condition{expand: m.properties.expand, functions: map[string]func(string) truth{
		"exists": func(name string) truth {
			if name == "" || strings.Contains(name, unknown) {
				return no
			}
			_, found := m.disk.resolve(folder, unescape(name))
			return truthOf(found)
		},
		"hastrailingslash": func(name string) truth {
			return truthOf(strings.HasSuffix(name, "/") || strings.HasSuffix(name, `\`))
		},
	}}
	return c.evaluate(text) != no
}

// A condition is one that is being evaluated: its words from the next one on. The
// language is MSBuild's, and nmake's with its own words for "and" and "or".
type condition struct {
	words     []string
	expand    func(string) string // puts in macros
	functions map[string]func(argument string) truth
	broken    bool // it is no sentence of the language
}

func (c *condition) evaluate(text string) truth {
	var whole bool
	if c.words, whole = conditionWords(text); !whole {
		return unsure
	}
	value := c.or()
	if len(c.words) > 0 || c.broken {
		return unsure
	}
	return value
}

func (c *condition) or() truth {
	value := c.and()
	for c.accept("or") || c.accept("||") {
		value = max(value, c.and())
	}
	return value
}

func (c *condition) and() truth {
	value := c.not()
	for c.accept("and") || c.accept("&&") {
		value = min(value, c.not())
	}
	return value
}

func (c *condition) not() truth {
	if c.accept("!") {
		return yes - c.not()
	}
	if c.accept("(") {
		value := c.or()
		c.demand(")")
		return value
	}
	if len(c.words) > 1 && c.words[1] == "(" {
		if function, known := c.functions[strings.ToLower(c.words[0])]; known {
			c.words = c.words[2:]
			argument := c.value()
			c.demand(")")
			return function(argument)
		}
	}
	return c.comparison()
}

func (c *condition) comparison() truth {
	left := strings.ReplaceAll(c.value(), unknown, "")
	for _, operator := range []string{"==", "!=", "<=", ">=", "<", ">"} {
		if c.accept(operator) {
			return compareValues(left, operator, strings.ReplaceAll(c.value(), unknown, ""))
		}
	}
	if value, known := boolean(left); known {
		return truthOf(value)
	}
	if value, known := number(left); known {
		return truthOf(value != 0) // nmake's; MSBuild knows no such condition
	}
	return unsure
}

// compareValues compares as MSBuild does: as numbers or versions if both are, else only
// for equality, and without regard to case.
func compareValues(left, operator, right string) truth {
	order, ordered := compareNumbers(left, right)
	if !ordered {
		a, isA := boolean(left)
		b, isB := boolean(right)
		equal := isA && isB && a == b || strings.EqualFold(left, right)
		switch operator {
		case "==":
			return truthOf(equal)
		case "!=":
			return truthOf(!equal)
		}
		return unsure
	}
	switch operator {
	case "==":
		return truthOf(order == 0)
	case "!=":
		return truthOf(order != 0)
	case "<=":
		return truthOf(order <= 0)
	case ">=":
		return truthOf(order >= 0)
	case "<":
		return truthOf(order < 0)
	}
	return truthOf(order > 0)
}

// compareNumbers compares two numbers, decimal or hexadecimal, or two versions.
func compareNumbers(left, right string) (order int, ok bool) {
	a, isA := number(left)
	b, isB := number(right)
	if isA && isB {
		return cmp.Compare(a, b), true
	}
	v, isV := version(left)
	w, isW := version(right)
	return slices.Compare(v, w), isV && isW
}

func number(text string) (float64, bool) {
	if strings.HasPrefix(text, "0x") || strings.HasPrefix(text, "0X") {
		value, err := strconv.ParseUint(text[2:], 16, 64)
		return float64(value), err == nil
	}
	if strings.Trim(text, "+-.0123456789") != "" {
		return 0, false // words that Go takes for numbers: Inf, 1e3, 0b1
	}
	value, err := strconv.ParseFloat(text, 64)
	return value, err == nil
}

func version(text string) ([]uint64, bool) {
	var list []uint64
	for part := range strings.SplitSeq(strings.TrimPrefix(strings.ToLower(text), "v"), ".") {
		value, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return nil, false
		}
		list = append(list, value)
	}
	return list, true
}

func boolean(text string) (value, ok bool) {
	switch strings.ToLower(text) {
	case "true", "on", "yes", "!false", "!off", "!no":
		return true, true
	case "false", "off", "no", "!true", "!on", "!yes":
		return false, true
	}
	return false, false
}

// value takes the next word as a value.
func (c *condition) value() string {
	if len(c.words) == 0 || slices.Contains(conditionSigns, c.words[0]) {
		c.broken = true
		return ""
	}
	word := c.words[0]
	c.words = c.words[1:]
	if n := len(word); n > 1 && (word[0] == '\'' || word[0] == '"') && word[n-1] == word[0] {
		word = word[1 : n-1]
	}
	return c.expand(word)
}

func (c *condition) accept(word string) bool {
	if len(c.words) == 0 || !strings.EqualFold(c.words[0], word) {
		return false
	}
	c.words = c.words[1:]
	return true
}

func (c *condition) demand(word string) {
	if !c.accept(word) {
		c.broken = true
	}
}

var conditionSigns = []string{"==", "!=", "<=", ">=", "&&", "||", "(", ")", "!", "<", ">"}

// conditionWords splits a condition. A quoted text keeps its quotes, and a macro is part
// of its word, whatever stands in its parentheses. It reports false if there are too many.
func conditionWords(text string) (list []string, whole bool) {
	for text = strings.TrimSpace(text); text != "" && len(list) < maxWords; text = strings.TrimSpace(text) {
		n := conditionWord(text)
		list = append(list, text[:n])
		text = text[n:]
	}
	return list, text == ""
}

// conditionWord is the length of the word that text starts with.
func conditionWord(text string) int {
	for _, sign := range conditionSigns {
		if strings.HasPrefix(text, sign) {
			return len(sign)
		}
	}
	quote := text[0]
	quoted := quote == '\'' || quote == '"'
	i := 0
	if quoted {
		i++
	}
	for i < len(text) {
		switch c := text[i]; {
		case i+1 < len(text) && (c == '$' || c == '@' || c == '%') && text[i+1] == '(':
			i = min(len(text), i+2+closing(text[i+2:])+1)
			continue
		case quoted && c == quote:
			return i + 1
		case !quoted && (c <= ' ' || strings.IndexByte("()!=<>'\"", c) >= 0):
			return max(i, 1)
		}
		i++
	}
	return len(text)
}
