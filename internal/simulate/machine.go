package simulate

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Machine knows one property of a thread: the locks that it holds, its IRQL, which threads it
// has created. Machines of one group are simulated together.
type Machine interface {
	// Name is the property, for dumps.
	Name() string
	// Bind gives the machine its group, and which of the parts of a state is its own.
	Bind(g *Group, slot int)
	// Entry lists what holds in every call of f.
	Entry(f *program.Function) []term.Constraint
	// Detail is of how many times as many blocks as other functions f may be for its paths to be
	// kept apart.
	Detail(f *program.Function) int
	// Follow begins to follow the property in a simulation.
	Follow(sim *Simulation) Follower
	// Words says of an outcome of f what it means for the property, one line each.
	Words(f *program.Function, o *Outcome) []string
	// EventWords says of an event of f what happens there, "" for a call, and what it means for the
	// property, one line each.
	EventWords(f *program.Function, e *Event) (what string, lines []string)
	// Overflow says what becomes of what a function has too much of for the machine to follow.
	Overflow() string
}

// A Follower follows a property through one simulation. Base does nothing.
type Follower interface {
	ways
	calls
	ends
}

// ways are what a follower does where states meet and part.
type ways interface {
	// Mix adds to a fingerprint what tells states apart beyond their knowledge; with property only
	// that by which they must not be merged.
	Mix(s *State, h *term.Fingerprint, property bool)
	// Merge adds to s, which is on both ways now, what was known on the other.
	Merge(s, other *State)
	// Arrive takes a state in at block b.
	Arrive(s *State, b int)
	// Edge takes a state along an edge whose test, if there is one, has the value test.
	Edge(s *State, test term.Ref, from, to int)
	// Stepped is called once an instruction was executed from all states.
	Stepped()
	// Coarsen gives up one thing by which states in block b are told apart; false if they do not
	// differ. With keep it is given up in all states that arrive there.
	Coarsen(states []*State, b int, keep bool) bool
	// Note adds what holds in s to what is known of a place.
	Note(s *State, m *Snapshot)
	// Words says what the machine knows in s.
	Words(s *State) []string
}

// calls are what a follower does at calls.
type calls interface {
	// Wants is which traits of callees matter in s beyond those that the simulation is about.
	Wants(s *State) profile.Trait
	// Asks says what the summary of a callee must report, and whether it matters here.
	Asks(s *State, callee *program.Function) (Wanted, bool)
	// Call is called before a call it is executed.
	Call(s *State, call *ir.Call, callee *program.Function, name string, args []term.Ref)
	// Routine executes the call of a kernel routine; false if that is not the machine's matter.
	Routine(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref) ([]*State, bool)
	// Wait executes a wait that returns status; nil if that is not the machine's matter.
	Wait(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref, status term.Ref) []*State
	// Completed returns the states after any other routine, which has returned status; nil for s alone.
	Completed(s *State, call *ir.Call, r *ddi.Routine, args []term.Ref, status term.Ref) []*State
	// Unknown is called for a function whose summary is not known, or does not matter.
	Unknown(s *State, callee *program.Function)
	// Entrust is given what a function is given of which nothing is known.
	Entrust(args []term.Ref)
	// Outlasts reports whether what is kept in a ghost member stays when its object is given to
	// such a function.
	Outlasts(member term.Ref) bool
	// Returned is given the states after the call of a function.
	Returned(callee *program.Function, before *State, after []*State)
	// Happens takes over what a callee does on its way.
	Happens(in *Instance, callee *program.Function, sum *Summary)
	// Promises reports whether a condition of an outcome says nothing of s: it is a promise.
	Promises(s *State, callee *program.Function, c term.Constraint) bool
	// Translate puts the part of an outcome into the caller's words, for Apply.
	Translate(in *Instance, o *Outcome)
	// Store keeps what an outcome leaves in a ghost; false if it is stored like any memory.
	Store(s *State, call *ir.Call, b term.Binding) bool
	// Apply makes s the state after an outcome of a call that was made in in.S.
	Apply(s *State, in *Instance, callee *program.Function, o *Outcome)
	// Yields is given what the call returns; false if the outcome is not possible then.
	Yields(s *State, callee *program.Function, o *Outcome, result term.Ref) bool
	// Undoes reports whether something is undone in other, the state after an outcome of a call that was made in in.S, that s, the state
	// after another outcome, may have to forget.
	Undoes(s, other *State, in *Instance, o *Outcome) bool
	// Havoc forgets in s what is undone in other: nobody can tell which of the two it is.
	Havoc(s, other *State, in *Instance, o *Outcome)
}

// ends are what a follower does where a function returns.
type ends interface {
	// Return takes a state out of the function.
	Return(s *State)
	// Conditional reports whether callers see each condition on entry.
	Conditional() bool
	// Settle takes from outcomes what callers can't distinguish.
	Settle(outcomes []*Outcome)
	// Found is what the summary reports beyond outcomes and events; nil for nothing.
	Found() any
}

// A Recorder is the follower that takes part in what events record. A simulation without one
// records none.
type Recorder interface {
	// Mark adds what holds in s to an event.
	Mark(s *State, e *Event)
	// Own reports whether an event is about the property itself.
	Own(e *Event) bool
	// Inherit adds to e what follows for the caller from e.Inner; false if e is not to be recorded.
	Inherit(s *State, e *Event, in *Instance) bool
	// MixEvent adds to a fingerprint what tells events apart; it reports whether each of their
	// conditions matters.
	MixEvent(e *Event, h *term.Fingerprint) bool
}

// Base is a Follower that does nothing.
type Base struct{}

func (Base) Mix(*State, *term.Fingerprint, bool)                                 {}
func (Base) Merge(_, _ *State)                                                   {}
func (Base) Arrive(*State, int)                                                  {}
func (Base) Edge(*State, term.Ref, int, int)                                     {}
func (Base) Stepped()                                                            {}
func (Base) Coarsen([]*State, int, bool) bool                                    { return false }
func (Base) Note(*State, *Snapshot)                                              {}
func (Base) Words(*State) []string                                               { return nil }
func (Base) Wants(*State) profile.Trait                                          { return 0 }
func (Base) Asks(*State, *program.Function) (Wanted, bool)                       { return Wanted{}, false }
func (Base) Call(*State, *ir.Call, *program.Function, string, []term.Ref)        {}
func (Base) Routine(*State, *ir.Call, *ddi.Routine, []term.Ref) ([]*State, bool) { return nil, false }
func (Base) Wait(*State, *ir.Call, *ddi.Routine, []term.Ref, term.Ref) []*State  { return nil }
func (Base) Unknown(*State, *program.Function)                                   {}
func (Base) Entrust([]term.Ref)                                                  {}
func (Base) Outlasts(term.Ref) bool                                              { return true }
func (Base) Returned(*program.Function, *State, []*State)                        {}
func (Base) Happens(*Instance, *program.Function, *Summary)                      {}
func (Base) Promises(*State, *program.Function, term.Constraint) bool            { return false }
func (Base) Translate(*Instance, *Outcome)                                       {}
func (Base) Store(*State, *ir.Call, term.Binding) bool                           { return false }
func (Base) Apply(*State, *Instance, *program.Function, *Outcome)                {}
func (Base) Yields(*State, *program.Function, *Outcome, term.Ref) bool           { return true }
func (Base) Undoes(_, _ *State, _ *Instance, _ *Outcome) bool                    { return false }
func (Base) Havoc(_, _ *State, _ *Instance, _ *Outcome)                          {}
func (Base) Return(*State)                                                       {}
func (Base) Conditional() bool                                                   { return false }
func (Base) Settle([]*Outcome)                                                   {}
func (Base) Found() any                                                          { return nil }

func (Base) Completed(*State, *ir.Call, *ddi.Routine, []term.Ref, term.Ref) []*State {
	return nil
}
