package remember

import (
	"reflect"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/internal/trace"
)

// A writer spells summaries to be read again: words, terms and nodes once each, by number.
type writer struct {
	spelling
	nodes   [][]byte
	number  map[node]int // -1 for what is bad
	written [][]byte     // terms
	ofTerm  map[term.Ref]int
	strings map[string]int
	words   []string
}

func newWriter(f *form) *writer {
	w := &writer{number: map[node]int{}, ofTerm: map[term.Ref]int{}, strings: map[string]int{}}
	w.spelling = spelling{f, w}
	return w
}

func (w *writer) word(out []byte, s string) []byte {
	n, known := w.strings[s]
	if !known {
		n = len(w.words)
		w.strings[s] = n
		w.words = append(w.words, s)
	}
	return w.int(out, n)
}

func (w *writer) meaning(out []byte, _ func() string) []byte { return out }

// node writes the number of a node, from 0 on.
func (w *writer) node(out []byte, v reflect.Value, of *program.Function) ([]byte, bool) {
	key := node{v.UnsafePointer(), v.Type()}
	n, known := w.number[key]
	if !known {
		w.number[key] = -1 // while it is written: none leads to itself
		text, ok := w.value(w.function(nil, of), v.Elem(), of)
		if ok {
			n = len(w.nodes)
			w.nodes = append(w.nodes, text)
		} else {
			n = -1
		}
		w.number[key] = n
	}
	return w.int(out, n), n >= 0
}

// term writes the number of a term; 0 is none.
func (w *writer) term(out []byte, r term.Ref) ([]byte, bool) {
	if r == 0 {
		return w.int(out, 0), true
	}
	n, known := w.ofTerm[r]
	if !known {
		n = -1
		if text, ok := w.spell(r); ok {
			w.written = append(w.written, text)
			n = len(w.written)
		}
		w.ofTerm[r] = n
	}
	return w.int(out, n), n > 0
}

// A teller tells summaries apart by all that they say.
type teller struct {
	spelling
	nodes map[node]told
	terms map[term.Ref]told
}

// Told stands for contents; ok is false for what can't be told.
type told struct {
	trace.ID
	ok bool
}

func newTeller(f *form) *teller {
	t := &teller{nodes: map[node]told{}, terms: map[term.Ref]told{}}
	t.spelling = spelling{f, t}
	return t
}

func (t *teller) word(out []byte, s string) []byte { return append(t.int(out, len(s)), s...) }

func (t *teller) meaning(out []byte, words func() string) []byte { return t.word(out, words()) }

func (t *teller) node(out []byte, v reflect.Value, of *program.Function) ([]byte, bool) {
	key := node{v.UnsafePointer(), v.Type()}
	known, done := t.nodes[key]
	if !done {
		t.nodes[key] = told{} // while it is spelt: none leads to itself
		var text []byte
		if text, known.ok = t.value(t.function(nil, of), v.Elem(), of); known.ok {
			known.ID = trace.IDOf(text)
		}
		t.nodes[key] = known
	}
	return append(t.int(out, 0), known.ID[:]...), known.ok
}

func (t *teller) term(out []byte, r term.Ref) ([]byte, bool) {
	if r == 0 {
		return append(out, 0), true
	}
	known, done := t.terms[r]
	if !done {
		var text []byte
		if text, known.ok = t.spell(r); known.ok {
			known.ID = trace.IDOf(text)
		}
		t.terms[r] = known
	}
	return append(append(out, 1), known.ID[:]...), known.ok
}
