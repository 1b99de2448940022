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
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// nodes are the types that an ir.Node can be, in the order of their numbers.
var nodes = []reflect.Type{
	reflect.TypeFor[*ir.Call](), reflect.TypeFor[*ir.Assign](), reflect.TypeFor[*ir.Return](), reflect.TypeFor[*ir.If](),
	reflect.TypeFor[*ir.Loop](), reflect.TypeFor[*ir.Switch](), reflect.TypeFor[*ir.Case](), reflect.TypeFor[*ir.Try](),
	reflect.TypeFor[*ir.Jump](), reflect.TypeFor[*ir.Label](),
}

// A coder writes and reads the values of one type.
type coder struct {
	write func(*encoder, reflect.Value)
	read  func(*decoder, reflect.Value)
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
		*c = coder{func(e *encoder, v reflect.Value) { e.bool(v.Bool()) }, func(d *decoder, v reflect.Value) { v.SetBool(d.uint() != 0) }}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		*c = coder{func(e *encoder, v reflect.Value) { e.int(v.Int()) }, func(d *decoder, v reflect.Value) { d.setInt(v) }}
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		*c = coder{func(e *encoder, v reflect.Value) { e.uint(v.Uint()) }, func(d *decoder, v reflect.Value) { d.setUint(v) }}
	case reflect.Float64:
		*c = coder{func(e *encoder, v reflect.Value) { e.uint(math.Float64bits(v.Float())) }, func(d *decoder, v reflect.Value) { v.SetFloat(math.Float64frombits(d.uint())) }}
	case reflect.String:
		*c = coder{func(e *encoder, v reflect.Value) { e.string(v.String()) }, func(d *decoder, v reflect.Value) { v.SetString(d.string()) }}
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

func (all coders) structure(t reflect.Type) coder {
	fields := make([]*coder, t.NumField())
	for i := range fields {
		fields[i] = all.of(t.Field(i).Type)
	}
	return coder{
		func(e *encoder, v reflect.Value) {
			for i, c := range fields {
				c.write(e, v.Field(i))
			}
		},
		func(d *decoder, v reflect.Value) {
			for i, c := range fields {
				c.read(d, v.Field(i))
			}
		},
	}
}

// trusted is how long a list is made at once; a longer one grows as its elements come.
const trusted = 4096

// A slice is its length plus one, 0 if it is nil, and its elements.
func (all coders) slice(t reflect.Type) coder {
	if t == reflect.TypeFor[[]byte]() {
		return coder{func(e *encoder, v reflect.Value) { e.bytes(v.Bytes()) }, func(d *decoder, v reflect.Value) { v.SetBytes(d.bytes()) }}
	}
	element := all.of(t.Elem())
	return coder{
		func(e *encoder, v reflect.Value) {
			if v.IsNil() {
				e.uint(0)
				return
			}
			e.uint(uint64(v.Len()) + 1)
			for i := range v.Len() {
				element.write(e, v.Index(i))
			}
		},
		func(d *decoder, v reflect.Value) {
			n := d.length()
			if n < 0 {
				return
			}
			v.Set(reflect.MakeSlice(t, 0, min(n, trusted)))
			for i := 0; i < n && d.err == nil; i++ {
				if i == v.Cap() {
					v.Grow(i)
				}
				v.SetLen(i + 1)
				element.read(d, v.Index(i))
			}
		},
	}
}

// A pointer is 0 if it is nil, 1 and what it points to when it first occurs, and later 2
// plus its number in the order of first occurrence.
func (all coders) pointer(t reflect.Type) coder {
	target := all.of(t.Elem())
	return coder{
		func(e *encoder, v reflect.Value) {
			if v.IsNil() {
				e.uint(0)
				return
			}
			key := v.UnsafePointer()
			if number, seen := e.pointers[pointer{key, t}]; seen {
				e.uint(number + 2)
				return
			}
			e.pointers[pointer{key, t}] = uint64(len(e.pointers))
			e.uint(1)
			target.write(e, v.Elem())
		},
		func(d *decoder, v reflect.Value) {
			switch n := d.uint(); n {
			case 0:
			case 1:
				made := reflect.New(t.Elem())
				d.pointers = append(d.pointers, made)
				v.Set(made)
				if d.enter() {
					target.read(d, made.Elem())
					d.depth--
				}
			default:
				d.again(v, n-2)
			}
		},
	}
}

// A node is its type's number plus one, 0 if it is nil, and the pointer.
func (all coders) node(t reflect.Type) coder {
	types := make([]*coder, len(nodes))
	numbers := map[reflect.Type]uint64{}
	for i, node := range nodes {
		if !node.Implements(t) {
			panic(fmt.Sprintf("facts: no coder for %v", t))
		}
		types[i], numbers[node] = all.of(node), uint64(i+1)
	}
	return coder{
		func(e *encoder, v reflect.Value) {
			if v.IsNil() {
				e.uint(0)
				return
			}
			number, known := numbers[v.Elem().Type()]
			if !known {
				panic(fmt.Sprintf("facts: no coder for %v", v.Elem().Type()))
			}
			e.uint(number)
			types[number-1].write(e, v.Elem())
		},
		func(d *decoder, v reflect.Value) {
			n := d.uint()
			if n > uint64(len(nodes)) {
				d.fail("node %d does not exist", n)
			}
			if n == 0 || d.err != nil {
				return
			}
			made := reflect.New(nodes[n-1]).Elem()
			types[n-1].read(d, made)
			v.Set(made)
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
