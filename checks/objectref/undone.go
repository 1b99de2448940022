package objectref

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A beginning finds out whether a function that begins something, the driver or the use of a device, fails with a reference in a global variable or member: the
// system calls nobody then who could drop it.
type beginning struct {
	*trail
	shared bool // the place is one of all devices
	at     callers
}

// A failure is a return with which a function fails.
type failure struct {
	f   *program.Function
	ret *ir.Return
}

// reportUnfinished reports a reference that is kept in a global variable or member, as the trail tells, and with which the driver, or the addition of a device, fails.
func reportUnfinished(pass *check.Pass, c callgraph.RoutineCall, kept ir.Place, t *trail, at callers) bool {
	if toOwnThread(t.k.p, c) {
		return false // left running: the matter of another check
	}
	b := &beginning{trail: t, shared: !kept.ThroughPointer(), at: at}
	fails := b.leaves(c.In, c.Call, false, nil)
	if fails == nil {
		return false
	}
	path := []program.PathStep{{Unit: c.In.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` takes a reference, to what `%s` then points to", c.Routine.Name, kept.Words())}}
	for _, fail := range fails {
		path = append(path, program.PathStep{Unit: fail.f.Unit, Span: fail.ret.Span, Text: fmt.Sprintf("`%s` fails here, and drops none", fail.f.Name)})
	}
	drop, first := t.drops[0], fails[0]
	path = append(path, program.PathStep{Unit: drop.In.Unit, Span: drop.Call.Span, Text: fmt.Sprintf("`%s` would drop it, but nothing comes here then", drop.In.Name)})
	s := &search{k: t.k, c: c}
	pass.Report(check.Finding{Level: check.Warning, Unit: first.f.Unit, At: first.ret.Span, Path: path},
		"`%s` fails here with the reference that `%s` has taken (line %d), and that `%s` keeps: nothing drops it any more%s, and what it points to is never freed", first.f.Name, c.Routine.Name, c.In.Unit.Line(c.Call.Span), kept.Words(), s.remedy())
	return true
}

// leaves finds how the system's call of a function that begins something fails with the reference that a call of f has left, itself or, if failed, where it fails: the
// returns, innermost first. Nil if it does not. seen leads there.
func (b *beginning) leaves(f *program.Function, call *ir.Call, failed bool, seen []*program.Function) []failure {
	if slices.Contains(seen, f) || len(seen) > maxTakers {
		return nil
	}
	p := b.k.p
	drops := func(call *ir.Call) bool { return b.mayDrop(f, call) }
	ret := ways.LeftBehind(p, f, call, drops)
	if ret == nil && failed {
		ret = ways.LeftByFailure(p, f, call, drops)
	}
	var own []failure
	if ret != nil {
		own = []failure{{f, ret}}
	}
	if roles := p.Roles(f); len(roles) > 0 {
		if slices.ContainsFunc(roles, func(r callgraph.Registration) bool { return !b.alone(r) }) {
			return nil
		}
		return own
	}
	for _, c := range b.at[f] {
		if up := b.leaves(c.In, c.Call, ret != nil, append(seen, f)); up != nil {
			return append(own, up...)
		}
	}
	return nil
}

// alone reports whether a function in that role undoes itself what it has begun where it fails.
func (b *beginning) alone(r callgraph.Registration) bool {
	if r.Role == ddi.Entry {
		return true
	}
	_, _, alone := ddi.FailsAlone(r.Routine)
	return !b.shared && (alone || ddi.EndsWithDevices(r.Routine))
}

// mayDrop reports whether a call drops such a reference, or comes to what does, or to what nobody knows.
func (b *beginning) mayDrop(f *program.Function, call *ir.Call) bool {
	target, name := b.k.p.Callee(f, call)
	if target == nil {
		return name == "" || slices.ContainsFunc(b.drops, func(d callgraph.RoutineCall) bool { return d.Call == call })
	}
	reach := b.k.p.Reach(target)
	return slices.ContainsFunc(b.drops, func(d callgraph.RoutineCall) bool { return reach[d.In] })
}

// toOwnThread reports whether the reference is to a thread that the function has made, by its handle.
func toOwnThread(p *callgraph.Graph, c callgraph.RoutineCall) bool {
	handle, ok := c.Arg(ddi.OpHandle)
	return ok && handle.Kind == ir.Load && slices.ContainsFunc(c.In.Calls(), func(call *ir.Call) bool {
		_, r := p.RoutineOf(c.In, call)
		made, ok := (callgraph.RoutineCall{Call: call, In: c.In, Routine: r}).Arg(ddi.OpHandleOut)
		return ok && r.CreatesSystemThread() && made.Kind == ir.AddrOf && made.Place.String() == handle.Place.String()
	})
}
