package unloadorder

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// devices lists what is given up where a device is deleted: what is behind the variables that hold it, the extension above all. Which device it is is
// known where the driver makes one only.
func (s *search) devices() []surrender {
	made := 0
	var kept []*ir.Var
	for _, f := range s.d.Functions {
		for _, call := range f.Calls() {
			if out, is := driver.MadeDevice(s.d, f, call); is {
				made++
				kept = keptIn(f, out)
			}
		}
	}
	if made != 1 {
		return nil
	}
	var list []surrender
	for _, end := range s.d.RoutineCalls(ddi.Free, ddi.DeviceObject) {
		if !slices.Contains(s.reach, end.In) {
			continue
		}
		for _, v := range kept {
			list = append(list, surrender{end, thing{step: ir.Step{Name: v.Name}, behind: true}})
		}
	}
	return list
}

// keptIn lists the variables of the driver in which a function keeps the pointer that a call puts somewhere.
func keptIn(f *program.Function, out ir.Value) []*ir.Var {
	if out.Kind != ir.AddrOf || len(out.Place.Path) > 0 {
		return nil
	}
	var list []*ir.Var
	keep := func(at ir.Place) {
		if static(at.Root) && len(at.Path) == 0 && !slices.Contains(list, at.Root) {
			list = append(list, at.Root)
		}
	}
	keep(out.Place)
	f.Instrs(func(in ir.Instr) {
		if a, ok := in.(*ir.Assign); ok && ways.Holds(a.Src, out.Place.Root) {
			keep(a.Dst)
		}
	})
	return list
}
