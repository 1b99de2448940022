package ir

import (
	"strings"
	"testing"
)

func unitWith(body ...Node) *Unit {
	return &Unit{
		File:  "unit.c",
		Files: []File{{Name: "unit.c", Size: 10, Lines: []int{0, 5}}},
		Funcs: []*Func{{Name: "f", Body: body}},
	}
}

func TestCheck(t *testing.T) {
	v := &Var{Name: "v"}
	sound := &Assign{Dst: Place{Root: v, Path: []Step{{Kind: Deref}, {Kind: Field, Name: "Lock"}}}, Src: Value{Kind: Const}}
	if err := unitWith(sound).Check(); err != nil {
		t.Errorf("a sound unit: %v", err)
	}
	for want, node := range map[string]Node{
		"without a root":       &Assign{Src: Value{Kind: Const}},
		"without a name":       &Assign{Dst: Place{Root: v, Path: []Step{{Kind: Field}}}},
		"without a subscript":  &Assign{Dst: Place{Root: v, Path: []Step{{Kind: Index}}}},
		"0 operands":           &Return{Value: &Value{Kind: Op, Name: "+"}},
		"outside every file":   &Call{Span: Span{File: 3}, Callee: "g"},
		"function f":           &Call{Span: Span{From: 4, To: 2}, Callee: "g"},
		"reference to a funct": &Call{Callee: "g", Args: []Value{{Kind: FuncRef}}},
	} {
		if err := unitWith(node).Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestPosition(t *testing.T) {
	u := unitWith()
	for _, test := range []struct{ offset, line, column int }{{0, 1, 1}, {4, 1, 5}, {5, 2, 1}, {9, 2, 5}} {
		line, column := u.Position(0, int32(test.offset))
		if line != test.line || column != test.column {
			t.Errorf("offset %d is %d:%d, want %d:%d", test.offset, line, column, test.line, test.column)
		}
	}
	if line, _ := u.Position(7, 0); line != 0 {
		t.Errorf("a file that the unit does not have has line %d", line)
	}
}

func TestFold(t *testing.T) {
	c := func(n int64) Value { return Value{Kind: Const, Int: n} }
	for _, test := range []struct {
		op   string
		args []Value
		want int64
		ok   bool
	}{
		{"+", []Value{c(2), c(3)}, 5, true},
		{"/", []Value{c(2), c(0)}, 0, false},
		{"<<", []Value{c(1), c(64)}, 0, false},
		{"!", []Value{c(0)}, 1, true},
		{"!=", []Value{c(1), c(2)}, 1, true},
		{"?", []Value{c(1), c(2)}, 0, false},
	} {
		got, ok := Fold(test.op, test.args...)
		if got != test.want || ok != test.ok {
			t.Errorf("%s of %v is %d, %t", test.op, test.args, got, ok)
		}
	}
}

func TestPlaceString(t *testing.T) {
	ext := &Var{Name: "ext"}
	index := Value{Kind: Const, Int: 2}
	for want, path := range map[string][]Step{
		"ext":             nil,
		"*ext":            {{Kind: Deref}},
		"ext->Queue.Lock": {{Kind: Deref}, {Kind: Field, Name: "Queue"}, {Kind: Field, Name: "Lock"}},
		"ext->Slots[2]":   {{Kind: Deref}, {Kind: Field, Name: "Slots"}, {Kind: Index, Index: &index}},
		"(*ext->Lock)":    {{Kind: Deref}, {Kind: Field, Name: "Lock"}, {Kind: Deref}},
	} {
		if got := (Place{ext, path}).String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
