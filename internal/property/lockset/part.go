package lockset

import (
	"slices"

	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Lock is a mutex held, or let go, at some point.
type Lock struct {
	loc     term.Ref
	Guarded bool           // taken as a guarded mutex, not as a fast mutex
	Unsafe  bool           // taken by a routine that leaves IRQL and APCs as they are
	Taken   *simulate.Step // where it was acquired
	place   ir.Place       // as the function spells it
}

// A part is what a state knows of mutexes.
type part struct {
	held   []Lock      // in the order of acquisition
	unsafe []Lock      // taken by unsafe routines, in order: they neither raise IRQL nor keep APCs out
	freed  []freedLock // locks of the caller that were released, in order
}

// nothing is what a state knows that has no part: it is never changed.
var nothing = &part{}

// of is what a state knows of mutexes. It is not to be changed.
func (sim *simulation) of(s *simulate.State) *part {
	if known, ok := s.Part(sim.m.slot).(*part); ok {
		return known
	}
	return nothing
}

// change is what a state knows of mutexes, to be changed.
func (sim *simulation) change(s *simulate.State) *part {
	known := sim.of(s)
	if s.Owns(sim.m.slot) {
		return known
	}
	known = &part{held: slices.Clone(known.held), unsafe: slices.Clone(known.unsafe), freed: slices.Clone(known.freed)}
	s.SetPart(sim.m.slot, known)
	return known
}

// outcomePart is what an outcome records of mutexes. It is not to be changed.
func outcomePart(o *simulate.Outcome) *part {
	if known := simulate.Of[*part](o.Parts()); known != nil {
		return known
	}
	return nothing
}

// list is the locks that were taken by unsafe routines, or by others.
func (p *part) list(unsafe bool) *[]Lock {
	if unsafe {
		return &p.unsafe
	}
	return &p.held
}

func (p *part) holdsNone() bool { return len(p.held)+len(p.unsafe) == 0 }

// lock finds the lock that is held at a location, nil if none is known to be.
func (p *part) lock(loc term.Ref) *Lock {
	for _, list := range [][]Lock{p.held, p.unsafe} {
		if i := slices.IndexFunc(list, func(l Lock) bool { return l.loc == loc }); i >= 0 {
			return &list[i]
		}
	}
	return nil
}

// released lists the locks of the caller that were let go by routines that change the
// IRQL or keep APCs out, in order.
func (p *part) released() []term.Ref {
	var list []term.Ref
	for _, gone := range p.freed {
		if !gone.kind.unsafe {
			list = append(list, gone.loc)
		}
	}
	return list
}

// Mentions reports whether v is part of the location of a lock that is held.
func (p *part) Mentions(terms *term.Pool, v term.Ref) bool {
	inside := func(l Lock) bool { return terms.Contains(l.loc, v) }
	return slices.ContainsFunc(p.held, inside) || slices.ContainsFunc(p.unsafe, inside)
}

// Rename replaces a value in the locations of the locks that are held.
func (p *part) Rename(terms *term.Pool, from, to term.Ref) simulate.Part {
	c := &part{held: slices.Clone(p.held), unsafe: slices.Clone(p.unsafe), freed: slices.Clone(p.freed)}
	for _, list := range [][]Lock{c.held, c.unsafe} {
		for i := range list {
			list[i].loc = terms.Replace(list[i].loc, from, to)
		}
	}
	return c
}

// Locations adds those of the locks that are held.
func (p *part) Locations(list []term.Ref) []term.Ref {
	for _, l := range p.held {
		list = append(list, l.loc)
	}
	for _, l := range p.unsafe {
		list = append(list, l.loc)
	}
	return list
}

// Mix tells states with different mutexes apart.
func (sim *simulation) Mix(s *simulate.State, h *term.Fingerprint, _ bool) {
	known := sim.of(s)
	for _, l := range known.held {
		h.Mix(uint64(l.loc))
	}
	h.Mix(^uint64(0))
	for _, gone := range known.freed {
		h.Mix(uint64(gone.loc)<<2 | gone.kind.bits())
	}
	h.Mix(^uint64(0))
	for _, l := range known.unsafe {
		h.Mix(uint64(l.loc))
	}
}
