package project

import (
	"maps"
	"slices"
	"strings"
)

// A style is the way in which a compiler spells its options.
type style int

const (
	styleGCC style = iota // gcc and clang
	styleCL               // cl.exe and clang-cl
)

// options are what the options of a compiler say of a unit, as they are spelled there.
type options struct {
	style    style
	macros   []string       // as they are defined, in order
	undone   map[string]int // macros undefined by name -> how many of macros stand before that
	includes []string
	forced   []string
	language int    // langNone if the file's name decides
	output   string // the file that is made
	kernel   bool   // an option says that the unit is for the kernel
	// response reads a file of further options; nil if there are none.
	response func(name string) []string
	answered map[string]bool // the response files that were read
}

// An option is one that takes a value, which may stand in the same word or in the next.
type option struct {
	style    style
	name     string
	separate bool // never in the same word
	set      func(o *options, value string)
}

func addDefine(o *options, v string) {
	o.macros = append(o.macros, v)
	o.kernel = o.kernel || v == "_KERNEL_MODE" || strings.HasPrefix(v, "_KERNEL_MODE=")
}

func addUndefined(o *options, v string) {
	if o.undone == nil {
		o.undone = map[string]int{}
	}
	o.undone[v] = len(o.macros)
}

// defines lists the macros that are not undefined later, in order.
func (o *options) defines() []string {
	var list []string
	for i, define := range o.macros {
		if name, _, _ := strings.Cut(define, "="); o.undone[name] <= i {
			list = append(list, define)
		}
	}
	return list
}

// undefined lists the macros that are undefined at the end, sorted.
func (o *options) undefined() []string {
	left := maps.Clone(o.undone)
	for i, define := range o.macros {
		if name, _, _ := strings.Cut(define, "="); o.undone[name] <= i {
			delete(left, name)
		}
	}
	return slices.Sorted(maps.Keys(left))
}

func addInclude(o *options, v string) {
	o.includes = append(o.includes, v)
	o.kernel = o.kernel || slices.Contains([]string{"km", "ddk"}, strings.ToLower(baseName(strings.TrimRight(v, `/\`))))
}

func addForced(o *options, v string) { o.forced = append(o.forced, v) }

func setOutput(o *options, v string) { o.output = v }

func setLanguage(o *options, v string) {
	switch v {
	case "c":
		o.language = langC
	case "c++":
		o.language = langCPP
	}
}

// knownOptions lists the options that matter; a longer name stands before its beginning.
var knownOptions = []option{
	{styleGCC, "-D", false, addDefine},
	{styleGCC, "-U", false, addUndefined},
	{styleGCC, "-isystem", false, addInclude},
	{styleGCC, "-iquote", false, addInclude},
	{styleGCC, "-idirafter", false, addInclude},
	{styleGCC, "-I", false, addInclude},
	{styleGCC, "-include", true, addForced},
	{styleGCC, "-imacros", true, addForced},
	{styleGCC, "-x", false, setLanguage},
	{styleGCC, "-o", false, setOutput},
	{styleCL, "/D", false, addDefine},
	{styleCL, "/U", false, addUndefined},
	{styleCL, "/external:I", false, addInclude},
	{styleCL, "/imsvc", false, addInclude},
	{styleCL, "/I", false, addInclude},
	{styleCL, "/FI", false, addForced},
	{styleCL, "/Fo", false, setOutput},
	{styleCL, "/Tc", false, func(o *options, _ string) { o.language = langC }},
	{styleCL, "/Tp", false, func(o *options, _ string) { o.language = langCPP }},
	{styleCL, "/o", true, setOutput},
}

// read takes in the words of a command line.
func (o *options) read(words []string) {
	for i := 0; i < len(words); i++ {
		word := words[i]
		if file, ok := strings.CutPrefix(word, "@"); ok && o.response != nil {
			o.more(file)
			continue
		}
		if o.style == styleCL && strings.HasPrefix(word, "-") {
			word = "/" + word[1:]
		}
		switch word {
		case "/kernel", "-mkernel":
			o.kernel = true
			continue
		case "/TC":
			o.language = langC
			continue
		case "/TP":
			o.language = langCPP
			continue
		}
		for _, known := range knownOptions {
			value, matches := strings.CutPrefix(word, known.name)
			if known.style != o.style || !matches || known.separate && value != "" {
				continue
			}
			if value == "" && i+1 < len(words) {
				i++
				value = words[i]
			}
			known.set(o, value)
			break
		}
	}
}

// more reads a response file. One that was read before is left out: they may name each
// other.
func (o *options) more(file string) {
	if o.answered[file] {
		return
	}
	if o.answered == nil {
		o.answered = map[string]bool{}
	}
	o.answered[file] = true
	o.read(o.response(file))
}

// splitWindows splits a command line by the rules of CommandLineToArgvW: blanks outside of
// quotes part the words, and backslashes matter only in front of a quote.
func splitWindows(line string) []string {
	var list []string
	var word strings.Builder
	started, quoted := false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\':
			n := len(line[i:]) - len(strings.TrimLeft(line[i:], `\`))
			i += n - 1
			started = true
			if i+1 >= len(line) || line[i+1] != '"' {
				word.WriteString(strings.Repeat(`\`, n))
				continue
			}
			word.WriteString(strings.Repeat(`\`, n/2))
			if n%2 == 1 {
				word.WriteByte('"')
				i++
			}
		case c == '"' && quoted && i+1 < len(line) && line[i+1] == '"':
			word.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
			started = true
		case !quoted && strings.IndexByte(" \t\r\n", c) >= 0:
			if started {
				list = append(list, word.String())
			}
			word.Reset()
			started = false
		default:
			word.WriteByte(c)
			started = true
		}
	}
	if started {
		list = append(list, word.String())
	}
	return list
}
