package kept

import (
	"encoding/binary"
	"slices"

	"github.com/drvlint/drvlint/ir"
)

// A Writer writes what was made from a ground.
type Writer struct {
	ground *Ground
	out    []byte
	failed bool
}

// Writer begins to write what was made from the ground.
func (g *Ground) Writer() *Writer { return &Writer{ground: g} }

// Data is what was written; false if it speaks of what the ground does not.
func (w *Writer) Data() ([]byte, bool) { return w.out, !w.failed }

// Fail says that what is to be written can't be.
func (w *Writer) Fail() { w.failed = true }

// Int writes a number.
func (w *Writer) Int(n int64) { w.out = binary.AppendVarint(w.out, n) }

// Bool writes a truth.
func (w *Writer) Bool(b bool) {
	n := int64(0)
	if b {
		n = 1
	}
	w.Int(n)
}

// Text writes a text.
func (w *Writer) Text(s string) {
	w.out = append(binary.AppendUvarint(w.out, uint64(len(s))), s...)
}

// Instr writes which instruction of the function it is; nil is none.
func (w *Writer) Instr(in ir.Instr) {
	n := slices.Index(w.ground.instructions(), in)
	w.failed = w.failed || n < 0
	w.Int(int64(n))
}

// Var writes which variable of the ground it is, or none.
func (w *Writer) Var(v *ir.Var) {
	if v == nil {
		w.Int(-1)
		return
	}
	n, known := w.ground.vars.of[v]
	w.failed = w.failed || !known
	w.Int(int64(n))
}

// Place writes a place of a variable of the ground.
func (w *Writer) Place(p ir.Place) {
	w.Var(p.Root)
	WriteList(w, p.Path, func(step ir.Step) {
		w.Int(int64(step.Kind))
		w.Text(step.Name)
		w.Text(step.Record)
		if w.Bool(step.Index != nil); step.Index != nil {
			w.value(*step.Index)
		}
	})
}

func (w *Writer) value(v ir.Value) {
	w.span(v.Span)
	w.Int(int64(v.Kind))
	w.Int(v.Int)
	w.Text(v.Name)
	w.Text(v.Type)
	w.Place(v.Place)
	WriteList(w, v.Args, w.value)
}

// span writes a place in the file of the function by where that begins.
func (w *Writer) span(s ir.Span) {
	w.failed = w.failed || s != (ir.Span{}) && s.File != w.ground.of.Span.File
	if w.Bool(s != (ir.Span{})); s != (ir.Span{}) {
		w.Int(int64(s.From - w.ground.of.Span.From))
		w.Int(int64(s.To - s.From))
	}
}

// WriteList writes a list.
func WriteList[T any](w *Writer, list []T, write func(T)) {
	if list == nil {
		w.Int(-1)
		return
	}
	w.Int(int64(len(list)))
	for _, x := range list {
		write(x)
	}
}

// A Reader reads what a Writer wrote that was made from the same ground. What it was not made from can't be
// read: Good is false then, and all that was read means nothing.
type Reader struct {
	ground *Ground
	in     []byte
	bad    bool
}

// Reader begins to read.
func (g *Ground) Reader(data []byte) *Reader { return &Reader{ground: g, in: data} }

// Good reports whether all was read, and nothing was amiss.
func (r *Reader) Good() bool { return !r.bad && len(r.in) == 0 }

// Int reads a number.
func (r *Reader) Int() int64 {
	n, size := binary.Varint(r.in)
	if size <= 0 {
		r.bad, r.in = true, nil
		return 0
	}
	r.in = r.in[size:]
	return n
}

// Bool reads a truth.
func (r *Reader) Bool() bool { return r.Int() != 0 }

// Text reads a text.
func (r *Reader) Text() string {
	n, size := binary.Uvarint(r.in)
	if size <= 0 || n > uint64(len(r.in)-size) {
		r.bad, r.in = true, nil
		return ""
	}
	s := string(r.in[size:][:n])
	r.in = r.in[size+int(n):]
	return s
}

// Instr reads an instruction of a type.
func Instr[T ir.Instr](r *Reader) (in T) {
	n := r.Int()
	list := r.ground.instructions()
	if n < 0 || n >= int64(len(list)) {
		r.bad = true
		return in
	}
	in, ok := list[n].(T)
	r.bad = r.bad || !ok
	return in
}

// Var reads a variable.
func (r *Reader) Var() *ir.Var {
	n := r.Int()
	if n < 0 || n >= int64(len(r.ground.vars.list)) {
		r.bad = r.bad || n != -1
		return nil
	}
	return r.ground.vars.list[n]
}

// Place reads a place.
func (r *Reader) Place() ir.Place {
	return ir.Place{Root: r.Var(), Path: ReadList(r, func() ir.Step {
		step := ir.Step{Kind: ir.StepKind(r.Int()), Name: r.Text(), Record: r.Text()}
		if r.Bool() {
			v := r.value()
			step.Index = &v
		}
		return step
	})}
}

func (r *Reader) value() ir.Value {
	return ir.Value{Span: r.span(), Kind: ir.ValueKind(r.Int()), Int: r.Int(), Name: r.Text(), Type: r.Text(), Place: r.Place(), Args: ReadList(r, r.value)}
}

func (r *Reader) span() (s ir.Span) {
	if r.Bool() {
		s.File = r.ground.of.Span.File
		s.From = r.ground.of.Span.From + int32(r.Int())
		s.To = s.From + int32(r.Int())
	}
	return s
}

// ReadList reads a list.
func ReadList[T any](r *Reader, read func() T) []T {
	n := r.Int()
	if n < 0 || n > int64(len(r.in)) {
		r.bad = r.bad || n != -1
		return nil
	}
	list := make([]T, n)
	for i := range list {
		list[i] = read()
	}
	return list
}
