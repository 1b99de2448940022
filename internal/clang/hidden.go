package clang

import (
	"bytes"
	"maps"
	"slices"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// Hidden is a function that conditions of the preprocessor leave out, as one for another processor.
type Hidden struct {
	Name string
	Line int // of its body's first
}

// hidden lists the functions of the file that lie in skipped ranges and call something, in their order; not what no build compiles, for it
// stands under #if 0.
func (f *sourceFile) hidden(skipped [][2]int) []Hidden {
	if len(skipped) == 0 {
		return nil
	}
	never := f.neverCompiled()
	var list []Hidden
	for _, body := range f.names.Bodies {
		inside := func(r [2]int) bool { return r[0] <= body[0] && body[1] <= r[1] }
		if !slices.ContainsFunc(skipped, inside) || slices.ContainsFunc(never, inside) {
			continue
		}
		from, to := f.tokenAt(body[0]), f.tokenAt(body[1]-1)
		name := f.bodyName(from)
		if name != "" && len(bodyCalls(f.text, visibleTokens(&sourceFile{text: f.text, tokens: f.tokens[from : to+1]}, nil))) > 0 {
			list = append(list, Hidden{name, 1 + bytes.Count(f.text[:body[0]], []byte("\n"))})
		}
	}
	return list
}

// onlyDeclares reports whether the file includes or declares something, and what is not skipped of it opens no body.
func (f *sourceFile) onlyDeclares(skipped [][2]int) bool {
	if len(f.names.Includes) == 0 {
		return false
	}
	tokens := visibleTokens(f, skipped)
	for i, t := range tokens {
		if t.Is(f.text, "{") && opens(f.text, tokens, i) == aBody {
			return false
		}
	}
	return true
}

// neverCompiled returns the byte ranges of the file that stand under #if 0.
func (f *sourceFile) neverCompiled() (list [][2]int) {
	for i := 0; i < len(f.tokens); i++ {
		if !f.isNever(i) {
			continue
		}
		end := f.branchEnd(i)
		to := len(f.text)
		if end < len(f.tokens) {
			to = int(f.tokens[end].From)
		}
		list = append(list, [2]int{int(f.tokens[i].From), to})
		i = end - 1
	}
	return list
}

// bodyName returns the name of the function whose body the token at an index opens: the last one before a parenthesis that neither an
// annotation nor a constructor's list of members has. "" if there is none.
func (f *sourceFile) bodyName(brace int) string {
	for i := brace - 1; i > 0; i-- {
		t := f.tokens[i]
		if t.Kind == ctext.Directive || t.Kind == ctext.LineEnd || t.Is(f.text, "}") {
			return ""
		}
		if !t.Is(f.text, ")") {
			continue
		}
		i = opening(f.text, f.tokens, i) - 1
		if i < 0 {
			return ""
		}
		w := window{f, i}
		word := f.tokens[i].In(f.text)
		if w.ident(0) && !notCalled[word] && !ctext.Annotation(word) && !w.is(-1, ",") && (!w.is(-1, ":") || w.is(-2, ":")) {
			return word
		}
	}
	return ""
}

// AllHidden returns the functions that all units which have their file leave out, by the file.
func AllHidden(units []Outline) map[string][]Hidden {
	all := map[string][]Hidden{}
	seen := map[string]bool{}
	add := func(file string, list []Hidden) {
		if seen[file] {
			list = slices.DeleteFunc(slices.Clone(all[file]), func(f Hidden) bool { return !slices.Contains(list, f) })
		}
		seen[file] = true
		all[file] = list
	}
	for _, u := range units {
		if u.File == "" {
			continue
		}
		add(u.File, u.Stats.Hidden)
		for _, s := range u.Included {
			add(s.File, s.Hidden)
		}
	}
	maps.DeleteFunc(all, func(_ string, list []Hidden) bool { return len(list) == 0 })
	return all
}
