// Package profile says what each function of a driver is before anything is simulated: which
// effects it has, itself or through what it calls, what it tests and assigns, where its loops are;
// and which globals are constants.
package profile

import (
	"sync"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Profile says what the functions of a driver are. Once Spread has returned nothing changes but what Ready finds out.
type Profile struct {
	*callgraph.Graph

	functions []Function // by index
	constants map[term.Ref]term.Ref
	numbers   map[*ir.Var]int64   // what constants hold that are numbers
	order     []*program.Function // callees first
	deep      bool                // some chain of calls is too long for recursion
	registers map[*ir.Call]bool   // calls that register a callback
	counted   map[string]bool     // names of the mutexes that a count gives back somewhere
}

// A Function is what is known of one function.
//
// Large: each field is an answer of its own, found once, that no other one follows from.
type Function struct {
	Itself   Trait               // what it does itself
	Traits   Trait               // what it does, itself or through what it calls
	Mentions term.Names          // fields and globals that it or a callee tests
	Writes   term.Names          // fields and globals that it or a callee assigns
	Assigned term.Names          // fields and globals that it assigns itself
	counted  map[edge][]*ir.Call // the releases of mutexes in the other arm

	sited sync.Once
	sites map[ir.Instr]int // see Sites

	// Known once Ready has returned.
	ready    sync.Once
	Live     *cfg.Liveness      // of its locals
	Later    []term.Names       // by block: fields and globals that are tested from there on
	LoopHead []bool             // by block
	Followed map[any][]*ir.Var  // by instruction, and by the test of an edge: the local pointers that it follows and that the function tests
	none     []int64            // numbers that stand for no index
	doubted  map[*ir.Call]bool  // assertions that the branch behind them tests again
	twice    map[edge][]LeftOut // what the other arm undoes that an earlier arm with the same condition has done
}

// New prepares the functions of a driver one by one: Note may then add to what they do, and Spread
// ends the preparation. The terms of constants are made in the pool.
func New(graph *callgraph.Graph, pool *term.Pool) *Profile {
	p := &Profile{Graph: graph, constants: map[term.Ref]term.Ref{}, numbers: map[*ir.Var]int64{}, registers: map[*ir.Call]bool{}, counted: map[string]bool{}}
	p.functions = make([]Function, len(graph.Functions))
	for _, c := range graph.Registrations() {
		p.registers[c.Call] = true
	}
	p.tellApart(pool)
	p.findConstants(pool)
	for _, f := range p.Functions {
		p.prepare(f)
	}
	return p
}

// tellApart tells the pool by what functions and variables are told apart that have the same name: by the unit,
// and there by which of that name they are.
func (p *Profile) tellApart(pool *term.Pool) {
	type name struct {
		unit int
		name string
	}
	same := map[name]int{}
	for _, f := range p.Functions {
		n := name{f.UnitIndex, f.Name}
		key := term.KeyOf(f.Name, f.UnitIndex, same[n])
		same[n]++
		pool.Sites(key)
		pool.Own(key, 0, f.Params)
		pool.Own(key, len(f.Params), f.Locals)
	}
	for i, u := range p.Units {
		var vars []*ir.Var
		for _, g := range u.Globals {
			vars = append(vars, g.Var)
		}
		pool.Own(term.KeyOf("", i), 0, vars)
	}
}

// Of is what is known of a function.
func (p *Profile) Of(f *program.Function) *Function { return &p.functions[f.Index] }

// Note adds to what a function does, on account of the driver it is part of. What it does itself
// stays as it is.
func (p *Profile) Note(f *program.Function, t Trait) { p.Of(f).Traits |= t }

// MayWrite reports whether f, or what it calls, may assign to a variable or member of that name.
func (p *Profile) MayWrite(f *program.Function, name string) bool {
	return p.Of(f).Writes.Has(term.NameBit(name))
}

// Constant is what a location holds that nothing ever changes; false for any other.
func (p *Profile) Constant(loc term.Ref) (term.Ref, bool) {
	v, ok := p.constants[loc]
	return v, ok
}

// CallsAny reports whether a function that f calls, or may call, satisfies test.
func (p *Profile) CallsAny(f *program.Function, test func(*program.Function) bool) bool {
	for i := 0; ; i++ {
		g := p.callee(f, i)
		if g == nil || test(g) {
			return g != nil
		}
	}
}

// Registers reports whether a call certainly registers a callback with the kernel.
func (p *Profile) Registers(call *ir.Call) bool { return p.registers[call] }

// CallOf is the call in f whose result a fresh value is; nil if it was made otherwise.
func (p *Profile) CallOf(f *program.Function, fresh *term.Term) *ir.Call {
	if fresh.Op != term.Fresh || fresh.S != "" || fresh.N <= 0 {
		return nil
	}
	for in, n := range Sites(p, f) {
		if int64(n) == fresh.N {
			call, _ := in.(*ir.Call)
			return call
		}
	}
	return nil
}
