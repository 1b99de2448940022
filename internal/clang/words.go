package clang

import (
	"iter"
	"sort"
)

// words are those of a unit's files, but for those that stand in #include lines only. A unit may have a hundred files, and
// a word is asked for in all of them: it leads to those that have it.
type words struct {
	index map[string]int32 // word -> its place in list
	list  []word
	uses  []use
}

type word struct {
	known       bool  // the model knows it
	defined     bool  // a file defines it
	first, last int32 // in uses
}

// A use is a file that has a word.
type use struct {
	file *sourceFile
	next int32 // the next file that has the same word, in uses; 0 after the last one
}

// newWords takes the words of files, in whose order they are found.
func newWords(files []*sourceFile) words {
	w := words{index: map[string]int32{}}
	for _, f := range files {
		for i, name := range f.words {
			at := int32(len(w.uses))
			w.uses = append(w.uses, use{file: f})
			if known, seen := w.index[name]; seen {
				old := &w.list[known]
				old.defined = old.defined || f.defined[i]
				w.uses[old.last].next, old.last = at, at
				continue
			}
			w.index[name] = int32(len(w.list))
			w.list = append(w.list, word{f.known[i], f.defined[i], at, at})
		}
	}
	return w
}

// has reports whether a file has the word.
func (w *words) has(name string) bool {
	_, ok := w.index[name]
	return ok
}

// in returns the files that have the word.
func (w *words) in(name string) iter.Seq[*sourceFile] {
	return func(yield func(*sourceFile) bool) {
		known, ok := w.index[name]
		if !ok {
			return
		}
		for at := w.list[known].first; yield(w.uses[at].file); {
			if at = w.uses[at].next; at == 0 {
				return
			}
		}
	}
}

// macro reports whether a file defines the word as a macro.
func (w *words) macro(name string) bool {
	for f := range w.in(name) {
		if _, ok := f.names.Macros[name]; ok {
			return true
		}
	}
	return false
}

// unknown returns the words that neither the files define nor the model knows, as far as they are asked for, sorted.
func (w *words) unknown(ask func(string) bool) []string {
	var list []string
	for name, i := range w.index {
		if !w.list[i].known && !w.list[i].defined && ask(name) {
			list = append(list, name)
		}
	}
	sort.Strings(list)
	return list
}
