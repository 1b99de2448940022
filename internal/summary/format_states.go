package summary

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
)

// FormatStates writes what each machine knows on entry of every block of f, one line for each
// property with which control comes there, as `drvlint dump states` prints it. What the callers
// of f hold is not known; its level is the one at which the system or, by contract, everybody
// calls it.
func (p *Program) FormatStates(f *program.Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s:\n", f.Name)
	mutexes := p.watchMutexes(f, everything)
	irql := p.ofRegime().watchRegime(f)
	for _, blk := range f.Graph.Blocks {
		fmt.Fprintf(&b, ".%d: # %s\n", blk.Index, blk.Comment)
		for _, machine := range []struct {
			name string
			w    *watch
		}{{"locks and threads", mutexes}, {"irql", irql}} {
			if machine.w == nil {
				fmt.Fprintf(&b, "\t%s: broken off at a bound\n", machine.name)
				continue
			}
			states := slices.Clone(machine.w.blocks[blk.Index])
			slices.Sort(states)
			for _, s := range slices.Compact(states) {
				fmt.Fprintf(&b, "\t%s: %s\n", machine.name, s)
			}
		}
	}
	return b.String()
}

// watchMutexes simulates f once more and notes the states at its blocks and instructions; nil
// where f is too complex.
func (p *Program) watchMutexes(f *program.Function, wanted trait) *watch {
	w := &watch{}
	if p.simulateWatched(f, nil, wanted, w).Bounded {
		return nil
	}
	return w
}

// formatProperty spells what the machine that is simulated knows in a state.
func (sim *simulation) formatProperty(s *state) string {
	parts := sim.lockWords(s)
	if sim.regime {
		parts = sim.regimeWords(s)
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, "; ")
}

// lockWords lists the mutexes that are held or were released, and what became of threads.
func (sim *simulation) lockWords(s *state) []string {
	var parts []string
	spell := func(r term.Ref) string { return sim.p.pool.Spell(r, sim.f.Params) }
	for _, l := range s.held {
		parts = append(parts, fmt.Sprintf("holds %s%s", spell(l.loc), l.kind().words()))
	}
	for _, l := range s.soft {
		parts = append(parts, fmt.Sprintf("holds %s%s", spell(l.loc), l.kind().words()))
	}
	for _, gone := range s.freed {
		parts = append(parts, fmt.Sprintf("has released %s%s", spell(gone.loc), gone.kind.words()))
	}
	for i, t := range sim.p.Threads {
		for _, became := range []struct {
			set  uint64
			what string
		}{{s.made, "has created"}, {s.joined, "has waited for"}, {s.lost, "has given up"}, {s.closed, "has closed the handle of"}} {
			if became.set&(1<<i) != 0 {
				parts = append(parts, fmt.Sprintf("%s %s", became.what, t.words()))
			}
		}
	}
	return parts
}

// words spells the family of a mutex, nothing for a fast mutex.
func (k mutexKind) words() string {
	switch {
	case k.guarded && k.unsafe:
		return " (guarded, unsafe)"
	case k.guarded:
		return " (guarded)"
	case k.unsafe:
		return " (unsafe)"
	}
	return ""
}

// regimeWords lists the level, the regions, the attachment and the locks that the thread owns.
func (sim *simulation) regimeWords(s *state) []string {
	p := sim.p.pool
	level := sim.levelOf(s)
	known := sim.boundsOf(s, level)
	words := levelWords(ddi.LevelRange{Min: clampLevel(known.Lo), Max: clampLevel(known.Hi)})
	if !p.IsConst(level) {
		words = fmt.Sprintf("%s, %s", p.Spell(level, sim.f.Params), words)
	}
	parts := []string{words}
	for _, loc := range []term.Ref{criticalVar, guardedVar, attachedVar} {
		if v, changed := s.At(loc); changed {
			parts = append(parts, fmt.Sprintf("%s is %s", regimeNames[loc], p.Spell(v, sim.f.Params)))
		}
	}
	for _, b := range s.Bindings() {
		if t := p.Term(b.At); t.Op == term.Field && t.S == ownedBy && b.Value == p.Constant(1) {
			parts = append(parts, "owns "+p.Spell(t.A, sim.f.Params))
		}
	}
	return parts
}
