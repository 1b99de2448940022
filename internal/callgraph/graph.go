// Package callgraph says what the functions of a driver call, directly and through pointers, which
// kernel routines they call, and for what the system calls them.
package callgraph

import (
	"slices"
	"sync"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A Graph says what the functions of a driver call, and for what the system calls them.
//
// Large: the methods are questions about one graph, each a file of its own; what they need in common is
// found once and kept in the fields.
type Graph struct {
	*program.Program
	PointsTo *pointsto.Analysis

	targets   map[*ir.Call]target          // what calls reach
	callees   [][]*program.Function        // by index of the function
	mayCall   [][]*program.Function        // by index of the function
	callers   func() [][]*program.Function // by index of the function: those that call it, or may
	roles     map[*program.Function][]Registration
	majors    map[*program.Function][]int64     // the major functions for which it is called at any of its levels; -1 is any
	routines  []RoutineCall                     // all calls of kernel routines
	lock      sync.Mutex                        // of calls
	calls     map[effects][]RoutineCall         // those that were asked for
	reached   func() map[*program.Function]bool // the functions that the system comes to
	crowds    []Crowd                           // found with the roles
	occasions func() []Occasion                 // by index of the function
	stored    func() map[storedKey]bool
	words     func() map[string]bool            // that may name routines
	idle      func() map[*program.Function]bool // where nobody but the driver knows its functions
	alone     func() bool                       // whether its devices stand alone, as far as is seen
	queues    func() bool                       // whether it may queue what it has not named
}

// A target is what a call reaches: a function of the driver, or else a name, which may be that of a kernel routine.
type target struct {
	function *program.Function
	name     string
	routine  *ddi.Routine
}

// New makes the graph of a driver whose pointers are solved.
func New(p *program.Program, pointers *pointsto.Analysis) *Graph {
	calls := 0
	for _, f := range p.Functions {
		calls += len(f.Calls())
	}
	g := &Graph{Program: p, PointsTo: pointers, targets: make(map[*ir.Call]target, calls), roles: map[*program.Function][]Registration{}, majors: map[*program.Function][]int64{}, calls: map[effects][]RoutineCall{}}
	for _, f := range p.Functions {
		for _, call := range f.Calls() {
			t := target{}
			if call.Callee == "" {
				t.function, t.name = g.Described(pointers.Target(f, call))
			} else {
				t.function, t.name = g.named(f, call)
			}
			if t.function == nil {
				t.routine = p.Known.Lookup(t.name)
			}
			g.targets[call] = t
		}
	}
	g.stored = sync.OnceValue(g.findStored)
	g.findRoles()
	for _, f := range p.Functions {
		callees, mayCall := g.calleesOf(f)
		g.callees, g.mayCall = append(g.callees, callees), append(g.mayCall, mayCall)
	}
	g.routines = g.findRoutineCalls()
	g.callers = sync.OnceValue(g.findCallers)
	g.reached = sync.OnceValue(g.findReached)
	g.words = sync.OnceValue(g.findWords)
	g.idle = sync.OnceValue(g.findIdle)
	g.occasions = sync.OnceValue(g.findOccasions)
	g.alone = sync.OnceValue(g.findAlone)
	g.queues = sync.OnceValue(g.findQueues)
	return g
}

// calleesOf finds the distinct callees of f in the driver, in order, and what its calls through
// pointers may reach, if that is few.
func (p *Graph) calleesOf(f *program.Function) (callees, mayCall []*program.Function) {
	seen := map[*program.Function]bool{}
	for _, call := range f.Calls() {
		target, name := p.Callee(f, call)
		if target != nil && !seen[target] {
			seen[target] = true
			callees = append(callees, target)
		}
		if target == nil && name == "" && call.Callee == "" {
			mayCall = append(mayCall, p.PointsTo.Candidates(f, call)...)
		}
	}
	return callees, mayCall
}

// Callees lists the functions of the driver that f calls, in order, each once.
func (p *Graph) Callees(f *program.Function) []*program.Function { return p.callees[f.Index] }

// MayCall lists the functions that calls of f through pointers may reach, if they are few.
func (p *Graph) MayCall(f *program.Function) []*program.Function { return p.mayCall[f.Index] }

// Callee resolves a call of f: the driver's function, or else the name of a routine, "" for
// a function pointer that may be anything.
func (p *Graph) Callee(f *program.Function, call *ir.Call) (*program.Function, string) {
	t, known := p.targets[call]
	if !known { // no way leads there
		return p.named(f, call)
	}
	return t.function, t.name
}

// named is what a call reaches by its name.
func (p *Graph) named(f *program.Function, call *ir.Call) (*program.Function, string) {
	target := p.Lookup(f.UnitIndex, call.Callee)
	switch {
	case target == nil || p.Known.Has(call.Callee):
		return nil, call.Callee
	case target.Thunk != "":
		return nil, target.Thunk
	}
	return target, ""
}

// Described passes a target on, as a routine if a row of the driver's own table says
// what it does.
func (p *Graph) Described(target *program.Function, name string) (*program.Function, string) {
	if target != nil && p.Known.Has(target.Name) {
		return nil, target.Name
	}
	return target, name
}

// Reach returns the functions that run when f runs: itself and what it calls, not what
// it only queues.
func (p *Graph) Reach(f *program.Function) map[*program.Function]bool {
	seen := map[*program.Function]bool{f: true}
	work := []*program.Function{f}
	for len(work) > 0 {
		g := work[len(work)-1]
		work = work[:len(work)-1]
		for _, callee := range p.Callees(g) {
			if !seen[callee] {
				seen[callee] = true
				work = append(work, callee)
			}
		}
	}
	return seen
}

// Above lists functions and all that may call them, directly or through others.
func (p *Graph) Above(functions []*program.Function) map[*program.Function]bool {
	above := map[*program.Function]bool{}
	callers := p.callers()
	for work := slices.Clone(functions); len(work) > 0; {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		if !above[f] {
			above[f] = true
			work = append(work, callers[f.Index]...)
		}
	}
	return above
}

// Handing lists the functions that give one of some functions, by its name, to what they call, in order.
func (p *Graph) Handing(functions map[*program.Function]bool) []*program.Function {
	names := map[string]bool{}
	for f := range functions {
		names[f.Name] = true
	}
	var list []*program.Function
	for _, f := range p.Functions {
		found := false
		f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			found = found || ok && slices.ContainsFunc(call.Args, func(a ir.Value) bool { return a.Kind == ir.FuncRef && names[a.Name] })
		})
		if found {
			list = append(list, f)
		}
	}
	return list
}

func (p *Graph) findCallers() [][]*program.Function {
	callers := make([][]*program.Function, len(p.Functions))
	for i, f := range p.Functions {
		for _, list := range [][]*program.Function{p.callees[i], p.mayCall[i]} {
			for _, callee := range list {
				callers[callee.Index] = append(callers[callee.Index], f)
			}
		}
	}
	return callers
}

// Reached reports whether the system comes to a function.
func (p *Graph) Reached(f *program.Function) bool {
	return p.reached()[f]
}

// findReached marks the functions that the system comes to.
func (p *Graph) findReached() map[*program.Function]bool {
	called := map[*program.Function]bool{}
	var work []*program.Function
	visit := func(f *program.Function) {
		if f != nil && !called[f] {
			called[f] = true
			work = append(work, f)
		}
	}
	for f := range p.roles {
		visit(f)
	}
	for _, f := range p.PointsTo.AddressTaken() {
		visit(f)
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		for _, callee := range p.Callees(f) {
			visit(callee)
		}
	}
	return called
}
