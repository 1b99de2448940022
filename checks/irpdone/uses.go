package irpdone

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A use is one of a request after its completion.
type use struct {
	at    ir.Span
	what  string    // as it is spelt
	value *ir.Value // that is returned; nil for any other use
	ended *ir.Call  // that has completed the request
	again *ir.Call  // that completes it once more; nil for any other use
	maybe bool      // the first completion lies on one of the ways through ended
	fails bool      // it lies on one on which ended returns a failure, as may be on this way
	below bool      // ended has handed it to the driver below instead, which completes it
	trace bool      // in a checked build alone
}

// A search holds the uses of what one variable leads to against what is known on the ways to them.
type search struct {
	e      *enders
	f      *program.Function
	x      *ir.Var
	stacks map[*ir.Var]bool // variables that hold a part of the request: a stack location
	found  map[ir.Span]use
	trace  bool // what is looked at is compiled in a checked build alone
}

// A state is what is known of the request on a way.
type state struct {
	ended  *ir.Call // that has completed the request, or given it to a queue; nil: it is the function's
	status *ir.Var  // what says whether the queue has got it, until that is tested
	copied *ir.Var  // a variable that has it, too
	maybe  *ir.Call // may have completed it, and nothing has been tested since
	failed *ir.Call // has completed it if what it returned is a failure, and nothing else has been tested since
	result *ir.Var  // what that returned

	located bool // the driver below is given this one's stack location, so that it need not come back
	passed  bool // ended has handed it to the driver below
}

// uses lists the uses after completion of the request that x holds, in the order of the source. It reports false where
// the ways are too many to follow all.
func uses(e *enders, f *program.Function, x *ir.Var) (list []use, all bool) {
	s := &search{e: e, f: f, x: x, stacks: parts(e.p, f, x), found: map[ir.Span]use{}}
	all = ways.Follow(e.p, f, state{}, s)
	maps.DeleteFunc(s.found, func(_ ir.Span, u use) bool { return u.again != nil && leaves(e.p, f, u) })
	return slices.SortedFunc(maps.Values(s.found), func(a, b use) int { return cmp.Compare(a.at.From, b.at.From) }), all
}

// leaves reports whether what may be a macro of a header that is absent, such as one of WPP, can keep the second completion from being come
// to: it stands between the two, or it is given a status that is tested on the way to the second. It may test that itself, and go
// elsewhere.
func leaves(p *callgraph.Graph, f *program.Function, u use) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok || found || len(call.Args) == 0 || !f.Graph.Follows(call, u.again) {
			return
		}
		target, name := p.Callee(f, call)
		if target == nil && name != "" && name == strings.ToUpper(name) && p.Known.Lookup(name) == nil {
			found = f.Graph.Follows(u.ended, call) || slices.ContainsFunc(call.Args, func(a ir.Value) bool { return ways.Variable(a) && testedBefore(f, a.Place.Root, u.again) })
		}
	})
	return found
}

// testedBefore reports whether a variable, or what a call says of it, is tested on a way to a call.
func testedBefore(f *program.Function, x *ir.Var, call *ir.Call) bool {
	holding := f.Graph.Holding(call)
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test == nil || !slices.ContainsFunc(holding, func(i int) bool { return f.Graph.From(e.To.Index)[i] }) {
				continue
			}
			said := func(in ir.Instr) bool {
				c, ok := in.(*ir.Call)
				return ok && c.Dst != nil && e.Test.Reads(c.Dst) && slices.ContainsFunc(c.Args, func(a ir.Value) bool { return a.Reads(x) })
			}
			if e.Test.Reads(x) || slices.ContainsFunc(blk.Instrs, said) {
				return true
			}
		}
	}
	return false
}

// parts lists the variables of f that hold a part of the request which x holds.
func parts(p *callgraph.Graph, f *program.Function, x *ir.Var) map[*ir.Var]bool {
	return locations(p, f, x, besides(p, f, x))
}

// locations lists the variables that are only ever given what a routine returns for the request that x holds, and what they, or the parameter
// that is such a part, are copied to.
func locations(p *callgraph.Graph, f *program.Function, x, parameter *ir.Var) map[*ir.Var]bool {
	list, other := map[*ir.Var]bool{}, map[*ir.Var]bool{}
	if parameter != nil {
		list[parameter] = true
	}
	for range 2 { // the temporary, and its copy
		f.Instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Call:
				_, name := p.Callee(f, in)
				if in.Dst != nil && p.Known.Lookup(name).Does(ddi.Access) && len(in.Args) == 1 && ways.Holds(in.Args[0], x) {
					list[in.Dst] = true
				} else if in.Dst != nil {
					other[in.Dst] = true
				}
			case *ir.Assign:
				if len(in.Dst.Path) > 0 {
					return
				}
				if ways.Variable(in.Src) && list[in.Src.Place.Root] {
					list[in.Dst.Root] = true
				} else if in.Src.Kind != ir.Const {
					other[in.Dst.Root] = true
				}
			}
		})
	}
	maps.DeleteFunc(list, func(v *ir.Var, _ bool) bool { return other[v] })
	return list
}

// Instr looks at what an instruction uses, and notes completions.
func (s *search) Instr(st *ways.State[state], in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		s.value(st, in.Span, in.Src, false)
		s.place(st, in.Span, in.Dst)
		switch own := &st.Own; {
		case len(in.Dst.Path) > 0:
		case in.Dst.Root == s.x:
			*own = state{}
		case own.status != nil && ways.Holds(in.Src, own.status):
			own.copied = in.Dst.Root
		case in.Dst.Root == own.copied:
			own.copied = nil
		case own.failed != nil:
			if own.result = moved(own.result, in); own.result == nil {
				own.failed = nil
			}
		}
	case *ir.Return:
		if in.Value != nil {
			s.value(st, in.Span, *in.Value, true)
		}
	case *ir.Call:
		s.call(st, in)
	}
}

// Edge looks at what is tested.
func (s *search) Edge(st *ways.State[state], e *cfg.Edge) {
	if e.Test == nil {
		return
	}
	st.Own.maybe = nil
	st.Own.judge(s, e)
	s.value(st, e.Test.Span, *e.Test, false)
	if own := &st.Own; own.status != nil {
		is := func(v ir.Value) bool {
			return ways.Holds(v, own.status) || own.copied != nil && ways.Holds(v, own.copied)
		}
		switch success, known := ways.Succeeded(s.e.p, e, is); {
		case known && success:
			own.status, own.copied = nil, nil
		case known:
			*own = state{}
		}
	}
}

// judge forgets what may have failed where a test tells that it did not, asks for a certain number, or is about something else.
func (own *state) judge(s *search, e *cfg.Edge) {
	if own.failed == nil {
		return
	}
	is := func(v ir.Value) bool { return ways.Holds(v, own.result) }
	if success, known := ways.Succeeded(s.e.p, e, is); known && !success {
		return
	}
	v := *e.Test
	unequal := v.Kind == ir.Op && len(v.Args) == 2 && slices.ContainsFunc(v.Args, is) && (v.Name == "!=" && e.Taken || v.Name == "==" && !e.Taken)
	if !unequal {
		own.failed, own.result = nil, nil
	}
}

func (s *search) call(st *ways.State[state], call *ir.Call) {
	known := s.e.p.Known
	s.trace = known.Lookup(call.Macro).Does(ddi.Trace) || asserts(known.Lookup(call.Callee))
	for _, a := range call.Args {
		if a.Kind != ir.AddrOf {
			s.value(st, call.Span, a, false)
		} else if a.Place.Root == s.x && len(a.Place.Path) == 0 {
			st.Own = state{} // may be another one afterwards
		}
	}
	s.trace = false
	_, name := s.e.p.Callee(s.f, call)
	if st.Own.ended != nil && s.e.p.Known.Lookup(name).Does(ddi.Access) && len(call.Args) == 1 && ways.Holds(call.Args[0], s.x) {
		s.note(st, call.Span, use{what: s.x.Name})
	}
	ends, forwards, passed := s.e.ends(s.f, call, s.x), s.e.forwards(s.f, call, s.x), s.pass(st, call)
	if ends || forwards || passed {
		if st.Own.ended != nil {
			s.note(st, call.Span, use{what: s.x.Name, again: call})
		} else if maybe := st.Own.maybe; maybe != nil && ends {
			s.note(st, call.Span, use{what: s.x.Name, again: call, ended: maybe, maybe: true})
		} else if failed := st.Own.failed; failed != nil && ends {
			s.note(st, call.Span, use{what: s.x.Name, again: call, ended: failed, fails: true})
		}
		st.Own = state{ended: call, passed: passed}
		if forwards {
			st.Own.status = call.Dst
		}
	} else if st.Own.ended == nil && s.e.perhaps(s.f, call, s.x) {
		st.Own.maybe = call
	} else if st.Own.ended == nil && s.e.fails(s.f, call, s.x) {
		st.Own.failed, st.Own.result = call, call.Dst
	} else if call.Dst != nil && call.Dst == st.Own.result {
		st.Own.failed, st.Own.result = nil, nil
	}
	if call.Dst == s.x {
		st.Own = state{}
	}
}

// asserts reports whether a routine is a macro that tests its argument in checked builds alone.
func asserts(r *ddi.Routine) bool { return r.Does(ddi.Predicate) && r.Predicate == "assert" }

func (s *search) value(st *ways.State[state], at ir.Span, v ir.Value, returned bool) {
	for _, a := range v.Args {
		s.value(st, at, a, false)
	}
	if v.Kind != ir.Load || st.Own.ended == nil || !s.touches(v.Place) {
		return
	}
	u := use{what: v.Place.String()}
	if returned {
		u.value = &v
	}
	s.note(st, at, u)
}

func (s *search) place(st *ways.State[state], at ir.Span, p ir.Place) {
	if st.Own.ended != nil && s.touches(p) {
		s.note(st, at, use{what: p.String()})
	}
}

// touches reports whether a place lies in the request, or in a part of it.
func (s *search) touches(p ir.Place) bool {
	return len(p.Path) > 1 && p.Path[0].Kind == ir.Deref && (p.Root == s.x || s.stacks[p.Root])
}

func (s *search) note(st *ways.State[state], at ir.Span, u use) {
	if _, ok := s.found[at]; !ok && at != (ir.Span{}) {
		u.at, u.trace = at, s.trace
		if u.ended == nil {
			u.ended, u.below = st.Own.ended, st.Own.passed
		}
		s.found[at] = u
	}
	if !s.trace {
		st.Own = state{} // the first use on a way is reported
	}
}
