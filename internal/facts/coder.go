// Package facts is the form in which what is known of a unit crosses the border of a
// process: between drvlint and its workers, in the cache, and in the files that `drvlint
// unit` writes and `drvlint link` reads.
//
// It is a binary form of its own, because in the IR the address of a variable is its
// identity, which no encoding of the standard library keeps: encoding/gob writes a copy
// for each pointer, and takes twice the time and the space.
package facts

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/drvlint/drvlint/ir"
)

// nodes are the types that an ir.Node can be, in the order of their numbers.
var nodes = []reflect.Type{
	reflect.TypeFor[*ir.Call](), reflect.TypeFor[*ir.Assign](), reflect.TypeFor[*ir.Return](), reflect.TypeFor[*ir.If](),
	reflect.TypeFor[*ir.Loop](), reflect.TypeFor[*ir.Switch](), reflect.TypeFor[*ir.Case](), reflect.TypeFor[*ir.Try](),
	reflect.TypeFor[*ir.Jump](), reflect.TypeFor[*ir.Label](),
}

// A coder writes and reads the values of one type, which lie at an address.
type coder struct {
	write func(*encoder, unsafe.Pointer)
	read  func(*decoder, unsafe.Pointer)
}

// coders makes the coders of a type and of what it consists of.
type coders map[reflect.Type]*coder

// of returns the coder of a type. Types that no IR has are a mistake in the program.
func (all coders) of(t reflect.Type) *coder {
	if known := all[t]; known != nil {
		return known
	}
	c := &coder{}
	all[t] = c // before its parts: a type may contain itself
	switch t.Kind() {
	case reflect.Bool:
		*c = coder{func(e *encoder, at unsafe.Pointer) { e.bool(*(*bool)(at)) }, func(d *decoder, at unsafe.Pointer) { *(*bool)(at) = d.uint() != 0 }}
	case reflect.Int:
		*c = integer[int]()
	case reflect.Int32:
		*c = integer[int32]()
	case reflect.Int64:
		*c = integer[int64]()
	case reflect.Uint8:
		*c = natural[uint8]()
	case reflect.Uint32:
		*c = natural[uint32]()
	case reflect.Uint64:
		*c = natural[uint64]()
	case reflect.Float64:
		*c = coder{func(e *encoder, at unsafe.Pointer) { e.uint(math.Float64bits(*(*float64)(at))) }, func(d *decoder, at unsafe.Pointer) { *(*float64)(at) = math.Float64frombits(d.uint()) }}
	case reflect.String:
		*c = coder{func(e *encoder, at unsafe.Pointer) { e.string(*(*string)(at)) }, func(d *decoder, at unsafe.Pointer) { *(*string)(at) = d.string() }}
	case reflect.Struct:
		*c = all.structure(t)
	case reflect.Slice:
		*c = all.slice(t)
	case reflect.Pointer:
		*c = all.pointer(t)
	case reflect.Interface:
		*c = all.node(t)
	default:
		panic(fmt.Sprintf("facts: no coder for %v", t))
	}
	return c
}

// integer is the coder of numbers that may be negative.
func integer[T int | int32 | int64]() coder {
	return coder{
		func(e *encoder, at unsafe.Pointer) { e.int(int64(*(*T)(at))) },
		func(d *decoder, at unsafe.Pointer) {
			n := d.int()
			if *(*T)(at) = T(n); int64(T(n)) != n {
				d.fail("%d is no %T", n, T(0))
			}
		},
	}
}

// natural is the coder of numbers that are not negative.
func natural[T uint8 | uint32 | uint64]() coder {
	return coder{
		func(e *encoder, at unsafe.Pointer) { e.uint(uint64(*(*T)(at))) },
		func(d *decoder, at unsafe.Pointer) {
			n := d.uint()
			if *(*T)(at) = T(n); uint64(T(n)) != n {
				d.fail("%d is no %T", n, T(0))
			}
		},
	}
}

func (all coders) structure(t reflect.Type) coder {
	type field struct {
		*coder
		offset uintptr
	}
	fields := make([]field, t.NumField())
	for i := range fields {
		fields[i] = field{all.of(t.Field(i).Type), t.Field(i).Offset}
	}
	return coder{
		func(e *encoder, at unsafe.Pointer) {
			for _, f := range fields {
				f.write(e, unsafe.Add(at, f.offset))
			}
		},
		func(d *decoder, at unsafe.Pointer) {
			for _, f := range fields {
				f.read(d, unsafe.Add(at, f.offset))
			}
		},
	}
}

// trusted is how long a list is made at once; a longer one grows as its elements come.
const trusted = 4096

// A list is how a slice lies in memory.
type list struct {
	elements unsafe.Pointer
	len, cap int
}

// A slice is its length plus one, 0 if it is nil, and its elements.
func (all coders) slice(t reflect.Type) coder {
	if t == reflect.TypeFor[[]byte]() {
		return coder{func(e *encoder, at unsafe.Pointer) { e.bytes(*(*[]byte)(at)) }, func(d *decoder, at unsafe.Pointer) { *(*[]byte)(at) = d.bytes() }}
	}
	element, size := all.of(t.Elem()), t.Elem().Size()
	return coder{
		func(e *encoder, at unsafe.Pointer) {
			l := (*list)(at)
			if l.elements == nil {
				e.uint(0)
				return
			}
			e.uint(uint64(l.len) + 1)
			for i := range l.len {
				element.write(e, unsafe.Add(l.elements, uintptr(i)*size))
			}
		},
		func(d *decoder, at unsafe.Pointer) {
			n := d.length()
			if n < 0 {
				return
			}
			v, l := reflect.NewAt(t, at).Elem(), (*list)(at)
			v.Set(reflect.MakeSlice(t, 0, min(n, trusted)))
			for i := 0; i < n && d.err == nil; i++ {
				if i == l.cap {
					v.Grow(i)
				}
				l.len = i + 1
				element.read(d, unsafe.Add(l.elements, uintptr(i)*size))
			}
		},
	}
}

// A pointer is 0 if it is nil, 1 and what it points to when it first occurs, and later 2
// plus its number in the order of first occurrence.
func (all coders) pointer(t reflect.Type) coder {
	target, to := all.of(t.Elem()), t.Elem()
	return coder{
		func(e *encoder, at unsafe.Pointer) {
			address := *(*unsafe.Pointer)(at)
			if address == nil {
				e.uint(0)
				return
			}
			if number, seen := e.pointers[pointer{address, target}]; seen {
				e.uint(number + 2)
				return
			}
			e.pointers[pointer{address, target}] = uint64(len(e.pointers))
			e.uint(1)
			target.write(e, address)
		},
		func(d *decoder, at unsafe.Pointer) {
			switch n := d.uint(); n {
			case 0:
			case 1:
				made := reflect.New(to).UnsafePointer()
				d.pointers = append(d.pointers, pointer{made, target})
				*(*unsafe.Pointer)(at) = made
				if d.enter() {
					target.read(d, made)
					d.depth--
				}
			default:
				*(*unsafe.Pointer)(at) = d.again(n-2, target)
			}
		},
	}
}

// A face is how a value of an interface type lies in memory that holds a pointer: what is known of the pointer's type, and the
// pointer.
type face struct{ kind, pointer unsafe.Pointer }

// A node is its type's number plus one, 0 if it is nil, and the pointer.
func (all coders) node(t reflect.Type) coder {
	types, kinds := make([]*coder, len(nodes)), make([]unsafe.Pointer, len(nodes))
	for i, node := range nodes {
		if !node.Implements(t) {
			panic(fmt.Sprintf("facts: no coder for %v", t))
		}
		v := reflect.New(t).Elem()
		v.Set(reflect.Zero(node))
		types[i], kinds[i] = all.of(node), (*face)(v.Addr().UnsafePointer()).kind
	}
	return coder{
		func(e *encoder, at unsafe.Pointer) {
			f := (*face)(at)
			if f.kind == nil {
				e.uint(0)
				return
			}
			i := slices.Index(kinds, f.kind)
			if i < 0 {
				panic(fmt.Sprintf("facts: no coder for %v", reflect.NewAt(t, at).Elem().Elem().Type()))
			}
			e.uint(uint64(i) + 1)
			types[i].write(e, unsafe.Pointer(&f.pointer))
		},
		func(d *decoder, at unsafe.Pointer) {
			n := d.uint()
			if n > uint64(len(nodes)) {
				d.fail("node %d does not exist", n)
			}
			if n == 0 || d.err != nil {
				return
			}
			f := (*face)(at)
			f.kind = kinds[n-1]
			types[n-1].read(d, unsafe.Pointer(&f.pointer))
		},
	}
}

// shape spells a type with everything that it consists of: what was written with another
// shape can't be read.
func shape(t reflect.Type) string {
	var b strings.Builder
	seen := map[reflect.Type]bool{}
	var spell func(t reflect.Type)
	spell = func(t reflect.Type) {
		b.WriteString(t.String() + " " + t.Kind().String() + "\n")
		if seen[t] {
			return
		}
		seen[t] = true
		switch t.Kind() {
		case reflect.Struct:
			for i := range t.NumField() {
				b.WriteString(t.Field(i).Name + " ")
				spell(t.Field(i).Type)
			}
		case reflect.Slice, reflect.Pointer:
			spell(t.Elem())
		case reflect.Interface:
			for _, node := range nodes {
				spell(node)
			}
		}
	}
	spell(t)
	return b.String()
}
