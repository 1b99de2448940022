package kept

import (
	"reflect"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// What was used or added is there for the next run; what was not is gone; what was cut short is nothing.
func TestStore(t *testing.T) {
	s := Open(nil)
	s.Keep(Key{1}, []byte("one"))
	s.Keep(Key{2}, nil)
	text := s.Text()
	next := Open(text)
	if data, ok := next.Recall(Key{1}); !ok || string(data) != "one" {
		t.Errorf("recalled %q, %v", data, ok)
	}
	if next.Text() != nil {
		t.Error("there is something new")
	}
	next.Keep(Key{3}, []byte("three"))
	last := Open(next.Text())
	for key, want := range map[Key]bool{{1}: true, {2}: false, {3}: true} {
		if _, ok := last.Recall(key); ok != want {
			t.Errorf("%v is there: %v", key[0], ok)
		}
	}
	if _, ok := Open(text[:len(text)-1]).Recall(Key{1}); ok {
		t.Error("a text that was cut short is read")
	}
}

// function is one that begins at a place and calls a routine with a variable of its own and a static one.
func function(at int32, callee string) (*program.Function, *ir.Call, *ir.Var) {
	span := func(from, to int32) ir.Span { return ir.Span{From: at + from, To: at + to} }
	x := &ir.Var{Span: span(5, 6), Kind: ir.Local, Name: "x"}
	s := &ir.Var{Span: ir.Span{From: at / 2, To: at/2 + 1}, Kind: ir.StaticVar, Name: "s"}
	load := func(v *ir.Var) ir.Value {
		return ir.Value{Span: span(12, 13), Kind: ir.Load, Place: ir.Place{Root: v}}
	}
	call := &ir.Call{Span: span(10, 20), Callee: callee, Args: []ir.Value{load(x), load(s)}}
	u := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c", Size: 1000, Lines: []int{0}}}, Funcs: []*ir.Func{{Span: span(0, 50), NameSpan: span(1, 2), Name: "f", Locals: []*ir.Var{x}, Body: []ir.Node{call}, End: span(49, 50)}}}
	return program.Link([]*ir.Unit{u}, nil).Functions[0], call, s
}

// A function that is moved is the same, with what is kept of it; one with another text is not.
func TestGround(t *testing.T) {
	f, call, s := function(100, "A")
	moved, movedCall, movedS := function(300, "A")
	other, _, _ := function(100, "B")
	ground, same := GroundOf(f), GroundOf(moved)
	if ground.Key("k") != same.Key("k") {
		t.Error("a function that is moved is another one")
	}
	if ground.Key("k") == GroundOf(other).Key("k") || ground.Key("k") == ground.Key("l") {
		t.Error("two things have one key")
	}
	w := ground.Writer()
	w.Instr(call)
	index := call.Args[0]
	place := ir.Place{Root: s, Path: []ir.Step{{Kind: ir.Index, Index: &index}}}
	w.Place(place)
	data, ok := w.Data()
	if !ok {
		t.Fatal("it can't be written")
	}
	r := same.Reader(data)
	if got := Instr[*ir.Call](r); got != movedCall {
		t.Errorf("read %v", got)
	}
	if got := r.Place(); got.Root != movedS || got.Path[0].Index.Span != movedCall.Args[0].Span || got.String() != place.String() || !r.Good() {
		t.Errorf("read %v", got)
	}
	for n := range data {
		r := same.Reader(data[:n])
		Instr[*ir.Call](r)
		if r.Place(); r.Good() {
			t.Errorf("%d bytes are as good as all", n)
		}
	}
	w = ground.Writer()
	w.Var(movedS)
	if _, ok := w.Data(); ok {
		t.Error("a variable of another function was written")
	}
}

// What is kept of a function holds as long as all of its text is spelt: who adds a member to the IR spells it in ground.go, too.
func TestAllIsSpelt(t *testing.T) {
	for _, c := range []struct {
		of    any
		spelt string
	}{
		{ir.Call{}, "Span Callee Static Target Typed Args Dst Macro"},
		{ir.Assign{}, "Span Dst Src Decl"},
		{ir.Return{}, "Span Value Implicit"},
		{ir.If{}, "Span Cond Then Else"},
		{ir.Loop{}, "Span Cond Body Post TestLast"},
		{ir.Switch{}, "Span Pre Tag Body"},
		{ir.Case{}, "Span Default Value High"},
		{ir.Try{}, "Span Body Pre Filter Except Finally IsFinal Scope"},
		{ir.Jump{}, "Span Kind Label"},
		{ir.Label{}, "Span Name"},
		{ir.Cond{}, "Span Op X Y Pre Test"},
		{ir.Value{}, "Span Kind Int Name Type Place Args"},
		{ir.Place{}, "Root Path"},
		{ir.Step{}, "Kind Name Record Index"},
		{ir.Var{}, "Span Kind Name Source Type Annotations"},
		{ir.Func{}, "Span NameSpan Name Static Result Params Locals Body End Annotations"},
	} {
		var members []string
		kind := reflect.TypeOf(c.of)
		for i := range kind.NumField() {
			members = append(members, kind.Field(i).Name)
		}
		if has := strings.Join(members, " "); has != c.spelt {
			t.Errorf("ir.%s has %s, of which ground.go spells %s", kind.Name(), has, c.spelt)
		}
	}
}
