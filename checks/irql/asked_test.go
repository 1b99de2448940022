package irql_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks/irql"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/ir"
)

// Calls that a high level rules out are handed on to callers that may be at such a level, and to no others: what nobody has asked
// about takes no room in the summary.
func TestOnlyWhatIsAskedIsHandedOn(t *testing.T) {
	at := int32(0)
	call := func(name string, args ...ir.Value) ir.Node {
		at += 10
		return &ir.Call{Callee: name, Args: args, Span: ir.Span{From: at, To: at + 5}}
	}
	old := &ir.Var{Name: "old", Kind: ir.Local}
	raise := func() ir.Node {
		return call("KeRaiseIrql", ir.Value{Kind: ir.Const, Int: 2}, ir.Value{Kind: ir.AddrOf, Place: ir.Place{Root: old}})
	}
	lower := func() ir.Node {
		return call("KeLowerIrql", ir.Value{Kind: ir.Load, Place: ir.Place{Root: old}})
	}
	many := []ir.Node{raise(), lower()}
	for range 410 { // more than a summary has room for
		many = append(many, call("ZwClose", ir.Value{Kind: ir.Const}))
	}
	for _, c := range []struct {
		name   string
		caller []ir.Node
		full   bool
	}{
		{"a caller at its own level", []ir.Node{call("Many")}, false},
		{"a caller that raises", []ir.Node{raise(), call("Many"), lower()}, true},
	} {
		u := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c", Size: 1 << 20, Lines: []int{0}}}, Funcs: []*ir.Func{
			{Name: "Many", Result: "void", Locals: []*ir.Var{old}, Body: many},
			{Name: "Caller", Result: "void", Locals: []*ir.Var{old}, Body: c.caller},
		}}
		d := driver.Link([]*ir.Unit{u}, nil, driver.PlanFor([]*analysis.Analyzer{irql.Check.Analyzer}))
		if list := d.GivenUp(); (len(list) > 0) != c.full {
			t.Errorf("%s: given up %v", c.name, list)
		}
	}
}
