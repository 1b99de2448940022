package facts

import (
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"unsafe"
)

// pointer identifies what a pointer points to: a structure and its first field have one
// address.
type pointer struct {
	address unsafe.Pointer
	kind    *coder // of what it points to
}

// An encoder appends to its output.
type encoder struct {
	out      []byte
	pointers map[pointer]uint64
	strings  map[string]uint64
}

func (e *encoder) uint(n uint64) { e.out = binary.AppendUvarint(e.out, n) }
func (e *encoder) int(n int64)   { e.out = binary.AppendVarint(e.out, n) }

func (e *encoder) bool(b bool) {
	n := uint64(0)
	if b {
		n = 1
	}
	e.uint(n)
}

// string writes 0, the length and the text when it first occurs, and later its number
// in the order of first occurrence, plus one.
func (e *encoder) string(s string) {
	if number, seen := e.strings[s]; seen {
		e.uint(number + 1)
		return
	}
	e.strings[s] = uint64(len(e.strings))
	e.uint(0)
	e.uint(uint64(len(s)))
	e.out = append(e.out, s...)
}

// bytes writes a list of bytes as they are.
func (e *encoder) bytes(b []byte) {
	if b == nil {
		e.uint(0)
		return
	}
	e.uint(uint64(len(b)) + 1)
	e.out = append(e.out, b...)
}

// A Form writes and reads values of one type.
type Form[T any] struct {
	coder *coder
	shape string
}

// NewForm returns the form of a type that consists of what an IR consists of: numbers,
// texts, structures, lists, pointers and nodes.
func NewForm[T any]() *Form[T] {
	t := reflect.TypeFor[T]()
	return &Form[T]{coders{}.of(t), shape(t)}
}

// Shape spells the type with everything that it consists of: what was written with
// another shape can't be read.
func (f *Form[T]) Shape() string { return f.shape }

// Append appends a value to out.
func (f *Form[T]) Append(out []byte, value *T) []byte {
	e := &encoder{out: out, pointers: map[pointer]uint64{}, strings: map[string]uint64{}}
	f.coder.write(e, unsafe.Pointer(value))
	return e.out
}

// maxDepth bounds how deep pointers nest: no text that clang accepts leads deeper.
const maxDepth = 20000

var errShort = errors.New("it ends too early")

// A decoder reads its input; after an error it reads zeros.
type decoder struct {
	in       []byte
	pointers []pointer
	strings  []string
	depth    int
	err      error
}

// Read reads a value that takes up all of in.
func (f *Form[T]) Read(in []byte) (*T, error) {
	d := &decoder{in: in}
	value := new(T)
	f.coder.read(d, unsafe.Pointer(value))
	if d.err == nil && len(d.in) > 0 {
		d.fail("%d bytes are left over", len(d.in))
	}
	if d.err != nil {
		return nil, d.err
	}
	return value, nil
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
	d.in = nil
}

func (d *decoder) uint() uint64 {
	if len(d.in) > 0 && d.in[0] < 0x80 { // most are
		n := d.in[0]
		d.in = d.in[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(d.in)
	if size <= 0 {
		if d.err == nil {
			d.err = errShort
		}
		d.in = nil
		return 0
	}
	d.in = d.in[size:]
	return n
}

func (d *decoder) int() int64 {
	u := d.uint()
	return int64(u>>1) ^ -int64(u&1) // as encoding/binary has it
}

func (d *decoder) string() string {
	number := d.uint()
	if number > 0 {
		if number > uint64(len(d.strings)) {
			d.fail("string %d does not exist", number)
			return ""
		}
		return d.strings[number-1]
	}
	n := d.uint()
	if n > uint64(len(d.in)) {
		d.fail("a string of %d bytes is longer than what is left", n)
	}
	if d.err != nil {
		return ""
	}
	s := string(d.in[:n])
	d.in = d.in[n:]
	d.strings = append(d.strings, s)
	return s
}

// length reads the length of a list, -1 for none. Each element takes a byte at least.
func (d *decoder) length() int {
	n := d.uint()
	if n == 0 {
		return -1
	}
	if n-1 > uint64(len(d.in)) {
		d.fail("a list of %d is longer than what is left", n-1)
		return -1
	}
	return int(n - 1)
}

// bytes returns a part of the input.
func (d *decoder) bytes() []byte {
	n := d.length()
	if n < 0 {
		return nil
	}
	b := d.in[:n:n]
	d.in = d.in[n:]
	return b
}

func (d *decoder) enter() bool {
	if d.depth++; d.depth > maxDepth {
		d.fail("it nests too deeply")
		return false
	}
	return d.err == nil
}

// again returns a pointer that occurred before.
func (d *decoder) again(number uint64, kind *coder) unsafe.Pointer {
	if number >= uint64(len(d.pointers)) || d.pointers[number].kind != kind {
		d.fail("pointer %d does not exist", number)
		return nil
	}
	return d.pointers[number].address
}
