package resident

import (
	"path/filepath"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/internal/simulate"
)

// before tells what holds before the statement at a place, nil outside of functions.
func (w *workspace) before(at *Place) *State {
	p, f := w.function(at.File, at.Offset)
	if f == nil {
		return nil
	}
	state := &State{Function: f.Name}
	snapshots, ok := p.HeldSnapshots(f)
	if !ok {
		state.Bounded = true
		return state
	}
	m := snapshotAt(snapshots, f, at.Offset)
	if m == nil {
		state.Unreached = true
		return state
	}
	state.From, state.To, state.Held = int(m.At.From), int(m.At.To), heldOf(m)
	levels, _ := p.LevelSnapshots(f)
	for _, l := range levels {
		if l.At != m.At {
			continue
		}
		r := irql.At(l)
		state.Critical, state.Guarded, state.Attached = r.Critical, r.Guarded, r.Attached
		if r.Level.Min > ddi.PassiveLevel || r.Level.Max < ddi.HighLevel {
			state.Level = [2]string{ddi.LevelName(r.Level.Min), ddi.LevelName(r.Level.Max)}
		}
	}
	return state
}

// function finds the function around a byte, in the first driver that has it.
func (w *workspace) function(file string, offset int) (*driver.Driver, *program.Function) {
	for _, key := range sortedKeys(w.drivers) {
		d := w.drivers[key]
		if d.program == nil {
			continue
		}
		if f := d.program.FunctionAt(file, offset); f != nil {
			return d.program, f
		}
	}
	return nil, nil
}

// snapshotAt finds the innermost call, assignment or test around a byte, or else the next.
func snapshotAt(snapshots []*simulate.Snapshot, f *program.Function, offset int) *simulate.Snapshot {
	var around, next *simulate.Snapshot
	for _, m := range snapshots {
		switch {
		case m.At.File != f.Span.File:
		case int(m.At.From) <= offset && offset < int(m.At.To):
			around = m
		case int(m.At.From) > offset && next == nil && m.At.To > m.At.From:
			next = m
		}
	}
	if around != nil {
		return around
	}
	return next
}

func heldOf(m *simulate.Snapshot) []Held {
	var list []Held
	for _, l := range lockset.HeldAt(m) {
		h := Held{Name: l.Name(), Always: l.Always}
		if path := l.Path(); len(path) > 0 {
			h.Line = path[0].Unit.Line(path[0].Span)
		}
		list = append(list, h)
	}
	return list
}

// held lists the calls in a file at which the function itself holds locks.
func (w *workspace) held(at *Place) []Hint {
	var list []Hint
	for _, key := range sortedKeys(w.drivers) {
		if p := w.drivers[key].program; p != nil && len(list) == 0 {
			list = heldIn(p, at.File)
		}
	}
	return list
}

func heldIn(p *driver.Driver, file string) []Hint {
	var list []Hint
	for _, f := range p.Functions {
		if filepath.Clean(f.Unit.Files[f.Span.File].Name) != file {
			continue
		}
		snapshots, _ := p.HeldSnapshots(f)
		for _, m := range snapshots {
			if held := heldOf(m); m.Call && len(held) > 0 && m.At.File == f.Span.File {
				list = append(list, Hint{Offset: int(m.At.From), Held: held})
			}
		}
	}
	return list
}
