package ir

import (
	"reflect"
	"testing"
)

var nodes = []Node{&Call{}, &Assign{}, &Return{}, &If{}, &Loop{}, &Switch{}, &Case{}, &Try{}, &Jump{}, &Label{}}

var (
	kind int                       // of the next node
	seen = map[reflect.Type]bool{} // that were compared
)

// fill gives every field of a value something that is not zero, down to a depth; places lie where the count stands.
func fill(v reflect.Value, depth int, count *int32) {
	*count++
	switch v.Kind() {
	case reflect.Pointer:
		if depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth-1, count)
		}
	case reflect.Interface:
		n := reflect.New(reflect.TypeOf(nodes[kind%len(nodes)]).Elem())
		kind++
		fill(n.Elem(), depth-1, count)
		v.Set(n)
	case reflect.Slice:
		if depth > 0 {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			fill(v.Index(0), depth-1, count)
			fill(v.Index(1), depth-1, count)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Span]() {
			v.Set(reflect.ValueOf(Span{0, *count, *count + 1}))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), depth, count)
		}
	case reflect.String:
		v.SetString("s")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(1)
	default:
		v.SetInt(int64(*count))
	}
}

// same compares two values field by field, but that places have moved, and tells of what both refer to.
func same(t *testing.T, path string, a, b reflect.Value, by int32) {
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() != b.IsNil() {
			t.Fatalf("%s: one is nil", path)
		}
		if a.Kind() == reflect.Pointer && !a.IsNil() && a.Pointer() == b.Pointer() {
			t.Fatalf("%s is not copied", path)
		}
		if !a.IsNil() {
			seen[a.Elem().Type()] = true
			same(t, path, a.Elem(), b.Elem(), by)
		}
	case reflect.Slice:
		if a.Len() != b.Len() {
			t.Fatalf("%s: %d and %d", path, a.Len(), b.Len())
		}
		for i := range a.Len() {
			same(t, path, a.Index(i), b.Index(i), by)
		}
	case reflect.Struct:
		if s, ok := a.Interface().(Span); ok {
			if moved := b.Interface().(Span); moved.From != s.From+by || moved.To != s.To+by {
				t.Fatalf("%s: %v became %v", path, s, moved)
			}
			return
		}
		for i := range a.NumField() {
			same(t, path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i), by)
		}
	default:
		if !a.Equal(b) {
			t.Fatalf("%s: %v became %v", path, a, b)
		}
	}
}

// All that there is in a function or a variable is copied, and moves.
func TestCopier(t *testing.T) {
	count := int32(1)
	for range 30 {
		f, g := &Func{}, &Global{}
		fill(reflect.ValueOf(f).Elem(), 5, &count)
		fill(reflect.ValueOf(g).Elem(), 5, &count)
		c := NewCopier(1, 7)
		same(t, "Func", reflect.ValueOf(f).Elem(), reflect.ValueOf(c.Func(f)).Elem(), 7)
		same(t, "Global", reflect.ValueOf(g).Elem(), reflect.ValueOf(c.Global(g)).Elem(), 7)
	}
	for _, n := range nodes {
		if !seen[reflect.TypeOf(n)] {
			t.Errorf("no %T was copied", n)
		}
	}
}

// What is shared stays shared, what lies before the edit or in another file stays where it is, and members of records
// without a tag are noticed.
func TestCopierKeeps(t *testing.T) {
	v := &Var{Name: "v", Span: Span{0, 5, 6}}
	header := Span{1, 90, 95}
	f := &Func{Params: []*Var{v}, Body: []Node{&Assign{Span: header, Dst: Place{Root: v}, Src: Value{Span: Span{0, 50, 60}}}}}
	c := NewCopier(10, 3)
	g := c.Func(f)
	a := g.Body[0].(*Assign)
	if a.Dst.Root != g.Params[0] || g.Params[0].Span != v.Span || a.Span != header || a.Src.Span != (Span{0, 53, 63}) || c.Untagged {
		t.Errorf("%+v in %+v, untagged: %t", a, g, c.Untagged)
	}
	if moved := (&Var{Span: Span{0, 10, 11}}); g.Params[0] != v || c.Var(moved) == moved {
		t.Error("a variable that stays where it is is copied, or one that moves is not")
	}
	c.Func(&Func{Body: []Node{&Assign{Dst: Place{Root: v, Path: []Step{{Record: "@_IRP+40"}}}}}})
	if c.Untagged {
		t.Error("a record within one with a tag moves")
	}
	c.Func(&Func{Body: []Node{&Assign{Dst: Place{Root: v, Path: []Step{{Record: "@9"}}}}}})
	if !c.Untagged {
		t.Error("a member of a record without a tag is not noticed")
	}
}
