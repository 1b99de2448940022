package simulate

import (
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Run says how a function is simulated.
type Run struct {
	Constraints []term.Constraint // what holds on entry
	Wanted      Wanted            // what the summary is to report
	BySystem    bool              // the system calls the function
	Watch       *Watch            // notes the states; nil for nothing
}

// A Simulation runs one function over all its paths.
//
// Large: the methods are the instructions that are executed and the questions that followers ask;
// they have one subject, the states of one function.
type Simulation struct {
	*Group
	In    *program.Function
	Proc  *profile.Function // what is known of In
	sites map[ir.Instr]int  // of its instructions
	Run   Run

	bounds
	frontier
	recording
	followers []Follower
	recorder  Recorder // the follower that is one; nil without
	// conditional: callers see each condition on entry.
	conditional bool
	bounded     bool              // broken off
	joined      bool              // states of one property were merged: what told them apart is lost
	short       Shortfall         // what callers do not learn
	decided     map[term.Ref]bool // what was given on entry and has decided what a callee did
	ret         term.Ref          // where the result is kept
	scratch
	site, fresh int                 // of the current instruction, and how many unmodelled values it has made
	out         []*State            // in which the function returned
	shown       map[*State]*Outcome // final states as callers see them
}

// scratch is memory that is used again and again.
type scratch struct {
	print           term.Fingerprint // being mixed
	instance        Instance         // of the call that is executed
	made, locations []term.Ref       // of the outcome that is applied
	now, next       []*State         // in the middle of a block
}

// bounds are those in force, and what was used up of them.
type bounds struct {
	states, loopStates, memory, budget int
	properties                         int // different ones, at one block or abreast
	work                               int
}

// A frontier is where a simulation stands.
type frontier struct {
	blocks []arrivals
	first  int // no block in front of it has states pending
	at     int // the block that is run
}

// Simulate runs f. A function with too many paths is simulated once more with all states of a
// property merged where they meet; while that does not end, with fewer properties: better to know less
// of all ways than nothing of most.
func (g *Group) Simulate(f *program.Function, run Run) *Summary {
	detail := 1
	for _, m := range g.machines {
		detail = max(detail, m.Detail(f))
	}
	if len(f.Graph.Blocks) <= detail*maxFineBlocks {
		sim := g.newSimulation(f, run, bounds{states: maxStates, loopStates: maxLoopStates, memory: maxMemory, budget: maxFineWork, properties: maxProperties})
		if sum := sim.start(); !sum.Bounded {
			return sum
		}
	}
	coarse := bounds{states: 1, loopStates: 1, memory: maxMemory / 4, budget: maxWork}
	var sum *Summary
	for _, coarse.properties = range []int{maxProperties, maxProperties / 4, maxLastResort} {
		if sum = g.newSimulation(f, run, coarse).start(); !sum.Bounded {
			break
		}
	}
	return sum
}

func (g *Group) newSimulation(f *program.Function, run Run, b bounds) *Simulation {
	sim := &Simulation{
		Group: g, In: f, Proc: g.Ready(f), sites: profile.Sites(g.Profile, f), Run: run, bounds: b,
		frontier: frontier{blocks: make([]arrivals, len(f.Graph.Blocks))}, ret: g.Terms.Ghost("the result"), decided: map[term.Ref]bool{},
	}
	for _, m := range g.machines {
		follower := m.Follow(sim)
		sim.followers = append(sim.followers, follower)
		if recorder, ok := follower.(Recorder); ok {
			sim.recorder = recorder
		}
		sim.conditional = sim.conditional || follower.Conditional()
	}
	run.Watch.begin()
	return sim
}

// Coarse reports whether the states of a property are merged wherever they meet.
func (sim *Simulation) Coarse() bool { return sim.states == 1 }

// Joined reports whether ways that know different things were taken together: what a test rules out on each it does not on both.
func (sim *Simulation) Joined() bool { return sim.joined }

// Bounded reports whether the simulation was broken off.
func (sim *Simulation) Bounded() bool { return sim.bounded }

// Finals lists the states in which the function returned.
func (sim *Simulation) Finals() []*State { return sim.out }

// FellShort notes that callers do not learn all that they should.
func (sim *Simulation) FellShort(how Shortfall) { sim.short |= how }

// Charge adds what it costs to look through places of states.
func (sim *Simulation) Charge(places int) { sim.work += places / storeWork }

// start runs the function to its fixed point.
func (sim *Simulation) start() *Summary {
	sim.unlessStopped()
	start := &State{}
	for _, c := range sim.Run.Constraints {
		start.Narrow(sim.Terms, c.Value, c.In)
	}
	sim.blocks[0].pending = []*State{start}
	for !sim.bounded {
		for sim.first < len(sim.blocks) && len(sim.blocks[sim.first].pending) == 0 {
			sim.first++
		}
		if sim.first == len(sim.blocks) {
			break
		}
		b := sim.first
		sim.at = b
		list := sim.blocks[b].pending
		sim.blocks[b].pending = nil
		sim.arrive(b, list)
	}
	return sim.summary()
}

// run executes block b and hands the results on to its successors.
func (sim *Simulation) run(b int, s *State) {
	sim.work += 1 + len(s.Bindings())/32
	if sim.work > sim.budget {
		sim.bounded = true
		return
	}
	blk := sim.In.Graph.Blocks[b]
	states := []*State{s}
	for _, in := range blk.Instrs {
		states = sim.step(states, in, b)
		if sim.bounded {
			return
		}
	}
	for i, e := range blk.Succs {
		if e.Exception && !sim.raises(e) {
			continue
		}
		for _, s := range states {
			n, test := s, term.Ref(0)
			if i < len(blk.Succs)-1 {
				n = s.Clone()
			}
			if e.Test != nil {
				sim.note(s, e.Test.Span, false)
				sim.site, sim.fresh = -(b + 1), 1<<20
				if test = sim.Eval(n, *e.Test); sim.renew(n, test) {
					sim.fresh, test = 1<<20, 0
				}
				if test == 0 || sim.fresh != 1<<20 {
					test = sim.Eval(n, *e.Test)
				}
				test = n.Known(sim.Terms, test)
				if !sim.follow(n, e.Test) || !n.Assume(sim.Terms, test, e.Taken) {
					continue
				}
				if e.Test.Kind != ir.Const {
					n.Trace = &Step{Prev: s.Trace, Kind: StepBranch, In: sim.In, At: e.Test.Span, test: test, cond: e.Test, Taken: e.Taken, from: int32(b), to: int32(e.To.Index)}
				}
			}
			if e.Exception {
				call := e.Raising()
				n.Trace = &Step{Prev: s.Trace, Kind: StepRaise, In: sim.In, At: call.Span, Name: call.Callee}
			}
			for _, f := range sim.followers {
				f.Edge(n, test, b, e.To.Index)
			}
			to := &sim.blocks[e.To.Index]
			to.pending = append(to.pending, n)
			sim.first = min(sim.first, e.To.Index)
		}
	}
}

// step executes one instruction of block b from each state.
func (sim *Simulation) step(states []*State, in ir.Instr, b int) []*State {
	next := sim.next[:0]
	site := sim.sites[in]
	for _, s := range states {
		sim.see(s, in)
		sim.site, sim.fresh = site, 0
		if sim.follow(s, in) {
			next = sim.instr(next, s, in)
		}
	}
	sim.next, sim.now = sim.now, next
	for _, f := range sim.followers {
		f.Stepped()
	}
	return sim.abreast(next, b)
}

// raises reports whether the call in front of which a block ends is known to raise exceptions.
func (sim *Simulation) raises(e *cfg.Edge) bool {
	call := e.Raising()
	if call == nil {
		return false
	}
	_, name := sim.Callee(sim.In, call)
	r := sim.Known.Lookup(name)
	return r.Does(ddi.NoReturn) || sim.Raises(sim.In, call, r, program.MaxSolid)
}

// follow notes that the pointers that are followed are not NULL. It reports false where a test has found one to be: the system stops.
func (sim *Simulation) follow(s *State, by any) bool {
	for _, v := range sim.Proc.Followed[by] {
		if p := sim.Load(s, sim.Terms.Variable(v)); !s.Narrow(sim.Terms, p, term.Except(0)) && !sim.Terms.IsConst(p) {
			return false
		}
	}
	return true
}

// instr executes one instruction and adds to a list what becomes of s; a path may fork or end.
func (sim *Simulation) instr(list []*State, s *State, in ir.Instr) []*State {
	switch in := in.(type) {
	case *ir.Assign:
		if in.Src.Kind == ir.Load {
			from := sim.Loc(s, in.Src.Place)
			sim.copy(s, sim.Loc(s, in.Dst), from)
			break
		}
		v := sim.Eval(s, in.Src)
		sim.Assign(s, sim.Loc(s, in.Dst), v)
	case *ir.Call:
		return append(list, sim.call(s, in)...)
	case *ir.Return:
		if in.Value != nil {
			s.Set(sim.Terms, sim.ret, s.Known(sim.Terms, sim.Eval(s, *in.Value)))
		}
		s.Trace = &Step{Prev: s.Trace, Kind: StepReturn, In: sim.In, At: in.Span}
		for _, f := range sim.followers {
			f.Return(s)
		}
		sim.out = append(sim.out, s)
		return list
	}
	return append(list, s)
}

// seeBlock notes a state on entry of block b.
func (sim *Simulation) seeBlock(s *State, b int) {
	if sim.Run.Watch == nil {
		return
	}
	var parts []string
	for _, f := range sim.followers {
		parts = append(parts, f.Words(s)...)
	}
	if len(parts) == 0 {
		parts = []string{"nothing"}
	}
	sim.Run.Watch.blocks[b] = append(sim.Run.Watch.blocks[b], strings.Join(parts, "; "))
}

// see notes a state before an instruction.
func (sim *Simulation) see(s *State, in ir.Instr) {
	if sim.Run.Watch == nil {
		return
	}
	_, call := in.(*ir.Call)
	sim.note(s, in.Where(), call)
}

// note notes a state at a place.
func (sim *Simulation) note(s *State, at ir.Span, call bool) {
	if sim.Run.Watch == nil {
		return
	}
	m := sim.Run.Watch.snapshots[at]
	if m == nil {
		m = &Snapshot{At: at}
		sim.Run.Watch.snapshots[at] = m
	}
	m.Ways++
	m.Call = m.Call || call
	for _, f := range sim.followers {
		f.Note(s, m)
	}
}
