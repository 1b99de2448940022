// Package irppending finds dispatch routines whose result does not agree with what they told of the
// IRP.
package irppending

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

//go:embed irppending.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "medium", Scope: check.Driver, OnDemand: true,
	NoPaths: true,
	Tags:    []string{"correctness", "external/cwe/cwe-667"},
}, run)

const statusPending = 0x103 // STATUS_PENDING (ntstatus.h)

func run(pass *check.Pass) {
	for _, d := range dispatchers(pass.Driver.Graph) {
		list, all := ends(pass.Driver.Graph, d)
		if !all {
			pass.GiveUp(d.Function, ways.TooMany)
		}
		for _, end := range list {
			report(pass, d, end)
		}
	}
}

// A dispatcher is a function that the system calls with an IRP, or whose result such a function
// returns as its own.
type dispatcher struct {
	*program.Function
	irp  *ir.Var        // the parameter
	from callgraph.Site // where the function that returns its result calls it; no call for one that the system calls
	by   callgraph.Registration
	new  bool // the IRP is as the system gave it: nobody can have marked it before
}

// dispatchers lists the dispatch routines of the driver, and the functions to which they leave the whole of a request,
// in order.
func dispatchers(p *callgraph.Graph) []*dispatcher {
	var list []*dispatcher
	seen := map[*program.Function]bool{}
	functions, registrations := p.WithRole(ddi.Dispatch)
	for i, f := range functions {
		if registrations[i].Declared && callers(p, f) > 0 {
			continue // a helper in the shape of a dispatch routine
		}
		if irp := request(f); irp != nil {
			seen[f] = true
			list = append(list, &dispatcher{Function: f, irp: irp, by: registrations[i], new: true})
		}
	}
	for i := 0; i < len(list); i++ { // grows
		d := list[i]
		for _, call := range d.delegated(p) {
			target, _ := p.Callee(d.Function, call)
			if target == nil || seen[target] || len(p.Roles(target)) > 0 {
				continue
			}
			if irp := request(target); irp != nil {
				seen[target] = true
				list = append(list, &dispatcher{Function: target, irp: irp, from: callgraph.Site{Call: call, In: d.Function}, by: d.by, new: d.new && !d.handsOn(p) && callers(p, target) == 1})
			}
		}
	}
	return list
}

// request is the parameter of a function that is an IRP, nil if it has none, or several, or returns no status.
func request(f *program.Function) *ir.Var {
	if f.Result != "long" {
		return nil
	}
	var found []*ir.Var
	for _, param := range f.Params {
		if ddi.ObjectOf(param.Type) == ddi.IRP {
			found = append(found, param)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// delegated lists the calls whose result the function returns as it is, and that are given the IRP.
func (d *dispatcher) delegated(p *callgraph.Graph) []*ir.Call {
	var list []*ir.Call
	for _, blk := range d.Graph.Blocks {
		n := len(blk.Instrs)
		if n < 2 {
			continue
		}
		ret, ok := blk.Instrs[n-1].(*ir.Return)
		call, called := blk.Instrs[n-2].(*ir.Call)
		if ok && called && ret.Value != nil && call.Dst != nil && ways.Holds(*ret.Value, call.Dst) && slices.ContainsFunc(call.Args, func(v ir.Value) bool { return ways.Holds(v, d.irp) }) {
			list = append(list, call)
		}
	}
	return list
}

// handsOn reports whether a function gives the IRP to code that may mark it, beside the calls whose result it returns.
func (d *dispatcher) handsOn(p *callgraph.Graph) bool {
	delegated := d.delegated(p)
	found := changesBits(d.Function)
	d.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok || slices.Contains(delegated, call) || !slices.ContainsFunc(call.Args, func(v ir.Value) bool { return ways.Holds(v, d.irp) }) {
			return
		}
		target, name := p.Callee(d.Function, call)
		found = found || target != nil || !harmless(p.Known.Lookup(name))
	})
	return found
}

// callers counts the calls of a function in the driver.
func callers(p *callgraph.Graph, target *program.Function) int {
	n := 0
	for _, f := range p.Functions {
		f.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				if g, _ := p.Callee(f, call); g == target {
					n++
				}
			}
		})
	}
	return n
}

func report(pass *check.Pass, d *dispatcher, end end) {
	var path []program.PathStep
	what := fmt.Sprintf("the system calls `%s` with an I/O request", d.Name)
	if d.from.Call != nil {
		what = fmt.Sprintf("`%s` returns what `%s` returns", d.from.In.Name, d.Name)
		path = append(path, program.PathStep{Unit: d.from.In.Unit, Span: d.from.Call.Span, Text: what})
	} else {
		path = append(path, program.PathStep{Unit: d.by.Unit, Span: d.by.At, Text: what})
	}
	ret := program.PathStep{Unit: d.Unit, Span: end.ret.Span}
	if end.ret.Implicit {
		ret.Span = d.End
	}
	if end.marked != nil {
		path = append(path, program.PathStep{Unit: d.Unit, Span: end.marked.Span, Text: fmt.Sprintf("`%s` says that the IRP is pending", end.marked.Callee)})
		ret.Text = fmt.Sprintf("returns %s", end.status)
		pass.Report(check.Finding{Level: check.Error, Unit: d.Unit, At: ret.Span, Path: append(path, ret), Fixes: pending(pass, d, end)},
			"`%s` has marked the IRP pending and returns %s here, not STATUS_PENDING: the I/O manager completes it in this thread, and once more when the mark says so", d.Name, end.status)
		return
	}
	ret.Text = "returns STATUS_PENDING for an IRP that nothing has marked pending"
	pass.Report(check.Finding{Level: check.Error, Unit: d.Unit, At: ret.Span, Path: append(path, ret)},
		"`%s` returns STATUS_PENDING here, but has not marked the IRP pending (%s): the I/O manager waits for a completion that is not passed on to it", d.Name, markers())
}

// pending is the fix that returns STATUS_PENDING. It is offered where every way to the return has
// marked the IRP, and the result is a name or a number.
func pending(pass *check.Pass, d *dispatcher, end end) []analysis.SuggestedFix {
	v := end.ret.Value
	text, err := pass.ReadFile(d.Unit.Files[0].Name)
	if !end.always || v.File != 0 || err != nil || int(v.To) > len(text) || !word.Match(text[v.From:v.To]) {
		return nil
	}
	from, to := pass.Driver.Range(d.Unit, v.Span)
	if !from.IsValid() || !to.IsValid() {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   "return STATUS_PENDING",
		TextEdits: []analysis.TextEdit{{Pos: from, End: to, NewText: []byte("STATUS_PENDING")}},
	}}
}

var word = regexp.MustCompile(`^\w+$`)

// markers names the routines that mark an IRP pending.
func markers() string {
	list := ""
	for _, name := range ddi.Names(ddi.Pend, ddi.IRP) {
		if ddi.Lookup(name).Arg(ddi.OpIRP) >= 0 {
			list += "`" + name + "`"
		}
	}
	return list
}
