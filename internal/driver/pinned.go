package driver

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Pinned reports whether a driver for Plug and Play makes a device object as it is loaded that only its unload routine deletes, or what runs as the
// system shuts down: the system unloads such a driver once it has no device object, so never.
func Pinned(d *Driver) bool {
	if !endsWithDevices(d) {
		return false
	}
	var deleted []ir.Value
	for f := range amidDevices(d) {
		for _, call := range f.Calls() {
			if target, name := d.Callee(f, call); target == nil && d.Known.Lookup(name).DoesTo(ddi.Free, ddi.DeviceObject) && len(call.Args) > 0 {
				deleted = append(deleted, call.Args[0])
			}
		}
	}
	for _, f := range d.Functions {
		if !d.Reached(f) || d.Occasion(f) != callgraph.AtEntry {
			continue
		}
		for _, call := range f.Calls() {
			out, made := MadeDevice(d, f, call)
			if !made || (callgraph.RoutineCall{Call: call, In: f}).ResultIgnored() {
				continue
			}
			if held := holdersOf(d, out); !slices.ContainsFunc(deleted, held.may) {
				return true
			}
		}
	}
	return false
}

// endsWithDevices reports whether the driver stores a routine, as it is loaded, with which the system unloads it together with its devices.
func endsWithDevices(d *Driver) bool {
	return slices.ContainsFunc(d.Functions, func(f *program.Function) bool {
		return slices.ContainsFunc(d.Roles(f), func(r callgraph.Registration) bool {
			return ddi.EndsWithDevices(r.Routine) && r.By != nil && d.Reached(r.By) && d.Occasion(r.By) == callgraph.AtEntry
		})
	})
}

// amidDevices marks what the system comes to by anything but the entry point, unload routines and requests that tell that it shuts down.
func amidDevices(d *Driver) map[*program.Function]bool {
	amid := map[*program.Function]bool{}
	taken := d.PointsTo.AddressTaken()
	for _, f := range d.Functions {
		counts := func(r callgraph.Registration) bool {
			specific := func(other callgraph.Registration) bool { return other.Role == r.Role && other.Index >= 0 }
			general := r.By == nil && r.Index < 0 && slices.ContainsFunc(d.Roles(f), specific)
			return r.Role != ddi.Entry && r.Role != ddi.Unload && !ddi.AtShutdown(r.Role, r.Index) && !general
		}
		if slices.ContainsFunc(d.Roles(f), counts) || len(d.Roles(f)) == 0 && (!d.Reached(f) || slices.Contains(taken, f)) {
			for g := range d.Reach(f) {
				amid[g] = true
			}
		}
	}
	return amid
}

// A holder is what may hold a pointer: a member of a structure, whichever object that is, a variable of the driver, by its name, or one of a function.
type holder struct {
	member ir.Step
	global string
	local  *ir.Var
}

func holderOf(p ir.Place) holder {
	for _, s := range slices.Backward(p.Path) {
		if s.Kind == ir.Field {
			return holder{member: ir.Step{Name: s.Name, Record: s.Record}}
		}
	}
	if p.Root.Kind == ir.GlobalVar {
		return holder{global: p.Root.Name}
	}
	return holder{local: p.Root}
}

// holders are those of a device object.
type holders map[holder]bool

// may reports whether a value may be the device object: it is also reached from driver and device objects.
func (h holders) may(v ir.Value) bool {
	if v.Kind != ir.Load && v.Kind != ir.AddrOf || v.Place.Root == nil {
		return v.Kind != ir.Const
	}
	at := holderOf(v.Place)
	owner := ddi.ObjectOf(at.member.Record)
	return h[at] || owner == ddi.DriverObject || owner == ddi.DeviceObject
}

// holdersOf lists what may hold the device object that a routine puts where out points to, in any order of what the driver does.
func holdersOf(d *Driver, out ir.Value) holders {
	h := holders{}
	if out.Place.Root == nil {
		return h
	}
	h[holderOf(out.Place)] = true
	for grown := true; grown; {
		grown = false
		add := func(v ir.Value, from ...ir.Value) {
			if v.Place.Root != nil && !h[holderOf(v.Place)] && slices.ContainsFunc(from, h.may) {
				h[holderOf(v.Place)], grown = true, true
			}
		}
		for _, f := range d.Functions {
			f.Instrs(func(in ir.Instr) {
				switch in := in.(type) {
				case *ir.Assign:
					if in.Src.Kind == ir.Load {
						add(ir.Value{Kind: ir.Load, Place: in.Dst}, in.Src)
					}
				case *ir.Call:
					target, _ := d.Callee(f, in)
					if target == nil {
						return
					}
					for i, p := range target.Params[:min(len(target.Params), len(in.Args))] {
						parameter := ir.Value{Kind: ir.Load, Place: ir.Place{Root: p}}
						if a := in.Args[i]; a.Kind == ir.Load || a.Kind == ir.AddrOf {
							add(parameter, a)
							if a.Kind == ir.AddrOf {
								add(a, parameter)
							}
						}
					}
					if in.Dst != nil {
						add(ir.Value{Kind: ir.Load, Place: ir.Place{Root: in.Dst}}, returned(target)...)
					}
				}
			})
		}
	}
	return h
}

// returned lists what f returns.
func returned(f *program.Function) (list []ir.Value) {
	f.Instrs(func(in ir.Instr) {
		if r, ok := in.(*ir.Return); ok && r.Value != nil && r.Value.Kind == ir.Load {
			list = append(list, *r.Value)
		}
	})
	return list
}
