package summary

import (
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// unconcerned takes the trait from a reference to an object that can't be what keeps
// the driver loaded.
func unconcerned(r *ddi.Routine, call *ir.Call) trait {
	if !r.Does(ddi.Reference | ddi.Dereference) {
		return 0
	}
	i := r.Arg(ddi.OpObject)
	if r.DoesTo(ddi.Reference|ddi.Dereference, ddi.KernelObject) && i >= 0 && i < len(call.Args) {
		if t := call.Args[i].Type; t == "" || strings.Contains(t, "void") || ddi.ObjectOf(t)&(ddi.DriverObject|ddi.DeviceObject|ddi.Thread) != 0 {
			return 0
		}
	}
	return refers
}

// ObjectKind says of the type of a pointer which object of the I/O manager it is for: "driver
// object", "device object", or "" for anything else. Each keeps the driver's code loaded.
func ObjectKind(t string) string {
	switch ddi.ObjectOf(t) {
	case ddi.DriverObject:
		return "driver object"
	case ddi.DeviceObject:
		return "device object"
	}
	return ""
}

// A trait says what a function does, itself or through what it calls.
type trait uint16

const (
	locks   trait = 1 << iota // takes or releases a fast mutex
	blocks                    // can block
	waits                     // can wait for another thread or send a message
	threads                   // creates a system thread, or waits for one
	refers                    // references or dereferences an object
	ends                      // ends the thread that it runs on
	shifts                    // changes the regime of the thread (regime.go)
	owns                      // takes a lock that is not to be held while APCs are on
	takes                     // takes a fast mutex
)

const everything = locks | blocks | waits | threads | refers | ends | takes

// traitsOf tells what a routine gives to its callers.
func traitsOf(r *ddi.Routine) trait {
	var t trait
	for _, e := range r.Effects {
		switch e.Kind {
		case ddi.Wait:
			t |= blocks
			if e.On != ddi.IO {
				t |= waits
			}
		case ddi.Acquire:
			switch {
			case e.On&mutexes != 0 && e.Unsafe:
				t |= locks | owns
			case e.On&mutexes != 0:
				t |= locks | takes
			case e.On&(ddi.Resource|ddi.PushLock) != 0:
				t |= owns
			}
		case ddi.Release:
			if e.On&mutexes != 0 {
				t |= locks
			}
		case ddi.CreateThread:
			t |= threads
		case ddi.Reference, ddi.Dereference:
			t |= refers
		case ddi.EndThread:
			t |= ends
		}
	}
	return t
}

// prepare numbers the instructions of f and finds what it tests and what it assigns.
func (p *Program) prepare(f *program.Function) {
	p.of(f).siteOf = map[ir.Instr]int{}
	f.Instrs(func(in ir.Instr) {
		p.sites++
		p.of(f).siteOf[in] = p.sites
		switch in := in.(type) {
		case *ir.Assign:
			if name := in.Dst.Leaf(); name != "" {
				p.of(f).writes.Add(name)
			}
		case *ir.Call:
			target, name := p.Callee(f, in)
			if r := p.Known.Lookup(name); r != nil {
				p.of(f).traits |= traitsOf(r)&^unconcerned(r, in) | registrationTraits(r)
				if target == nil && r.Does(regimeChanges) {
					p.of(f).traits |= shifts
				}
			}
			for _, arg := range in.Args {
				if arg.Kind == ir.AddrOf && arg.Place.Leaf() != "" {
					p.of(f).writes.Add(arg.Place.Leaf())
				}
			}
		}
	})
	p.of(f).itself = p.of(f).traits
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test != nil && e.Taken {
				p.of(f).mentions.Mention(*e.Test)
			}
		}
	}
	p.of(f).loopHead = f.Graph.LoopHeads()
	p.findDoubts(f)
	p.of(f).live = cfg.NewLiveness(f.Graph)
}

// spread carries relevance, tests and writes from callees to callers.
func (p *Program) spread() {
	for changed := true; changed; {
		changed = false
		for _, f := range p.order {
			for _, callee := range p.Callees(f) {
				if p.of(callee).traits&^p.of(f).traits != 0 {
					p.of(f).traits |= p.of(callee).traits
					changed = true
				}
				changed = p.of(f).mentions.Union(&p.of(callee).mentions) || changed
				changed = p.of(f).writes.Union(&p.of(callee).writes) || changed
			}
			for _, callee := range p.MayCall(f) {
				changed = changed || p.of(callee).traits&^p.of(f).traits != 0
				p.of(f).traits |= p.of(callee).traits
			}
		}
	}
	for _, f := range p.Functions {
		p.findLater(f)
	}
}

// findLater computes for each block the names that are tested from there on.
func (p *Program) findLater(f *program.Function) {
	p.of(f).later = make([]term.Names, len(f.Graph.Blocks))
	for changed := true; changed; {
		changed = false
		for i := len(f.Graph.Blocks) - 1; i >= 0; i-- {
			blk := f.Graph.Blocks[i]
			set := p.of(f).later[i]
			for _, in := range blk.Instrs {
				switch in := in.(type) {
				case *ir.Call:
					if target, _ := p.Callee(f, in); target != nil {
						set.Union(&p.of(target).mentions)
						for _, arg := range in.Args {
							set.Mention(arg)
						}
					}
				case *ir.Assign: // a copy of the place may be tested instead
					set.Mention(in.Src)
				}
			}
			for _, e := range blk.Succs {
				if e.Test != nil {
					set.Mention(*e.Test)
				}
				set.Union(&p.of(f).later[e.To.Index])
			}
			if set != p.of(f).later[i] {
				p.of(f).later[i], changed = set, true
			}
		}
	}
}
