package program

import (
	"slices"
	"testing"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

func unit(file string, functions ...*ir.Func) *ir.Unit {
	return &ir.Unit{File: file, Files: []ir.File{{Name: file, Size: 1000, Lines: []int{0}}}, Funcs: functions}
}

// A name means the unit's own static function first, then the one definition with external
// linkage; the value of a static function's name is told from those of other units.
func TestNamesMeanTheirUnitsFunctions(t *testing.T) {
	p := Link([]*ir.Unit{
		unit("a.c", &ir.Func{Name: "Shared"}, &ir.Func{Name: "Local", Static: true}),
		nil,
		unit("b.c", &ir.Func{Name: "Local", Static: true}, &ir.Func{Name: "Shared"}),
	}, nil)
	a, b := p.Lookup(0, "Local"), p.Lookup(1, "Local")
	if a == b || a.Unit.File != "a.c" || b.Unit.File != "b.c" {
		t.Errorf("Local means %v in a.c and %v in b.c", a, b)
	}
	if shared := p.Lookup(1, "Shared"); shared.Unit.File != "a.c" {
		t.Errorf("of two definitions of Shared that of %s counts", shared.Unit.File)
	}
	if p.Lookup(0, "KeBugCheck") != nil {
		t.Error("a routine is taken for a function of the driver")
	}
	for _, f := range []*Function{a, b, p.Lookup(0, "Shared")} {
		if got, _ := p.ValueFunction(p.ValueName(f.UnitIndex, f.Name)); got != f {
			t.Errorf("the value of %s in %s stands for %v", f.Name, f.Unit.File, got)
		}
	}
	if f, name := p.ValueFunction(p.ValueName(0, "KeBugCheck")); f != nil || name != "KeBugCheck" {
		t.Errorf("the value of a routine's name stands for %v, %q", f, name)
	}
}

// Contracts join the words of a definition and of its declarations; words that contradict each
// other bind nobody.
func TestContracts(t *testing.T) {
	saved := &ir.Var{Kind: ir.Param, Name: "Old", Annotations: []string{"_IRQL_saves_"}}
	u := unit("a.c",
		&ir.Func{Name: "Bound", Annotations: []string{"_IRQL_requires_max_(APC_LEVEL)"}},
		&ir.Func{Name: "Torn", Annotations: []string{"_IRQL_requires_max_(APC_LEVEL)", "_IRQL_requires_min_(DISPATCH_LEVEL)"}},
		&ir.Func{Name: "Raises", Annotations: []string{"_IRQL_raises_(DISPATCH_LEVEL)"}, Params: []*ir.Var{saved}},
		&ir.Func{Name: "Plain", Annotations: []string{"_Must_inspect_result_", "_IRQL_requires_(99)"}},
	)
	u.Protos = []*ir.Proto{{Name: "Bound", Annotations: []string{"_IRQL_requires_min_(PASSIVE_LEVEL)", "_IRQL_requires_same_"}}}
	p := Link([]*ir.Unit{u}, nil)
	contract := func(name string) *Contract { return p.Contract(p.Lookup(0, name)) }
	if c := contract("Bound"); !c.Bound || c.Entry.Max != ddi.APCLevel || !c.Same {
		t.Errorf("Bound: %+v", c)
	}
	if contract("Torn").Bound {
		t.Error("a contradiction binds")
	}
	if c := contract("Raises"); c.Bound || c.Raises != ddi.DispatchLevel || len(c.Saves) != 1 || !c.Annotated {
		t.Errorf("Raises: %+v", c)
	}
	if c := contract("Plain"); c.Bound || c.Annotated || len(c.Illegal) != 1 {
		t.Errorf("Plain: %+v", c)
	}
}

// FunctionAt finds the function around a byte, none between two.
func TestFunctionAt(t *testing.T) {
	p := Link([]*ir.Unit{unit("a.c", &ir.Func{Name: "F", Span: ir.Span{From: 10, To: 20}}, &ir.Func{Name: "G", Span: ir.Span{From: 30, To: 40}})}, nil)
	for offset, want := range map[int]string{9: "", 10: "F", 19: "F", 20: "", 35: "G"} {
		got := ""
		if f := p.FunctionAt("a.c", offset); f != nil {
			got = f.Name
		}
		if got != want {
			t.Errorf("at %d is %q, not %q", offset, got, want)
		}
	}
	if p.FunctionAt("b.c", 15) != nil {
		t.Error("a function of another file")
	}
}

// What follows from the text of a function is taken over where the function is the same, and from nothing else than its text: a thunk
// stays one, a function of the same name that does something else is none.
func TestLinkedAgain(t *testing.T) {
	param := &ir.Var{Kind: ir.Param, Name: "Handle"}
	pointer := ir.Value{Kind: ir.Load, Place: ir.Place{Root: &ir.Var{Kind: ir.GlobalVar, Name: "pfnZwClose"}}}
	handsOn := &ir.Func{Name: "Close", Params: []*ir.Var{param}, Body: []ir.Node{&ir.Call{Target: pointer, Args: []ir.Value{{Kind: ir.Load, Place: ir.Place{Root: param}}}}}}
	before := Link([]*ir.Unit{unit("a.c", handsOn), unit("b.c", &ir.Func{Name: "Other"})}, nil)
	after := With([]*ir.Unit{unit("b.c", &ir.Func{Name: "Other", Body: []ir.Node{&ir.Call{Callee: "KeBugCheck"}}}), unit("a.c", handsOn)}, Options{Before: before, AtOnce: 2})
	if same, was := after.Lookup(1, "Close"), before.Lookup(0, "Close"); same.Graph != was.Graph || same.Thunk != "ZwClose" || same.Index != 1 || same.UnitIndex != 1 {
		t.Errorf("what is known of Close is not taken over: %+v", same)
	}
	calls := 0
	after.Lookup(0, "Other").Instrs(func(in ir.Instr) {
		if _, ok := in.(*ir.Call); ok {
			calls++
		}
	})
	if names := after.Lookup(0, "Other").Mentioned(); calls != 1 || !slices.Equal(names, []string{"KeBugCheck"}) {
		t.Errorf("Other, which is another function than before, has %d calls and names %v", calls, names)
	}
}
