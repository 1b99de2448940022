package remember

import (
	"encoding/binary"
	"reflect"
	"slices"
	"unsafe"

	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A form is how summaries are written: what they consist of by its fields, whatever package they are of, but for what belongs to the
// driver, which is written by its name or number. The parts of a summary are shared, so each is a node of its own.
type form struct {
	*profile.Profile
	terms *term.Pool
	types []reflect.Type           // what an interface may hold: pointers
	fixed []any                    // pointers to what is the same in each run, by its number
	known map[unsafe.Pointer]int   // these numbers
	in    map[reflect.Type]int     // which field of a structure is In, -1 for none
	body  map[int]*body            // of functions, as far as asked
	vars  func() map[*ir.Var]owner // where variables are found
}

// A body is what a function consists of, by number.
type body struct {
	instrs []ir.Instr
	tests  []*ir.Value
}

// An owner is where a variable is found: among the parameters and locals of a function, or else among the globals of a unit.
type owner struct {
	global bool
	of     int
	number int
}

var (
	refType      = reflect.TypeFor[term.Ref]()
	spanType     = reflect.TypeFor[ir.Span]()
	functionType = reflect.TypeFor[*program.Function]()
	callType     = reflect.TypeFor[*ir.Call]()
	valueType    = reflect.TypeFor[*ir.Value]()
)

// bodyOf numbers the instructions and tests of a function.
func (f *form) bodyOf(of *program.Function) *body {
	b := f.body[of.Index]
	if b == nil {
		b = &body{}
		of.Instrs(func(in ir.Instr) { b.instrs = append(b.instrs, in) })
		for _, blk := range of.Graph.Blocks {
			for _, e := range blk.Succs {
				b.tests = append(b.tests, e.Test)
			}
		}
		f.body[of.Index] = b
	}
	return b
}

// findVars finds out where the variables of the driver are found.
func (f *form) findVars() map[*ir.Var]owner {
	vars := map[*ir.Var]owner{}
	for i, u := range f.Units {
		for j, g := range u.Globals {
			vars[g.Var] = owner{true, i, j}
		}
	}
	for i, g := range f.Functions {
		for j, v := range slices.Concat(g.Params, g.Locals) {
			if _, known := vars[v]; !known {
				vars[v] = owner{false, i, j}
			}
		}
	}
	return vars
}

// inField is the field In of a structure, which names the function that its other parts speak of; -1 if it has none.
func (f *form) inField(t reflect.Type) int {
	n, known := f.in[t]
	if !known {
		n = -1
		if field, ok := t.FieldByName("In"); ok && field.Type == functionType && len(field.Index) == 1 {
			n = field.Index[0]
		}
		f.in[t] = n
	}
	return n
}

// A writer writes summaries. What it can't write it says is bad.
type writer struct {
	*form
	nodes   [][]byte
	number  map[node]int // -1 for what is bad
	terms   [][]byte
	ofTerm  map[term.Ref]int
	uses    map[int]bool // functions
	strings map[string]int
	words   []string
}

type node struct {
	at   unsafe.Pointer
	kind reflect.Type
}

func newWriter(f *form) *writer {
	return &writer{form: f, number: map[node]int{}, ofTerm: map[term.Ref]int{}, uses: map[int]bool{}, strings: map[string]int{}}
}

func (w *writer) int(out []byte, n int) []byte { return binary.AppendVarint(out, int64(n)) }

func (w *writer) word(out []byte, s string) []byte {
	n, known := w.strings[s]
	if !known {
		n = len(w.words)
		w.strings[s] = n
		w.words = append(w.words, s)
	}
	return w.int(out, n)
}

// function writes a function by its index.
func (w *writer) function(out []byte, f *program.Function) []byte {
	if f == nil {
		return w.int(out, -1)
	}
	w.uses[f.Index] = true
	return w.int(out, f.Index)
}

// value writes a value that speaks of a function; false if it can't.
func (w *writer) value(out []byte, v reflect.Value, of *program.Function) ([]byte, bool) {
	switch v.Type() {
	case refType:
		n, ok := w.term(term.Ref(v.Int()))
		return w.int(out, n), ok
	case spanType:
		s := *(*ir.Span)(addressOf(v))
		if s == (ir.Span{}) {
			return w.int(out, 0), true
		}
		out = w.int(w.int(out, int(s.File)+1), int(s.To-s.From))
		if s.File == of.Span.File {
			return w.int(out, int(s.From-of.Span.From)), true
		}
		return w.int(out, int(s.From)), true
	case functionType:
		return w.function(out, (*program.Function)(v.UnsafePointer())), true
	case callType:
		if v.IsNil() {
			return w.int(out, -1), true
		}
		n := slices.Index(w.bodyOf(of).instrs, ir.Instr((*ir.Call)(v.UnsafePointer())))
		return w.int(out, n), n >= 0
	case valueType:
		if v.IsNil() {
			return w.int(out, -1), true
		}
		n := slices.Index(w.bodyOf(of).tests, (*ir.Value)(v.UnsafePointer()))
		return w.int(out, n), n >= 0
	}
	ok := true
	switch v.Kind() {
	case reflect.Bool:
		n := 0
		if v.Bool() {
			n = 1
		}
		return w.int(out, n), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return w.int(out, int(v.Int())), true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return w.int(out, int(v.Uint())), true
	case reflect.String:
		return w.word(out, v.String()), true
	case reflect.Struct:
		if in := w.inField(v.Type()); in >= 0 {
			if p := v.Field(in).UnsafePointer(); p != nil {
				of = (*program.Function)(p)
			}
			out = w.function(out, of)
		}
		for i := 0; i < v.NumField() && ok; i++ {
			out, ok = w.value(out, v.Field(i), of)
		}
		return out, ok
	case reflect.Array, reflect.Slice:
		if v.Kind() == reflect.Slice && v.IsNil() {
			return w.int(out, -1), true
		}
		out = w.int(out, v.Len())
		for i := 0; i < v.Len() && ok; i++ {
			out, ok = w.value(out, v.Index(i), of)
		}
		return out, ok
	case reflect.Map:
		return w.set(out, v)
	case reflect.Interface:
		if v.IsNil() {
			return w.int(out, -1), true
		}
		n := slices.Index(w.types, v.Elem().Type())
		if n < 0 {
			return out, false
		}
		return w.pointer(w.int(out, n), v.Elem(), of)
	case reflect.Pointer:
		return w.pointer(out, v, of)
	}
	return out, false
}

// set writes a set of functions.
func (w *writer) set(out []byte, v reflect.Value) ([]byte, bool) {
	if v.Type().Key() != functionType || v.Type().Elem().Kind() != reflect.Bool {
		return out, false
	}
	if v.IsNil() {
		return w.int(out, -1), true
	}
	var list []int
	for _, key := range v.MapKeys() {
		if !v.MapIndex(key).Bool() {
			return out, false
		}
		f := (*program.Function)(key.UnsafePointer())
		w.uses[f.Index] = true
		list = append(list, f.Index)
	}
	slices.Sort(list)
	out = w.int(out, len(list))
	for _, n := range list {
		out = w.int(out, n)
	}
	return out, true
}

// pointer writes the number of what a pointer leads to: from 0 on that of a node, below -1 that of what is fixed, -1 for none.
func (w *writer) pointer(out []byte, v reflect.Value, of *program.Function) ([]byte, bool) {
	if v.IsNil() {
		return w.int(out, -1), true
	}
	if n, fixed := w.known[v.UnsafePointer()]; fixed {
		return w.int(out, -2-n), true
	}
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

// term writes a term and returns its number; 0 is none.
func (w *writer) term(r term.Ref) (int, bool) {
	if r == 0 {
		return 0, true
	}
	if n, known := w.ofTerm[r]; known {
		return n, n > 0
	}
	n := -1
	if text, ok := w.spell(r); ok {
		w.terms = append(w.terms, text)
		n = len(w.terms)
	}
	w.ofTerm[r] = n
	return n, n > 0
}

func (w *writer) spell(r term.Ref) ([]byte, bool) {
	t := *w.form.terms.Term(r)
	a, good := w.term(t.A)
	b, also := w.term(t.B)
	after, last := w.term(t.NamedAfter())
	if !good || !also || !last {
		return nil, false
	}
	out := w.word([]byte{byte(t.Op)}, t.S)
	out = w.int(w.int(w.int(out, a), b), after)
	if maker, ok := t.Maker(); ok {
		w.uses[maker] = true
	}
	if after != 0 {
		t.M = 0
	}
	out = w.int(out, int(t.M))
	if t.Op != term.Var || t.N < 0 {
		return w.int(out, int(t.N)), true
	}
	at, known := w.vars()[w.form.terms.Numbered(t.N)]
	if !at.global {
		w.uses[at.of] = true
	}
	global := 0
	if at.global {
		global = 1
	}
	return w.int(w.int(w.int(out, global), at.of), at.number), known
}

// addressOf is where a value lies that can be addressed.
func addressOf(v reflect.Value) unsafe.Pointer { return unsafe.Pointer(v.UnsafeAddr()) }
