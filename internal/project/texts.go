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

var (
	includeLine   = regexp.MustCompile(`^include[ \t]*(["<])([^">\r\n]+)[">]`)
	directiveLine = regexp.MustCompile(`^[ \t]*((?:include|if|ifdef|ifndef|elif|else|endif|define)\b[^\r\n]*)`)
)

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

func inclusionsIn(text string) []inclusion {
	var list []inclusion
	lines := directives(text)
	depth, unsure := 0, 0 // unsure is the depth of the outermost condition that may not hold, or 0
	for i, m := range lines {
		line := m[1]
		switch word, condition := cutWord(line); {
		case strings.HasPrefix(line, "include"):
			if m := includeLine.FindStringSubmatch(line); m != nil {
				list = append(list, inclusion{name: m[2], system: m[1] == "<", always: unsure == 0})
			}
		case strings.HasPrefix(word, "if"):
			depth++
			if unsure == 0 && !(holdsAlways(word, condition) || isGuard(lines, i)) {
				unsure = depth
			}
		case word == "endif":
			if depth--; depth < unsure {
				unsure = 0
			}
		case strings.HasPrefix(word, "el") && unsure == 0 && depth > 0:
			unsure = depth // what stood before it held
		}
	}
	return list
}

// directives lists the directives of the kinds that matter, with the line from the word on. Few
// lines begin with the sign: the others are passed over without matching.
func directives(text string) [][]string {
	var list [][]string
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "#")
		if !ok {
			continue
		}
		if m := directiveLine.FindStringSubmatch(rest); m != nil {
			list = append(list, m)
		}
	}
	return list
}

// compilerMacros are those that every compiler for drivers defines.
var compilerMacros = []string{"_WIN32", "_MSC_VER", "WIN32", "_WIN64", "_WIN32_WINNT", "NTDDI_VERSION", "__cplusplus", "_AMD64_", "_M_AMD64", "_M_X64"}

// holdsAlways reports whether a condition holds for every driver, as far as its names tell.
func holdsAlways(word, condition string) bool {
	condition, _, _ = strings.Cut(condition, "//")
	condition, _, _ = strings.Cut(condition, "/*")
	names := slices.DeleteFunc(words(condition), func(w string) bool { return w == "defined" || !isWord(w[0]) || w[0] >= '0' && w[0] <= '9' })
	if word == "ifndef" || strings.Contains(condition, "!") || len(names) == 0 {
		return word == "if" && strings.TrimSpace(condition) == "1"
	}
	return !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(compilerMacros, name) })
}

// isGuard reports whether a condition is an include guard: the first one, of a macro that
// the next line defines.
func isGuard(lines [][]string, i int) bool {
	word, condition := cutWord(lines[i][1])
	if word != "ifndef" && !strings.HasPrefix(condition, "!") || i+1 == len(lines) {
		return false
	}
	next, definition := cutWord(lines[i+1][1])
	name, _ := cutWord(definition)
	return next == "define" && name != "" && slices.Contains(words(condition), name)
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
