package remember

import (
	"encoding/binary"
	"reflect"
	"unsafe"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A reader reads what a writer wrote, as far as functions still have what it speaks of.
type reader struct {
	*form
	words []string
	nodes [][]byte
	terms [][]byte
	made  []made // by node
	refs  []ref  // by term
}

// Made is a node, as far as it was read.
type made struct {
	tried bool
	kind  reflect.Type
	at    unsafe.Pointer // nil for what can't be read
}

// A ref is a term, as far as it was read.
type ref struct {
	tried    bool
	term.Ref // 0 for what can't be read
}

// An input is read from its front. Once it is bad it yields zeros.
type input struct {
	text []byte
	bad  bool
}

func (in *input) int() int {
	n, size := binary.Varint(in.text)
	if size <= 0 {
		in.bad, in.text = true, nil
		return 0
	}
	in.text = in.text[size:]
	return int(n)
}

// count reads how many there are, each of one byte at least; -1 for a list that is none.
func (in *input) count() int {
	n := in.int()
	if n < -1 || n > len(in.text) {
		in.bad = true
		return -1
	}
	return n
}

func (in *input) bytes() []byte {
	n := in.count()
	if n < 0 {
		return nil
	}
	text := in.text[:n:n]
	in.text = in.text[n:]
	return text
}

func (r *reader) word(in *input) string {
	n := in.int()
	if n < 0 || n >= len(r.words) {
		in.bad = true
		return ""
	}
	return r.words[n]
}

// function reads a function.
func (r *reader) function(in *input) *program.Function {
	n := in.int()
	if n < 0 || n >= len(r.Functions) {
		in.bad = in.bad || n != -1
		return nil
	}
	return r.Functions[n]
}

// value reads a value into v, which can be addressed.
func (r *reader) value(in *input, v reflect.Value, of *program.Function) {
	if in.bad {
		return
	}
	if !v.CanSet() { // a field that only its package may write to
		v = reflect.NewAt(v.Type(), addressOf(v)).Elem()
	}
	switch v.Type() {
	case refType:
		v.SetInt(int64(r.term(in)))
		return
	case spanType:
		*(*ir.Span)(addressOf(v)) = r.span(in, of)
		return
	case functionType:
		v.Set(reflect.ValueOf(r.function(in)))
		return
	case callType:
		if n := in.int(); n != 0 && r.speaksOf(in, of) {
			call := r.bodyOf(of).calls[n]
			in.bad = call == nil
			v.Set(reflect.ValueOf(call))
		}
		return
	case valueType:
		if n := in.int(); n != 0 && r.speaksOf(in, of) {
			test := r.bodyOf(of).tests[n]
			in.bad = test == nil
			v.Set(reflect.ValueOf(test))
		}
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(in.int() != 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(in.int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(in.int()))
	case reflect.String:
		v.SetString(r.word(in))
	case reflect.Struct:
		if r.inField(v.Type()) >= 0 {
			of = r.function(in)
		}
		for i := range v.NumField() {
			r.value(in, v.Field(i), of)
		}
	case reflect.Array:
		if in.count() != v.Len() {
			in.bad = true
			return
		}
		for i := range v.Len() {
			r.value(in, v.Index(i), of)
		}
	case reflect.Slice:
		n := in.count()
		if n < 0 {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			r.value(in, v.Index(i), of)
		}
	case reflect.Map:
		n := in.count()
		if n < 0 {
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		for range n {
			if f := r.function(in); f != nil {
				v.SetMapIndex(reflect.ValueOf(f), reflect.ValueOf(true))
			}
		}
	case reflect.Interface:
		if n := in.int(); n != -1 {
			if n < 0 || n >= len(r.types) {
				in.bad = true
				return
			}
			p := reflect.New(r.types[n]).Elem()
			r.pointer(in, p)
			v.Set(p)
		}
	case reflect.Pointer:
		r.pointer(in, v)
	}
}

// speaksOf reports whether what is read next may speak of a function; else it is bad.
func (r *reader) speaksOf(in *input, of *program.Function) bool {
	in.bad = in.bad || of == nil
	return !in.bad
}

func (r *reader) span(in *input, of *program.Function) (s ir.Span) {
	n := in.int()
	if n == 0 || !r.speaksOf(in, of) {
		return s
	}
	s, known := r.bodyOf(of).spans[n]
	in.bad = !known
	return s
}

// pointer reads what a pointer leads to.
func (r *reader) pointer(in *input, v reflect.Value) {
	n := in.int()
	switch {
	case n == -1 || in.bad:
		return
	case n < -1:
		if n = -2 - n; n >= len(r.fixed) || reflect.TypeOf(r.fixed[n]) != v.Type() {
			in.bad = true
			return
		}
		v.Set(reflect.ValueOf(r.fixed[n]))
		return
	case n >= len(r.nodes):
		in.bad = true
		return
	}
	m := &r.made[n]
	if !m.tried {
		m.tried, m.kind = true, v.Type()
		it := reflect.New(v.Type().Elem())
		from := &input{text: r.nodes[n]}
		of := r.function(from)
		if r.value(from, it.Elem(), of); !from.bad && len(from.text) == 0 {
			m.at = it.UnsafePointer()
			r.homeOf(node{m.at, v.Type()}, of)
		}
	}
	if m.at == nil || m.kind != v.Type() {
		in.bad = true
		return
	}
	v.Set(reflect.NewAt(v.Type().Elem(), m.at))
}

// term reads a term.
func (r *reader) term(in *input) term.Ref {
	n := in.int()
	if n == 0 || in.bad {
		return 0
	}
	if n < 0 || n > len(r.terms) {
		in.bad = true
		return 0
	}
	m := &r.refs[n-1]
	if !m.tried {
		m.tried = true
		from := &input{text: r.terms[n-1]}
		if made := r.spelt(from); !from.bad && len(from.text) == 0 {
			m.Ref = made
		}
	}
	in.bad = m.Ref == 0
	return m.Ref
}

func (r *reader) spelt(in *input) term.Ref {
	if len(in.text) == 0 {
		in.bad = true
		return 0
	}
	t := term.Term{Op: term.Op(in.text[0])}
	in.text = in.text[1:]
	t.S = r.word(in)
	t.A, t.B = r.term(in), r.term(in)
	after := r.term(in)
	t.M = int32(in.int())
	if n := in.int(); t.Op != term.Var || n < 0 {
		if t.N = int64(n); after != 0 {
			t.NameAfter(after)
		}
		if maker, ok := t.Maker(); ok && maker >= len(r.Functions) {
			in.bad = true
		}
		if in.bad {
			return 0
		}
		return r.form.terms.Make(t)
	} else if v := r.variable(in, n != 0); v != nil && !in.bad {
		return r.form.terms.Variable(v)
	}
	in.bad = true
	return 0
}

// variable reads a variable, of a unit or of a function.
func (r *reader) variable(in *input, global bool) *ir.Var {
	of, n := in.int(), in.int()
	switch {
	case of < 0 || n < 0:
	case global && of < len(r.Units) && n < len(r.Units[of].Globals):
		return r.Units[of].Globals[n].Var
	case !global && of < len(r.Functions):
		f := r.Functions[of]
		if n < len(f.Params) {
			return f.Params[n]
		}
		if n -= len(f.Params); n < len(f.Locals) {
			return f.Locals[n]
		}
	}
	return nil
}
