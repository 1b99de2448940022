package clang

import "github.com/drvlint/drvlint/internal/wdk/ctext"

// namedElsewhere lists the words of the file that may name functions where the IR does not show it: in skipped ranges, in assembly, those
// of the calls at the offsets, which were not understood, and of declarations that export. In any order.
func (f *sourceFile) namedElsewhere(skipped [][2]int, missed []int) []string {
	list := f.assembly
	name := func(i int) {
		if f.tokens[i].Kind == ctext.Ident {
			list = append(list, f.tokens[i].In(f.text))
		}
	}
	for _, offset := range missed {
		name(f.tokenAt(offset))
	}
	next, exports := 0, false
	for i, t := range f.tokens {
		for next < len(skipped) && skipped[next][1] <= int(t.From) {
			next++
		}
		exports = (exports || t.Is(f.text, "dllexport")) && !t.Is(f.text, ";") && !t.Is(f.text, "{")
		if exports || next < len(skipped) && skipped[next][0] <= int(t.From) {
			name(i)
		}
	}
	return list
}

// wordsLost lists the words of a text that are blank in another one.
func wordsLost(text, other []byte, tokens []ctext.Token) []string {
	var list []string
	for _, t := range tokens {
		if t.Kind == ctext.Ident && other[t.From] == ' ' {
			list = append(list, t.In(text))
		}
	}
	return list
}
