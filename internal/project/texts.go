package project

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
)

// texts know which headers files name, by their text alone.
type texts struct {
	inclusions map[string][]inclusion
}

func newTexts() *texts { return &texts{map[string][]inclusion{}} }

// An inclusion is an #include line.
type inclusion struct {
	name   string
	system bool // in <>
	// always is false where a condition stands around the line, other than an include guard
	// and those that hold for every driver.
	always bool
}

var includeName = regexp.MustCompile(`^(["<])([^">\r\n]+)[">]`)

// of lists the headers that a file names; none if it can't be read.
func (t *texts) of(file string) []inclusion {
	if list, known := t.inclusions[file]; known {
		return list
	}
	var list []inclusion
	if data, err := readFile(file); err == nil {
		list = inclusionsIn(decode(data))
	}
	t.inclusions[file] = list
	return list
}

// inclusionsIn lists the #include lines of a text that some build follows: none in a comment, in a literal or under a
// condition that never holds.
func inclusionsIn(text string) []inclusion {
	var list []inclusion
	type open struct {
		unsure bool // its present branch may not hold
		lived  bool // a branch of it up to here may hold
	}
	var around []open
	unsure := 0 // of those
	push := func(o open) {
		around = append(around, o)
		if o.unsure {
			unsure++
		}
	}
	pop := func() open {
		o := around[len(around)-1]
		around = around[:len(around)-1]
		if o.unsure {
			unsure--
		}
		return o
	}
	lines := directives(text)
	for i, line := range lines {
		switch {
		case line.word == "include":
			if m := includeName.FindStringSubmatch(line.rest); m != nil && !line.dead {
				list = append(list, inclusion{name: m[2], system: m[1] == "<", always: unsure == 0})
			}
		case strings.HasPrefix(line.word, "if"):
			push(open{unsure: !(holdsAlways(line.word, line.rest) || isGuard(lines, i)), lived: !line.dead})
		case line.word == "endif" && len(around) > 0:
			pop()
		case strings.HasPrefix(line.word, "el") && len(around) > 0:
			before := pop()
			push(open{unsure: before.lived || line.word != "else" && !holdsAlways("if", line.rest), lived: before.lived || !line.dead})
		}
	}
	return list
}

// directives lists the preprocessor lines of a text that include, define or open, change and close a condition.
func directives(text string) []directive {
	var list []directive
	s := scanner{text: text, lineStart: true, line: func(d directive) {
		if d.word == "include" || d.word == "define" || d.word == "endif" || strings.HasPrefix(d.word, "if") || strings.HasPrefix(d.word, "el") {
			list = append(list, d)
		}
	}}
	for s.skip(); s.at < len(text); s.skip() {
		for isWord(text[s.at]) && s.at+1 < len(text) && isWord(text[s.at+1]) {
			s.at++
		}
		s.at++
		s.lineStart = false
	}
	return list
}

// compilerMacros are those that every compiler for drivers defines.
var compilerMacros = []string{"_WIN32", "_MSC_VER", "WIN32", "_WIN64", "_WIN32_WINNT", "NTDDI_VERSION", "__cplusplus", "_AMD64_", "_M_AMD64", "_M_X64"}

// holdsAlways reports whether a condition holds for every driver, as far as its names tell.
func holdsAlways(word, condition string) bool {
	names := slices.DeleteFunc(words(condition), func(w string) bool { return w == "defined" || !isWord(w[0]) || w[0] >= '0' && w[0] <= '9' })
	if word == "ifndef" || strings.Contains(condition, "!") || len(names) == 0 {
		return word == "if" && alwaysHolds(condition)
	}
	return !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(compilerMacros, name) })
}

// isGuard reports whether a condition is an include guard: the first one, of a macro that
// the next line defines.
func isGuard(lines []directive, i int) bool {
	if lines[i].word != "ifndef" && !strings.HasPrefix(lines[i].rest, "!") || i+1 == len(lines) {
		return false
	}
	name, _ := cutWord(lines[i+1].rest)
	return lines[i+1].word == "define" && name != "" && slices.Contains(words(lines[i].rest), name)
}

// kernelSide reports whether a file itself includes a header that only code for the kernel
// does, whatever macros are defined.
func (t *texts) kernelSide(file string) bool {
	return slices.ContainsFunc(t.of(file), func(i inclusion) bool {
		return i.always && wdk.ForKernel(i.name)
	})
}

// kernelNamed reports whether a file includes such a header, if the right macros are defined.
func (t *texts) kernelNamed(file string) bool {
	return slices.ContainsFunc(t.of(file), func(i inclusion) bool { return wdk.ForKernel(i.name) })
}

// userSide reports whether a file itself includes a header that only code for user mode
// does, and none for the kernel.
func (t *texts) userSide(file string) bool {
	list := t.of(file)
	user := slices.ContainsFunc(list, func(i inclusion) bool { return i.always && i.system && wdk.ForUser(i.name) })
	return user && !t.kernelNamed(file)
}
