package project

import (
	"path/filepath"
	"slices"
	"strings"
)

// A makefile holds the macros of a file in nmake's language. Rules are passed over.
type makefile struct {
	disk   *disk
	values map[string]string // by the macro's name in upper case
	spent  int               // bytes that were put in for macros, see maxExpansion
	read   []string          // the files read so far
	lost   []string          // what it includes and what can't be read
}

// load reads a file and those of the tree that it includes.
func (m *makefile) load(file string) error {
	data, err := readFile(file)
	if err != nil {
		return err
	}
	m.read = append(m.read, m.disk.canonical(file))
	var branches []branch
	for _, line := range makeLines(decode(data)) {
		directive, ok := strings.CutPrefix(line, "!")
		word, rest := cutWord(directive)
		switch {
		case ok && m.conditional(&branches, word, rest, filepath.Dir(file)):
		case inactive(branches):
		case ok && strings.EqualFold(word, "include"):
			m.include(file, rest)
		case ok && strings.EqualFold(word, "undef"):
			delete(m.values, strings.ToUpper(rest))
		case !ok:
			m.assign(line)
		}
	}
	return nil
}

// makeLines splits a text into lines: comments are taken out, continued lines joined.
func makeLines(text string) []string {
	var list []string
	var continued strings.Builder
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if part, more := strings.CutSuffix(line, `\`); more {
			continued.WriteString(part + " ")
			continue
		}
		list = append(list, continued.String()+line)
		continued.Reset()
	}
	return append(list, continued.String())
}

func cutWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	end := strings.IndexAny(text, " \t(\"<")
	if end < 0 {
		return text, ""
	}
	return text[:end], strings.TrimSpace(text[end:])
}

// A branch is an !IF that is open.
type branch struct {
	active bool // its lines count
	taken  bool // one of its alternatives counted
	hidden bool // it lies in a branch whose lines don't count
}

// inactive reports whether a line in the branches does not count.
func inactive(branches []branch) bool {
	return len(branches) > 0 && (!branches[len(branches)-1].active || branches[len(branches)-1].hidden)
}

// conditional handles a directive that opens, changes or ends a branch.
func (m *makefile) conditional(branches *[]branch, word, rest, folder string) bool {
	word = strings.ToLower(word)
	if alternative, also := strings.CutPrefix(word, "else"); also {
		if alternative == "" {
			alternative, rest = cutWord(rest)
			alternative = strings.ToLower(alternative)
		}
		if n := len(*branches); n > 0 {
			b := &(*branches)[n-1]
			b.active = !b.taken && (alternative == "" || m.test(alternative, rest, folder))
			b.taken = b.taken || b.active
		}
		return true
	}
	switch word {
	case "if", "ifdef", "ifndef":
		holds := m.test(word, rest, folder)
		*branches = append(*branches, branch{active: holds, taken: holds, hidden: inactive(*branches)})
	case "endif":
		*branches = (*branches)[:max(0, len(*branches)-1)]
	default:
		return false
	}
	return true
}

// test evaluates a condition; one that is not understood holds.
func (m *makefile) test(kind, text, folder string) bool {
	switch _, defined := m.values[strings.ToUpper(text)]; kind {
	case "ifdef":
		return defined
	case "ifndef":
		return !defined
	}
	c := &condition{expand: m.expand, functions: map[string]func(string) truth{
		"defined": func(name string) truth {
			_, defined := m.values[strings.ToUpper(name)]
			return truthOf(defined)
		},
		"exist": func(name string) truth {
			_, found := m.disk.resolve(folder, name)
			return truthOf(found)
		},
	}}
	return c.evaluate(text) != no
}

func (m *makefile) include(by, name string) {
	name = m.expand(strings.Trim(name, `"<> `))
	if name == "" || strings.Contains(name, unknown) {
		return // of the kit
	}
	path, found := m.disk.resolve(filepath.Dir(by), name)
	switch {
	case !found:
		m.lost = append(m.lost, name)
	case slices.Contains(m.read, m.disk.canonical(path)):
	case m.load(path) != nil:
		m.lost = append(m.lost, name)
	}
}

func (m *makefile) assign(line string) {
	name, value, ok := strings.Cut(line, "=")
	name = strings.TrimSpace(name)
	if !ok || name == "" || strings.ContainsAny(name, " \t:") {
		return // a rule
	}
	m.values[strings.ToUpper(name)] = m.expand(strings.TrimSpace(value))
}

// expand puts in the macros; for one that is not defined the unknown mark.
func (m *makefile) expand(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "$(")
		b.WriteString(before)
		name, after, closed := strings.Cut(rest, ")")
		if !found || !closed {
			return b.String()
		}
		name, _, _ = strings.Cut(name, ":") // $(NAME:OLD=NEW): the value as it is
		value, known := m.values[strings.ToUpper(strings.TrimSpace(name))]
		if m.spent += len(value); !known || m.spent > maxExpansion {
			value = unknown
		}
		b.WriteString(value)
		text = after
	}
}

// words splits the value of a macro, without what is not known.
func (m *makefile) words(name string) []string {
	return slices.DeleteFunc(splitWindows(m.values[name]), func(word string) bool { return strings.Contains(word, unknown) })
}
