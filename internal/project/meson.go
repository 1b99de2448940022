package project

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// meson lists what a meson.build compiles for the kernel. It is read as text: of variables those count
// that hold texts and lists of them, and what stands under a condition or in a loop does not.
func (f *finder) meson(path, text string) ([]compileCommand, error) {
	if !saysDriver(text) {
		return nil, nil
	}
	m := f.mesonFile(filepath.Dir(path), text)
	if m.cut != nil {
		return nil, m.cut
	}
	var list []compileCommand
	for _, t := range m.targets {
		o := &options{style: styleCL}
		o.read(slices.Concat(m.options, t.options))
		for _, file := range t.files {
			list = f.compiles(list, filepath.Dir(path), file, o)
		}
	}
	return list, nil
}

// A mesonFile is what a meson.build says.
type mesonFile struct {
	tokens    []string
	at        int
	depth     int // of what is read
	variables map[string][]string
	options   []string // of the compiler, for all files of the folder and below
	targets   []mesonTarget
	cut       error // why not all counts, nil if it does
}

type mesonTarget struct{ files, options []string }

// mesonFile reads the text of a meson.build in a folder, with what those above it say of all.
func (f *finder) mesonFile(folder, text string) *mesonFile {
	m := &mesonFile{tokens: mesonTokens(text), variables: map[string][]string{}}
	var outer []string
	for above := filepath.Dir(folder); f.disk.inTree(above) && above != filepath.Dir(above); above = filepath.Dir(above) {
		path, found := f.disk.resolve(above, "meson.build")
		if !found {
			break
		}
		data, err := readFile(path)
		if err != nil || len(data) > maxScript {
			break
		}
		o := &mesonFile{tokens: mesonTokens(decode(data)), variables: map[string][]string{}}
		o.statements()
		m.cut = cmp.Or[error](m.cut, o.cut)
		outer = slices.Concat(o.options, outer)
		for name, words := range o.variables {
			if _, known := m.variables[name]; !known {
				m.variables[name] = words
			}
		}
	}
	m.statements()
	m.options = slices.Concat(outer, m.options)
	return m
}

func (m *mesonFile) peek() string {
	if m.at < len(m.tokens) {
		return m.tokens[m.at]
	}
	return ""
}

func (m *mesonFile) next() string {
	token := m.peek()
	m.at++
	return token
}

// statements reads the whole file.
func (m *mesonFile) statements() {
	hidden := 0
	for m.at < len(m.tokens) {
		switch word := m.next(); {
		case word == "if", word == "foreach":
			hidden++
		case word == "endif", word == "endforeach":
			hidden = max(0, hidden-1)
		case hidden > 0 || !isWord(word[0]):
		case m.peek() == "=" || m.peek() == "+=":
			operator := m.next()
			value := m.expression()
			if operator == "+=" {
				value = m.sum(m.variables[word], value)
			}
			m.variables[word] = value
		case m.peek() == "(":
			m.call(word)
		}
	}
}

// sum is a list with another behind it. What has more words than maxExpanded is cut off.
func (m *mesonFile) sum(list, more []string) []string {
	if len(list)+len(more) > maxExpanded {
		m.cut = errWords
		return list
	}
	return slices.Concat(list, more)
}

var errWords = fmt.Errorf("has a list of more than %d words", maxExpanded)

// expression reads texts, lists, variables and their sums; what else there is has no words.
func (m *mesonFile) expression() []string {
	value := m.operand()
	for m.peek() == "+" {
		m.next()
		value = m.sum(value, m.operand())
	}
	return value
}

func (m *mesonFile) operand() []string {
	if m.depth++; m.depth > maxBlocks {
		m.cut = errNesting
		m.at = len(m.tokens)
	}
	defer func() { m.depth-- }()
	switch word := m.next(); {
	case word == "":
		return nil
	case word == "[" || word == "(":
		var list []string
		for m.peek() != "" && m.peek() != "]" && m.peek() != ")" {
			before := m.at
			list = append(list, m.expression()...)
			if m.peek() == "," || m.at == before {
				m.next()
			}
		}
		m.next()
		return list
	case word[0] == '\'':
		return []string{strings.Trim(word, "'")}
	case m.peek() == "(":
		return m.call(word)
	default:
		return m.variables[word]
	}
}

// call reads the arguments of a call, and takes in what it says. Its value is that of the function that
// names files.
func (m *mesonFile) call(name string) []string {
	m.next()
	var words []string
	named := map[string][]string{}
	for m.peek() != "" && m.peek() != ")" {
		before, key := m.at, ""
		if m.at+1 < len(m.tokens) && m.tokens[m.at+1] == ":" {
			key = m.next()
			m.next()
		}
		if value := m.expression(); key != "" {
			named[key] = append(named[key], value...)
		} else {
			words = append(words, value...)
		}
		if m.peek() == "," || m.at == before {
			m.next()
		}
	}
	m.next()
	switch name {
	case "add_project_arguments", "add_global_arguments":
		m.options = append(m.options, words...)
	case "executable", "shared_library", "shared_module", "static_library", "library", "build_target":
		if len(words) > 0 {
			files := slices.Concat(words[1:], named["sources"])
			options := slices.Concat(named["c_args"], named["cpp_args"], prefixed("/I", named["include_directories"]))
			m.targets = append(m.targets, mesonTarget{files, options})
		}
	case "files", "include_directories":
		return words
	}
	return nil
}

// mesonTokens splits a text into names, numbers, texts (which keep one quote at each end) and other
// characters. Comments are left out.
func mesonTokens(text string) []string {
	var list []string
	for i := 0; i < len(text); {
		rest := text[i:]
		switch c := text[i]; {
		case c == '#':
			i += through(rest, "\n")
		case strings.HasPrefix(rest, "'''"):
			end := 3 + through(rest[3:], "'''")
			list = append(list, "'"+strings.Trim(rest[:end], "'")+"'")
			i += end
		case c == '\'':
			end := 1
			for end < len(rest) && rest[end] != '\'' && rest[end] != '\n' {
				if rest[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end+1, len(rest))
			list = append(list, strings.ReplaceAll(rest[:end], `\\`, `\`))
			i += end
		case isWord(c):
			end := 1
			for end < len(rest) && (isWord(rest[end]) || rest[end] == '.') {
				end++
			}
			list = append(list, rest[:end])
			i += end
		case strings.HasPrefix(rest, "+="):
			list = append(list, "+=")
			i += 2
		default:
			if strings.IndexByte(" \t\r\n\\", c) < 0 {
				list = append(list, rest[:1])
			}
			i++
		}
	}
	return list
}
