package clang

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
	"github.com/drvlint/drvlint/ir"
)

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
	next, exports, never := 0, false, 0
	for i, t := range f.tokens {
		for next < len(skipped) && skipped[next][1] <= int(t.From) {
			next++
		}
		if i >= never && f.isNever(i) {
			never = f.branchEnd(i)
		}
		exports = (exports || t.Is(f.text, "dllexport")) && !t.Is(f.text, ";") && !t.Is(f.text, "{")
		if exports || i >= never && next < len(skipped) && skipped[next][0] <= int(t.From) {
			name(i)
		}
	}
	return list
}

// isNever reports whether a line begins at a token that leaves out what follows in every build: #if 0.
func (f *sourceFile) isNever(i int) bool {
	w := window{f, i}
	return f.tokens[i].Kind == ctext.Directive && w.is(1, "if") && w.is(2, "0") && w.token(3).Kind == ctext.LineEnd
}

// branchEnd is the index of the token that begins the line with which the branch ends that a line begins: #else, #elif, or #endif.
func (f *sourceFile) branchEnd(i int) int {
	depth := 0
	for i++; i < len(f.tokens); i++ {
		if f.tokens[i].Kind != ctext.Directive {
			continue
		}
		w := window{f, i}
		switch {
		case w.is(1, "if", "ifdef", "ifndef"):
			depth++
		case depth == 0 && w.is(1, "else", "elif", "endif"):
			return i
		case w.is(1, "endif"):
			depth--
		}
	}
	return i
}

// mentions are the words of a file, sorted, that may name functions where no call does: aside, outside of all bodies and where no declaration
// has them, as in a table or in the definition of a macro; inside bodies; and declared, where a parenthesis follows outside.
type mentions struct{ aside, inside, declared []string }

// mentioned finds what the text mentions, whatever the preprocessor makes of it, but for #if 0. Pragmas only say where a function lies.
func (f *sourceFile) mentioned() (list mentions) {
	body := f.inBodies()
	define, other, follows, never := false, false, 0, 0
	for i, t := range f.tokens {
		w := window{f, i}
		if i >= never && f.isNever(i) {
			never = f.branchEnd(i)
		}
		switch {
		case i < never:
		case t.Kind == ctext.Directive:
			define, other, follows = w.is(1, "define"), !w.is(1, "define"), i+2
		case t.Kind == ctext.LineEnd:
			define, other = false, false
		case t.Kind != ctext.Ident || other || define && i <= follows:
		case define:
			list.aside = append(list.aside, t.In(f.text))
		case w.is(1, "(") && !body[i]:
			list.declared = append(list.declared, t.In(f.text))
		case w.is(1, "(") || body[i] && w.is(-1, ".", "->"):
		case (w.ident(-1) || w.is(-1, "*") && w.ident(-2)) && w.is(1, ";", ","): // TYPE *Name;
		case body[i]:
			list.inside = append(list.inside, t.In(f.text))
		default:
			list.aside = append(list.aside, t.In(f.text))
		}
	}
	for _, words := range []*[]string{&list.aside, &list.inside, &list.declared} {
		slices.Sort(*words)
		*words = slices.Clip(slices.Compact(*words))
	}
	return list
}

// inBodies reports for each token whether it lies in the body of a function.
func (f *sourceFile) inBodies() []bool {
	list := make([]bool, len(f.tokens))
	var plain []ctext.Token // the tokens outside of preprocessor lines, and which they are
	var at []int
	directive := false
	for i, t := range f.tokens {
		directive = (directive || t.Kind == ctext.Directive) && t.Kind != ctext.LineEnd
		if !directive && t.Kind != ctext.LineEnd {
			plain, at = append(plain, t), append(at, i)
		}
	}
	for i := 0; i < len(plain); i++ {
		if !plain[i].Is(f.text, "{") {
			continue
		}
		opened := opens(f.text, plain, i)
		if opened == aScope {
			continue
		}
		end := ctext.Close(f.text, plain, i)
		for k := i; opened == aBody && hasStatement(f.text, plain[i:end]) && k < end; k++ {
			list[at[k]] = true
		}
		i = end
	}
	return list
}

// hasStatement reports whether a semicolon is among tokens: there is none in the rows of a table, TABLE(Name) { ROW(A), ROW(B) }.
func hasStatement(text []byte, tokens []ctext.Token) bool {
	return slices.ContainsFunc(tokens, func(t ctext.Token) bool { return t.Is(text, ";") })
}

// namedAside lists the words of files that may be functions of theirs, for one of the files declares such a name, and that are named where
// the IR does not show it: outside of all bodies, or in a statement that was not understood. A word that a variable of a function's own has is
// that variable there.
func namedAside(files []*sourceFile, unit *ir.Unit) []string {
	declared, lowered := map[string]bool{}, map[string]bool{}
	for _, f := range files {
		for _, word := range f.mentions().declared {
			declared[word] = true
		}
	}
	for _, f := range unit.Funcs {
		f.Mentions(func(name string) {
			name, _, _ = strings.Cut(name, "(")
			lowered[name[strings.LastIndex(name, ":")+1:]] = true
		})
		for _, v := range slices.Concat(f.Params, f.Locals) {
			lowered[v.Name] = true
		}
	}
	var list []string
	for _, f := range files {
		for _, word := range f.mentions().aside {
			if declared[word] {
				list = append(list, word)
			}
		}
		for _, word := range f.mentions().inside {
			if declared[word] && !lowered[word] {
				list = append(list, word)
			}
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
