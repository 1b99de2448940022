package locking

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// A state is what is known of locks on a way.
type state struct {
	held    []Held
	tried   []attempt
	freed   []Lock
	may     []string // leaves of locks that a callee may have released which was not held
	given   []Lock
	unknown []Lock // of which is not known whether they are held
	params  []outcome
	none    bool     // there is no such way
	raised  *ir.Call // has raised an exception, which was caught
}

// An outcome is that of a test of parameters.
type outcome struct {
	spelt string
	holds bool
}

// An attempt is a lock that is held if a variable is not zero; if it is a status, if it is zero.
type attempt struct {
	Held
	vars   []*ir.Var
	status bool
}

const maxHeld = 8 // locks at once: one more is not followed

// Overfull says of a function that it reaches that bound.
var Overfull = fmt.Sprintf("may hold more than %d locks at once, of which the others are not followed", maxHeld)

// before ends the name of a lock by what a variable held before it was assigned again.
const before = " before"

func (s state) clone() state {
	return state{held: slices.Clone(s.held), tried: slices.Clone(s.tried), freed: slices.Clone(s.freed), may: slices.Clone(s.may), given: slices.Clone(s.given), unknown: slices.Clone(s.unknown), params: slices.Clone(s.params), raised: s.raised}
}

// A numbering numbers states.
type numbering struct {
	states  []state
	numbers map[string]int // by keys
	key     []byte         // room for one
	known   map[any]int    // the calls and variables in keys
}

// number is that of a state.
func (n *numbering) number(s state) int {
	key := n.key[:0]
	end := func(kind byte) { key = append(key, 0, kind) } // of a name, which has no such byte
	for _, h := range s.held {
		key = n.identify(append(key, h.key...), h.Call)
		end('+')
	}
	for _, a := range s.tried {
		key = n.identify(append(key, a.key...), a.Call)
		for _, v := range a.vars {
			key = n.identify(key, v)
		}
		end('?')
	}
	for kind, list := range [...][]Lock{s.freed, s.given, s.unknown} {
		for _, lock := range list {
			key = append(key, lock.key...)
			end(byte(kind))
		}
	}
	for _, leaf := range s.may {
		key = append(key, leaf...)
		end('m')
	}
	for _, o := range s.params {
		key = append(key, o.spelt...)
		if end('!'); o.holds {
			end('=')
		}
	}
	if s.none {
		end('0')
	}
	if s.raised != nil {
		key = n.identify(key, s.raised)
		end('x')
	}
	n.key = key
	number, ok := n.numbers[string(key)]
	if !ok {
		number = len(n.states)
		n.numbers[string(key)] = number
		n.states = append(n.states, s)
	}
	return number
}

// identify adds to a key what tells a call or a variable from all others.
func (n *numbering) identify(key []byte, what any) []byte {
	number, ok := n.known[what]
	if !ok {
		number = len(n.known)
		n.known[what] = number
	}
	return binary.AppendUvarint(append(key, 0), uint64(number))
}

// take adds a lock. One that a loop takes once more may be another each time: it is not followed, and no bound is to blame.
func (w *walk) take(s *state, h Held) {
	if w.result.Levelless && h.Kind == ddi.Level {
		return
	}
	if !slices.ContainsFunc(w.taken, h.Lock.Is) {
		w.taken = append(w.taken, h.Lock)
	}
	full := len(s.held) >= maxHeld
	if full && !slices.ContainsFunc(s.held, func(o Held) bool { return o.Call == h.Call }) {
		w.result.Overfull = true
	}
	if full || slices.ContainsFunc(s.held, func(o Held) bool { return o.key == h.key && o.Call == h.Call }) {
		s.drop(func(o Held) bool { return o.key == h.key })
		return
	}
	s.held = append(s.held, h)
}

// try adds an attempt. Of one that a loop makes once more the last time counts.
func (s *state) try(a attempt) {
	s.tried = append(slices.DeleteFunc(s.tried, func(o attempt) bool { return o.Call == a.Call && o.key == a.key }), a)
}

// free notes that a lock is released which is held by a caller, if anybody.
func (s *state) free(lock Lock) {
	if !slices.ContainsFunc(s.freed, lock.Is) {
		s.freed = append(s.freed, lock)
	}
}

// noteSurplus notes a release of a lock that the way does not hold, as far as is known.
func (w *walk) noteSurplus(s *state, lock Lock, call *ir.Call) {
	if w.merged || s.raised != nil || slices.ContainsFunc(s.unknown, lock.Same) || slices.Contains(s.may, lock.leaf) || slices.ContainsFunc(s.freed, lock.Same) {
		return
	}
	note := Surplus{Lock: lock, Call: call, Twice: slices.ContainsFunc(s.given, lock.Is)}
	if !slices.ContainsFunc(w.result.surplus, func(o Surplus) bool { return o.Call == call && o.Twice == note.Twice && o.Is(lock) }) {
		w.result.surplus = append(w.result.surplus, note)
	}
}

// throughPointer reports whether a lock is what a pointer leads to that is kept somewhere.
func throughPointer(l Lock) bool {
	n := len(l.Place.Path)
	return n > 0 && l.Place.Path[n-1].Kind == ir.Deref
}

// drop follows locks no further.
func (s *state) drop(which func(Held) bool) {
	for _, h := range s.held {
		if which(h) && !slices.ContainsFunc(s.unknown, h.Is) {
			s.unknown = append(s.unknown, h.Lock)
		}
	}
	s.held = slices.DeleteFunc(s.held, which)
	s.tried = slices.DeleteFunc(s.tried, func(a attempt) bool { return which(a.Held) })
}

// assigned notes that a variable holds something else: locks that are named by it have another name.
func (s *state) assigned(v *ir.Var, by ir.Instr) {
	for i, h := range s.held {
		if h.Place.Root == v && ir.Instr(h.Call) != by && !strings.HasSuffix(h.key, before) { // once: a loop must come to an end
			s.held[i].key += before
		}
	}
	s.tried = slices.DeleteFunc(s.tried, func(a attempt) bool { return ir.Instr(a.Call) != by && slices.Contains(a.vars, v) })
}

// copied notes that a variable holds the result of an attempt, too.
func (s *state) copied(in *ir.Assign) {
	v := in.Dst.Root
	of := slices.IndexFunc(s.tried, func(a attempt) bool {
		return slices.ContainsFunc(a.vars, func(x *ir.Var) bool { return in.Src.Reads(x) })
	})
	if of >= 0 && !slices.Contains(s.tried[of].vars, v) {
		a := s.tried[of]
		s.assigned(v, in)
		if of = slices.IndexFunc(s.tried, func(b attempt) bool { return b.Call == a.Call && b.key == a.key }); of >= 0 {
			s.tried[of].vars = append(slices.Clone(a.vars), v)
		}
		return
	}
	s.assigned(v, in)
}
