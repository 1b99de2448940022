package callgraph

import (
	"maps"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// An Occasion says when the system comes to a function, as far as that matters to an unload.
type Occasion uint8

// The occasions.
const (
	Anytime   Occasion = iota // perhaps at teardown
	AtEntry                   // only as part of the driver's entry point
	OnRequest                 // only as part of that, or of a request that an unload does not send
	OnEvent                   // only as part of those, or of another event that an unload does not bring about
)

// Occasion says when the system comes to f. What nobody is known to call may run at any time.
func (p *Graph) Occasion(f *program.Function) Occasion {
	return p.occasions()[f.Index]
}

func (p *Graph) findOccasions() []Occasion {
	list := make([]Occasion, len(p.Functions))
	for i := range list {
		list[i] = AtEntry
	}
	brief, late := p.briefThreads(), map[*program.Function]bool{}
	p.mark(list, OnRequest, func(_ *program.Function, r Registration) bool { return r.Role != ddi.Entry })
	p.mark(list, OnEvent, func(_ *program.Function, r Registration) bool {
		return r.Role != ddi.Entry && !ddi.SentByChoice(r.Role, r.Index)
	})
	for grown := true; grown; {
		p.mark(list, Anytime, func(f *program.Function, r Registration) bool {
			return r.Role != ddi.Entry && !ddi.SentByChoice(r.Role, r.Index) && !ddi.NotByDriver(r.Role) && (!brief[f] || late[f])
		})
		grown = false
		for f := range brief {
			if !late[f] && slices.ContainsFunc(p.roles[f], func(r Registration) bool { return !r.Declared && list[r.By.Index] < OnRequest }) {
				late[f], grown = true, true // made at any time, or as the driver is loaded
			}
		}
	}
	return list
}

// briefThreads marks what threads run that wait for nothing: such a thread has done what it does soon after it was made.
func (p *Graph) briefThreads() map[*program.Function]bool {
	brief := map[*program.Function]bool{}
	threads, _ := p.WithRole(ddi.SystemThread)
	for _, f := range threads {
		reach, made := p.Reach(f), false
		brief[f] = !slices.ContainsFunc(p.RoutineCalls(ddi.Wait, ddi.Dispatcher|ddi.Time), func(c RoutineCall) bool { return reach[c.In] })
		for _, r := range p.roles[f] {
			made = made || !r.Declared
			brief[f] = brief[f] && (r.Declared || r.By != nil && r.Role == ddi.SystemThread)
		}
		brief[f] = brief[f] && made
	}
	maps.DeleteFunc(brief, func(_ *program.Function, is bool) bool { return !is })
	return brief
}

// mark notes the occasion for what the system comes to by a registration that counts.
func (p *Graph) mark(list []Occasion, when Occasion, counts func(*program.Function, Registration) bool) {
	taken := map[*program.Function]bool{}
	for _, f := range p.PointsTo.AddressTaken() {
		taken[f] = true
	}
	seen := map[*program.Function]bool{}
	var work []*program.Function
	visit := func(f *program.Function) {
		if !seen[f] {
			seen[f] = true
			work = append(work, f)
		}
	}
	for _, f := range p.Functions {
		if !p.Reached(f) || len(p.roles[f]) == 0 && taken[f] {
			visit(f)
		}
		for _, r := range p.roles[f] {
			if counts(f, r) && !p.declaredOnly(f, r) {
				visit(f)
			}
		}
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		list[f.Index] = when
		for _, callee := range p.Callees(f) {
			visit(callee)
		}
		for _, callee := range p.MayCall(f) {
			visit(callee)
		}
	}
}

// declaredOnly reports whether r only declares what another registration of f says exactly:
// for which requests it is called.
func (p *Graph) declaredOnly(f *program.Function, r Registration) bool {
	if r.By != nil || r.Index >= 0 {
		return false
	}
	for _, other := range p.roles[f] {
		if other.Role == r.Role && other.Index >= 0 {
			return true
		}
	}
	return false
}

// Unloads lists the routines that end the driver, each with its first registration as one. What
// a function registers to which nothing leads, in a driver with an entry point, is the routine
// of another driver; what is only declared as one, and nowhere named, is none there, nor what stands in a table that nothing registers,
// nor what is replaced by nothing, nor what a driver object without an image is given: the system refuses to unload that.
func (p *Graph) Unloads() (functions []*program.Function, registrations []Registration) {
	entries, _ := p.WithRole(ddi.Entry)
	named := map[*program.Function]bool{}
	for _, f := range p.PointsTo.AddressTaken() {
		named[f] = true
	}
	for _, f := range p.Functions {
		for _, r := range p.roles[f] {
			if r.Declared && len(entries) > 0 && !named[f] || p.unqueued(f, r.Type) {
				continue
			}
			if r.Role == ddi.Unload && (r.By == nil || len(entries) == 0 || p.Reached(r.By)) && !p.replaced(r) && !p.startsOther(r.By) {
				functions, registrations = append(functions, f), append(registrations, r)
				break
			}
		}
	}
	return functions, registrations
}

// replaced reports whether an unload routine that a function has stored in the driver object is overwritten there later, by a routine that puts
// nothing in its place: nothing unloads the driver then.
func (p *Graph) replaced(r Registration) bool {
	return r.By != nil && slices.ContainsFunc(p.routines, func(c RoutineCall) bool {
		t, ok := ddi.TakesOver(c.Routine.Name)
		return ok && t.Unload == r.Routine && p.isBare(c, t) && p.precedes(r.By, p.storeAt(r), c, 0)
	})
}

// storeAt is the assignment that a registration is.
func (p *Graph) storeAt(r Registration) (found ir.Instr) {
	r.By.Instrs(func(in ir.Instr) {
		if set, ok := in.(*ir.Assign); ok && set.Span == r.At {
			found = in
		}
	})
	return found
}

// isBare reports whether the structure that a call is given names no routine that unloads the driver, or does not let it be unloaded: a variable of
// which all is known that is put into it.
func (p *Graph) isBare(c RoutineCall, t ddi.TakeOver) bool {
	if t.Arg >= len(c.Call.Args) {
		return false
	}
	v := c.Call.Args[t.Arg]
	if v.Kind != ir.AddrOf || len(v.Place.Path) > 0 {
		return false
	}
	x, known, other, flagged := v.Place.Root, false, false, false
	store := func(path []ir.Step, src ir.Value) {
		known, other = true, other || len(path) == 0 || path[0].Kind != ir.Field
		switch (ir.Place{Root: x, Path: path}).Leaf() {
		case t.Member:
			other = other || src.Kind != ir.Const || src.Int != 0
		case t.Flags:
			flagged = flagged || src.Kind == ir.Const && src.Int&t.Flag != 0
		}
	}
	for _, u := range p.Units {
		for _, g := range u.Globals {
			for _, init := range g.Init {
				if g.Var == x {
					store(init.Path, init.Value)
				} else if (ir.Place{Root: g.Var, Path: init.Path}).Leaf() == t.Member {
					other = true // it may be copied
				}
			}
		}
	}
	for _, f := range p.Functions {
		f.Instrs(func(in ir.Instr) {
			set, ok := in.(*ir.Assign)
			switch {
			case ok && set.Dst.Root == x && len(set.Dst.Path) > 0:
				store(set.Dst.Path, set.Src)
			case ok && set.Dst.Root == x && set.Src.Kind == ir.Const && set.Src.Int == 0:
				known = true
			case ok && (set.Dst.Leaf() == t.Member || set.Dst.Root == x):
				other = true
			}
		})
	}
	return known && (flagged || !other)
}

// maxPrecedes bounds how many calls above an instruction are looked at.
const maxPrecedes = 3

// precedes reports whether what f does at an instruction is done, on all ways on which both are, when a call is made: by f, what it calls, or who
// calls it.
func (p *Graph) precedes(f *program.Function, in ir.Instr, c RoutineCall, depth int) bool {
	if in == nil || depth > maxPrecedes {
		return false
	}
	before, after := false, false
	for _, call := range f.Calls() {
		if target, _ := p.Callee(f, call); call == c.Call || target != nil && p.Reach(target)[c.In] {
			follows := call != in && f.Graph.Follows(in, call)
			before = before || follows
			after = after || !follows || f.Graph.Follows(call, in)
		}
	}
	if before || after {
		return !after
	}
	for _, caller := range p.callers()[f.Index] {
		for _, call := range caller.Calls() {
			if target, _ := p.Callee(caller, call); target == f {
				before = true
				after = after || !p.precedes(caller, call, c, depth+1)
			}
		}
	}
	return before && !after
}

// startsOther reports whether f is called for nothing but to fill in a driver object that the driver makes itself.
func (p *Graph) startsOther(f *program.Function) bool {
	makes := func(r Registration) bool { return ddi.Lookup(r.Routine).DoesTo(ddi.Register, ddi.DriverObject) }
	return f != nil && slices.ContainsFunc(p.roles[f], makes) && len(p.callers()[f.Index]) == 0 && !slices.ContainsFunc(p.roles[f], func(r Registration) bool { return !r.Declared && !makes(r) })
}
