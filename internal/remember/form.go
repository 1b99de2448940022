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
	types []reflect.Type             // what an interface may hold: pointers
	fixed []any                      // pointers to what is the same in each run, by its number
	known map[unsafe.Pointer]int     // these numbers
	in    map[reflect.Type]int       // which field of a structure is In, -1 for none
	body  map[int]*body              // of functions, as far as asked
	home  map[node]*program.Function // of which function a node speaks: whose summary it was first seen in
	vars  func() map[*ir.Var]owner   // where variables are found
}

// A body is what a function consists of, by labels that stay what they are where something else is put in (profile.Label): so what speaks of
// a function speaks of the same places of it in a later run, wherever these are then.
type body struct {
	ofSpan map[ir.Span]int
	ofCall map[*ir.Call]int
	ofTest map[*ir.Value]int
	spans  map[int]ir.Span
	calls  map[int]*ir.Call
	tests  map[int]*ir.Value
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

// bodyOf labels the instructions and tests of a function.
func (f *form) bodyOf(of *program.Function) *body {
	b := f.body[of.Index]
	if b != nil {
		return b
	}
	b = &body{map[ir.Span]int{}, map[*ir.Call]int{}, map[*ir.Value]int{}, map[int]ir.Span{}, map[int]*ir.Call{}, map[int]*ir.Value{}}
	f.body[of.Index] = b
	see := func(at ir.Span, label int) {
		if _, known := b.ofSpan[at]; !known {
			b.ofSpan[at] = label
		}
		b.spans[label] = at
	}
	sites := profile.Sites(f.Profile, of)
	of.Instrs(func(in ir.Instr) {
		label := 2 * sites[in]
		see(in.Where(), label)
		if call, ok := in.(*ir.Call); ok {
			b.ofCall[call], b.calls[label] = label, call
		}
	})
	alike, taken := map[string]int{}, map[int]bool{}
	for _, blk := range of.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test == nil || b.ofTest[e.Test] != 0 {
				continue
			}
			word := e.Test.String()
			alike[word]++
			label := 2*profile.Label(taken, word, alike[word]) + 1
			see(e.Test.Span, label)
			b.ofTest[e.Test], b.tests[label] = label, e.Test
		}
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

// A speller spells values, each in a way of its own: to be read again, or to be told apart from others.
type speller interface {
	word(out []byte, s string) []byte
	term(out []byte, r term.Ref) ([]byte, bool)
	// node spells what a pointer leads to.
	node(out []byte, v reflect.Value, of *program.Function) ([]byte, bool)
	// meaning adds what a label, or a number, stands for.
	meaning(out []byte, words func() string) []byte
}

// A spelling spells summaries. What it can't spell it says is bad.
type spelling struct {
	*form
	speller
}

func (w *spelling) int(out []byte, n int) []byte { return binary.AppendVarint(out, int64(n)) }

// function writes a function by its index.
func (w *spelling) function(out []byte, f *program.Function) []byte {
	if f == nil {
		return w.int(out, -1)
	}
	return w.int(out, f.Index)
}

// value writes a value that speaks of a function; false if it can't.
func (w *spelling) value(out []byte, v reflect.Value, of *program.Function) ([]byte, bool) {
	switch v.Type() {
	case refType:
		return w.term(out, term.Ref(v.Int()))
	case spanType:
		s := *(*ir.Span)(addressOf(v))
		if s == (ir.Span{}) {
			return w.int(out, 0), true
		}
		label := w.bodyOf(of).ofSpan[s]
		return w.int(out, label), label != 0
	case functionType:
		return w.function(out, (*program.Function)(v.UnsafePointer())), true
	case callType:
		if v.IsNil() {
			return w.int(out, 0), true
		}
		call := (*ir.Call)(v.UnsafePointer())
		label := w.bodyOf(of).ofCall[call]
		return w.meaning(w.int(out, label), func() string { return ir.InstrString(call) }), label != 0
	case valueType:
		if v.IsNil() {
			return w.int(out, 0), true
		}
		test := (*ir.Value)(v.UnsafePointer())
		label := w.bodyOf(of).ofTest[test]
		return w.meaning(w.int(out, label), test.String), label != 0
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
func (w *spelling) set(out []byte, v reflect.Value) ([]byte, bool) {
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
		list = append(list, (*program.Function)(key.UnsafePointer()).Index)
	}
	slices.Sort(list)
	out = w.int(out, len(list))
	for _, n := range list {
		out = w.int(out, n)
	}
	return out, true
}

// pointer writes what a pointer leads to: -1 for none, below that the number of what is fixed.
func (w *spelling) pointer(out []byte, v reflect.Value, of *program.Function) ([]byte, bool) {
	if v.IsNil() {
		return w.int(out, -1), true
	}
	if n, fixed := w.known[v.UnsafePointer()]; fixed {
		return w.int(out, -2-n), true
	}
	return w.node(out, v, w.homeOf(node{v.UnsafePointer(), v.Type()}, of))
}

// homeOf is the function of which a node speaks: the one in whose summary it is seen first, for callers have it from there.
func (f *form) homeOf(n node, seen *program.Function) *program.Function {
	if home, known := f.home[n]; known {
		return home
	}
	f.home[n] = seen
	return seen
}

// spell spells a term by its parts.
func (w *spelling) spell(r term.Ref) ([]byte, bool) {
	t := *w.terms.Term(r)
	out := w.word([]byte{byte(t.Op)}, t.S)
	ok := true
	for _, part := range []term.Ref{t.A, t.B, t.NamedAfter()} {
		if out, ok = w.term(out, part); !ok {
			return nil, false
		}
	}
	if t.NamedAfter() != 0 {
		t.M = 0
	}
	out = w.int(out, int(t.M))
	if t.Op != term.Var || t.N < 0 {
		return w.int(out, int(t.N)), true
	}
	v := w.terms.Numbered(t.N)
	at, known := w.vars()[v]
	global := 0
	if at.global {
		global = 1
	}
	out = w.int(w.int(w.int(out, global), at.of), at.number)
	return w.meaning(out, func() string { return v.Name + ": " + v.Type }), known
}

// addressOf is where a value lies that can be addressed.
func addressOf(v reflect.Value) unsafe.Pointer { return unsafe.Pointer(v.UnsafeAddr()) }

type node struct {
	at   unsafe.Pointer
	kind reflect.Type
}
