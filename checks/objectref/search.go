package objectref

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A phase says whether there is a reference on a way.
type phase uint8

const (
	gone    phase = iota // none yet, or dropped, or kept elsewhere
	pending              // if the call succeeded
	held
)

// A state is what is known on a way.
type state struct {
	phase  phase
	status *ir.Var  // what has the result of the call
	copied *ir.Var  // a variable that has it, too
	said   *ir.Var  // what has whether that is a success
	other  *ir.Var  // a variable that holds the pointer, too
	out    *ir.Var  // the parameter that says where the pointer was stored
	filled *ir.Var  // the parameter that says where another pointer was stored
	let    bool     // the reference was dropped
	kept   bool     // somebody else may have it
	more   uint8    // references that were taken since, to the same
	failed *ir.Var  // a status that was found to be an error
	later  *ir.Var  // a status, which a call returned that was made with the reference
	room   *ir.Var  // memory that was allocated since; it may be NULL
	past   *ir.Call // drops the reference on another way than that which a test of later or room has taken
	beside bool     // another pointer that the call gave is stored for good
	spared bool     // its status is not the one error that it was compared with
	source *ir.Var  // what has the result of the call that gave the pointer to which another reference is taken
	passed bool     // the parameter that says where the pointer was stored was handed on since
}

// is reports whether a value is the result of the call.
func (own state) is(v ir.Value) bool {
	return own.status != nil && ways.Holds(v, own.status) || own.copied != nil && ways.Holds(v, own.copied)
}

// isLater reports whether a value is what a call returned that was made with the reference.
func (own state) isLater(v ir.Value) bool { return own.later != nil && ways.Holds(v, own.later) }

// A search follows the reference that one call takes.
type search struct {
	k       *keepers
	c       callgraph.RoutineCall
	v       *ir.Var  // gets the pointer; nil if param says where it goes
	param   *ir.Var  // of the function: where the pointer goes is the caller's
	guard   bool     // the call takes another reference to what v points to
	giver   *ir.Call // gave v the pointer, of a guard; nil: none
	truth   bool     // the result of the call is not zero where there is a reference, else it is a status
	called  *taker   // what is called; nil: a routine
	ends    []end
	evened  bool      // a way that does not fail drops the reference
	array   bool      // v is an array, of which
	element int64     // this gets it
	unseen  bool      // nobody looks at the result of the call
	mortal  bool      // what it is to may go before the system does
	opened  bool      // it is to what a handle leads to that was opened by name
	release *ir.Call  // drops such a reference somewhere in the function; nil if nothing does
	kept    bool      // somewhere in the function the pointer is stored or handed to who may keep it
	others  []*ir.Var // get other pointers by the same call
	inside  []*ir.Var // only ever lead into what v points to
	arms    ways.Arms // of the function
	lost    []loss
	without []*ir.Return // come to without the reference

	stranded []*ir.Return // where the function fails with the reference in
	out      *ir.Var      // what this parameter points to
}

// newSearch follows a call that takes a reference to what it gives a variable of its function; nil if it does not.
func newSearch(k *keepers, c callgraph.RoutineCall) *search {
	s := &search{k: k, c: c}
	switch v, out := given(c); {
	case out && v.Kind == ir.AddrOf && itsOwn(v.Place.Root) && holdsPointer(v.Place.Root) && s.lies(v.Place.Path, isArray(v.Place.Root)):
		s.v = v.Place.Root
		s.others = outs(c, s.v)
	case out && c.Call.Dst != nil && ways.Variable(v) && slices.Contains(c.In.Params, v.Place.Root):
		s.param = v.Place.Root
	case !out && s.guards():
		s.guard = true
	case out, c.Call.Dst == nil:
		return nil
	case c.Routine.DoesTo(ddi.ReturnReference, ddi.Anything), c.Routine.Arg(ddi.OpObject) < 0 && c.Routine.Arg(ddi.OpHandle) < 0:
		if s.v = onlyCopy(c); s.v == nil && usedAtOnce(c) {
			s.v = c.Call.Dst
		}
		if s.v == nil {
			return nil
		}
	default:
		return nil // a reference to what others have pointers to
	}
	s.arms = ways.ArmsOf(c.In.Func)
	if s.v != nil {
		s.inside = insideOf(c.In, s.v)
	}
	s.unseen = unseen(c)
	return s
}

// spelt names what gets the pointer.
func (s *search) spelt() string {
	if s.array {
		return fmt.Sprintf("%s[%d]", s.v.Name, s.element)
	}
	if s.v.Kind == ir.Temp {
		return s.v.Source
	}
	return s.v.Name
}

// lies reports whether the pointer goes to a variable, or to a certain element of an array: the first, where no path leads to any.
func (s *search) lies(path []ir.Step, array bool) bool {
	s.array = array
	switch {
	case len(path) == 0:
		return true
	case !array || len(path) > 1 || path[0].Kind != ir.Index || path[0].Index.Kind != ir.Const:
		return false
	}
	s.element = path[0].Index.Int
	return true
}

func (s *search) points(own state, v ir.Value) bool {
	if s.v == nil {
		return v.Kind == ir.Load && v.Place.Root == s.param && len(v.Place.Path) == 1 && v.Place.Path[0].Kind == ir.Deref
	}
	return ways.Holds(v, s.v) || own.other != nil && ways.Holds(v, own.other) || v.Kind == ir.Load && v.Place.Root == s.v && s.at(v.Place.Path)
}

// at reports whether a path leads to the element that got the pointer, or may do so.
func (s *search) at(path []ir.Step) bool {
	return s.array && len(path) == 1 && path[0].Kind == ir.Index && (path[0].Index.Kind != ir.Const || path[0].Index.Int == s.element)
}

// Instr follows what an instruction does with the reference.
func (s *search) Instr(st *ways.State[state], in ir.Instr) {
	own := &st.Own
	switch in := in.(type) {
	case *ir.Call:
		s.call(st, in)
		own.noteResult(in.Dst)
	case *ir.Assign:
		s.assign(own, in)
		own.noteCopy(in)
	case *ir.Return:
		lost := s.v != nil && (own.phase == held || own.phase == pending && own.status == nil) && !(in.Value != nil && s.hands(*own, *in.Value))
		switch fails := s.guard && (s.failing(st, in) || s.c.In.Result == "void" && !own.let); {
		case lost && own.beside && !s.failing(st, in):
			s.kept = true // what it was taken for lives on
		case lost && (fails || !s.guard):
			s.add(loss{ret: in, past: own.past, fails: s.failing(st, in)})
		case lost:
			s.kept = true // for what has begun
		default:
			s.evened = s.evened || own.let && !fails
			s.without = append(s.without, in)
		}
		s.ended(st, in)
	}
}

// hands reports whether a value that is returned gives the pointer to the caller.
func (s *search) hands(own state, v ir.Value) bool { return !compares(v) && s.takes(own, v) }

func (s *search) assign(own *state, in *ir.Assign) {
	whole := len(in.Dst.Path) == 0 && itsOwn(in.Dst.Root)
	if to := in.Dst; behindParameter(to) && (own.phase == gone || !s.points(*own, in.Src)) {
		own.filled = to.Root
		if in.Src.Kind == ir.Const && in.Src.Int == 0 {
			own.filled = nil
		}
		if own.out == to.Root {
			own.out = nil
		}
	}
	switch {
	case own.phase == gone:
	case !whole && in.Dst.Root.Kind != ir.Temp && slices.ContainsFunc(s.others, func(x *ir.Var) bool { return ways.Holds(in.Src, x) }):
		own.beside = true
	case whole && in.Dst.Root == s.v && ways.Variable(in.Src) && in.Src.Place.Root == s.c.Call.Dst:
	case whole && s.points(*own, in.Src):
		if in.Dst.Root != s.v {
			own.other = in.Dst.Root
		}
	case in.Dst.Root == s.v && s.at(in.Dst.Path):
		s.overwritten(own, in)
	case len(in.Dst.Path) == 0 && in.Dst.Root == own.copied && !in.Src.Reads(own.status):
		own.status, own.copied = nil, nil // nobody has looked at it
	case whole && (in.Dst.Root == s.v || in.Dst.Root == own.other):
		switch {
		case in.Dst.Root != s.v || own.other != nil:
		case s.takes(*own, in.Src):
			own.phase = gone // made from the pointer: who has that is not known
		default:
			s.overwritten(own, in)
		}
		if in.Dst.Root == own.other {
			own.other = nil
		}
	case (whole || len(in.Dst.Path) == 0 && keepsStatus(in.Dst.Root)) && own.status != nil && in.Src.Reads(own.status):
		own.copied = in.Dst.Root
	case s.takes(*own, in.Src) && s.k.lends(s.c.In, in):
	case s.takes(*own, in.Src) && (captures(in.Src) || !(len(in.Dst.Path) == 0 && (whole || in.Dst.Root.Kind == ir.Temp) && (slices.Contains(s.inside, in.Dst.Root) || s.looksInto(in.Dst.Root)))):
		s.kept, own.kept, own.phase = true, true, gone
		if to := in.Dst; behindParameter(to) && s.points(*own, in.Src) {
			own.out = to.Root
		}
	}
}

// keepsStatus reports whether a variable of the driver's may serve as that in which each function keeps a status.
func keepsStatus(x *ir.Var) bool {
	return (x.Kind == ir.GlobalVar || x.Kind == ir.StaticVar) && x.Type == "long"
}

// behindParameter reports whether a place is what a parameter points to.
func behindParameter(p ir.Place) bool {
	return p.Root.Kind == ir.Param && len(p.Path) == 1 && p.Path[0].Kind == ir.Deref
}

// overwritten notes that what gets the pointer is given something else: a reference that is there is lost.
func (s *search) overwritten(own *state, by ir.Instr) {
	if own.phase == held && !s.guard {
		s.add(loss{over: by})
	}
	own.phase = gone
}

// captures reports whether a value is the address of a whole variable: a lambda that captures it may let go of what it points to.
func captures(v ir.Value) bool { return v.Kind == ir.AddrOf && len(v.Place.Path) == 0 }

// looksInto reports whether a variable only serves to look at what it points to, a place in the object: nobody may keep what it holds, as a list keeps an entry.
func (s *search) looksInto(v *ir.Var) bool {
	kept := false
	s.c.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			kept = kept || leads(in.Src, v)
		case *ir.Call:
			target, name := s.k.p.Callee(s.c.In, in)
			for i, a := range in.Args {
				if leads(a, v) {
					kept = kept || target != nil && (!scalar(a.Type) || s.k.keeps(parameter{target, i})) || target == nil && mayKeep(s.k.p.Known.Lookup(name), name, i, a, !captures(a))
				}
			}
		case *ir.Return:
			kept = kept || in.Value != nil && leads(*in.Value, v)
		}
	})
	return !kept
}

// takes reports whether a value is the pointer, or leads into the object.
func (s *search) takes(own state, v ir.Value) bool {
	if v.Kind == ir.Load {
		return s.points(own, v) || s.isInside(v)
	}
	if v.Kind == ir.AddrOf && (slices.Contains(s.inside, v.Place.Root) || s.v != nil && v.Place.Root == s.v || own.other != nil && v.Place.Root == own.other) && !beyond(v.Place.Path) {
		return true
	}
	return slices.ContainsFunc(v.Args, func(a ir.Value) bool { return v.Kind == ir.Op && s.takes(own, a) })
}

// Edge learns from a test whether the call succeeded.
func (s *search) Edge(st *ways.State[state], e *cfg.Edge) {
	own := &st.Own
	if own.phase == gone || e.Test == nil {
		return
	}
	if success, known := ways.Succeeded(s.k.p, e, func(v ir.Value) bool { return own.source != nil && ways.Holds(v, own.source) }); known && !success {
		own.phase = gone // it was given no pointer
		return
	}
	s.noteTest(own, e)
	null, asked := s.null(*own, e)
	if null && asked {
		own.phase = gone
		return
	}
	if s.none(e) {
		own.phase = gone // a call that succeeds gives all
		return
	}
	if own.phase == pending && own.status == nil && s.refused(*own, e) {
		own.phase = gone
		return
	}
	zero, known := isNull(e, func(v ir.Value) bool { return own.room != nil && ways.Holds(v, own.room) })
	noRoom := zero && known
	if (own.phase == pending || own.spared) && own.status != nil && !noRoom {
		if succeeded, known := s.succeeded(*own, e); known {
			own.phase = gone
			if succeeded {
				own.phase = held
			}
		}
		own.spared = own.spared || !known && s.spares(*own, e)
		if known || own.phase == pending {
			return
		}
	}
	if succeeded, known := s.succeeded(*own, e); own.phase == held && own.status != nil && known && !succeeded {
		own.phase = gone // no way leads here: it has succeeded
		return
	}
	_, since := ways.Succeeded(s.k.p, e, own.isLater)
	for _, call := range s.arms.Past(s.c.In.Graph, e) {
		switch {
		case !s.mayDrop(*own, call):
		case since, noRoom, own.phase == held && (asked || s.unrelated(e)):
			own.phase, own.past = held, call // what failed since tells nothing of the reference, that the pointer is not NULL takes nothing away
		default:
			own.phase = gone // whether there is one, the test may tell
		}
	}
}
