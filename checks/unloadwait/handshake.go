package unloadwait

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/threads"
	"github.com/drvlint/drvlint/ir"
)

// demandPauses works out how long the functions pause that a handshake by time may be made of.
func demandPauses(d *subject) {
	unloads, _ := d.Unloads()
	for _, t := range d.Threads {
		for _, unload := range unloads {
			if concerned(t) {
				d.handshake(t, unload)
			}
		}
	}
}

// handshake reports whether teardown gives the thread enough time to end: it sets what the thread's loop tests, and then sleeps, on every
// way, for longer than the thread does in one round. The thread waits for nothing else, and nothing for the thread.
func (d *subject) handshake(t *threads.Thread, unload *program.Function) bool {
	if len(t.Waits) > 0 {
		return false
	}
	flags, round := map[int]bool{}, int64(0)
	for _, f := range t.Starts {
		pause, only := d.pauses(f, func(pause *ir.Call) bool {
			d.endsRounds(f, pause, flags)
			return true
		})
		if !only {
			return false
		}
		round = max(round, pause)
	}
	return round > 0 && d.outlasts(unload, flags, round, maxTold)
}

// maxTold bounds how many calls below an unload routine the thread is told to end.
const maxTold = 3

// outlasts reports whether a function sets one of the flags on every way, and then sleeps longer than a round.
func (d *subject) outlasts(f *program.Function, flags map[int]bool, round int64, calls int) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		if found || !d.tells(f, in, flags) || !always(f, in) {
			return
		}
		after, _ := d.pauses(f, func(pause *ir.Call) bool { return pause != in && !leaves(f, in, pause) })
		found = after > round
		if call, ok := in.(*ir.Call); ok && !found && calls > 0 {
			target, _ := d.Callee(f, call)
			found = target != nil && d.outlasts(target, flags, round, calls-1)
		}
	})
	return found
}

// always reports whether every way through a function comes to an instruction.
func always(f *program.Function, in ir.Instr) bool {
	for _, blk := range f.Graph.Blocks {
		if len(blk.Instrs) > 0 {
			return blk.Instrs[0] == in || !leaves(f, blk.Instrs[0], in)
		}
	}
	return false
}

// leaves reports whether a function can return after one instruction without another.
func leaves(f *program.Function, after, without ir.Instr) bool {
	returns := func(in ir.Instr) bool { _, ok := in.(*ir.Return); return ok }
	return f.Graph.Next(after, true, returns, func(in ir.Instr) bool { return in == without }) != nil
}

// pauses adds up how long a function sleeps, in 100 ns, by its calls that count, and tells whether it waits for nothing else.
func (d *subject) pauses(f *program.Function, counts func(*ir.Call) bool) (sum int64, only bool) {
	does := d.Demand(f, profile.Blocks)
	if does == nil {
		return 0, false
	}
	only = true
	seen := map[*ir.Call]bool{}
	for _, e := range does.Events {
		limit, known := d.Paths.Limit(e)
		switch {
		case !e.Routine.Does(ddi.Wait):
		case !known || limit >= 0 || !e.Routine.DoesTo(ddi.Wait, ddi.Time):
			only = false
		case !seen[e.Call] && counts(e.Call):
			seen[e.Call] = true
			sum -= limit
		}
	}
	return sum, only
}

// endsRounds notes what decides whether the loops go on that an instruction of a function lies in.
func (d *subject) endsRounds(f *program.Function, in ir.Instr, flags map[int]bool) {
	heads, at := f.Graph.LoopHeads(), f.Graph.Holding(in)
	for i, head := range f.Graph.Blocks {
		if !heads[i] {
			continue
		}
		body := f.Graph.Loop(head)
		if !slices.ContainsFunc(at, func(i int) bool { return body[f.Graph.Blocks[i]] }) {
			continue
		}
		for blk := range body {
			for _, e := range blk.Succs {
				if e.Test != nil && !body[e.To] {
					d.read(*e.Test, flags)
				}
			}
		}
	}
}

// read notes which variables of the driver a value is made of.
func (d *subject) read(v ir.Value, flags map[int]bool) {
	if v.Kind == ir.Load && v.Place.Root.Kind >= ir.GlobalVar {
		if n, derefs := d.PointsTo.Place(v.Place); derefs == 0 {
			flags[n] = true
		}
	}
	for _, a := range v.Args {
		d.read(a, flags)
	}
}

// tells reports whether an instruction sets one of the flags to a constant, itself or in a function that it calls.
func (d *subject) tells(f *program.Function, in ir.Instr, flags map[int]bool) bool {
	reach := map[*program.Function]bool{}
	if call, ok := in.(*ir.Call); ok {
		if target, _ := d.Callee(f, call); target != nil {
			reach = d.Reach(target)
		}
	}
	for n := range flags {
		if slices.ContainsFunc(d.assignmentsTo(n), func(a assignment) bool { return a.constant && (a.at == in || reach[a.in]) }) {
			return true
		}
	}
	return false
}
