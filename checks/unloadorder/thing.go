package unloadorder

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A thing is what is given up: a member, or a variable. Of one that is given up by a function which was handed a pointer to it, or to
// what holds it, the way from the variable is known. A member of an object that no variable of the driver holds, as a device's, is known by the variable of the
// function that leads to the object.
type thing struct {
	step   ir.Step
	root   *ir.Var
	fields []ir.Step // from root inwards
	object *ir.Var   // nil for what a variable of the driver holds
	behind bool      // what the variable points to, not the variable
}

func (t thing) same(o thing) bool {
	return t.step == o.step && t.root == o.root && slices.Equal(t.fields, o.fields)
}

// name is how messages call a thing.
func (t thing) name() string {
	if t.root == nil {
		return t.step.Name
	}
	return ir.Place{Root: t.root, Path: t.fields}.String()
}

// A surrender is a call by which a thing is given up.
type surrender struct {
	by    callgraph.RoutineCall
	thing thing
}

const maxHandedOn = 4 // functions through which a pointer is handed on to where it is given up

// given lists what a call gives up: a variable of the driver, or a member, that is the object or points to it. Where the call is in a
// function that gets a pointer, what its callers hand over counts, each at the call by which they do.
func (s *search) given(c callgraph.RoutineCall) []surrender {
	v, ok := c.Arg(ddi.OpObject)
	if !ok {
		v, ok = c.Arg(ddi.OpLock)
	}
	if !ok || v.Place.Root == nil || v.Kind != ir.AddrOf && v.Kind != ir.Load {
		return nil
	}
	if !static(v.Place.Root) {
		if list := s.handedOver(c, c.In, v.Place, 0); len(list) > 0 {
			return list
		}
		if n := len(v.Place.Path) - 1; n > 0 && v.Place.Path[n].Kind == ir.Field {
			return []surrender{{c, thing{step: ir.Step{Name: v.Place.Path[n].Name, Record: v.Place.Path[n].Record}, object: v.Place.Root}}}
		}
		return nil
	}
	if hasIndex(v.Place.Path) {
		return nil
	}
	step := ir.Step{Name: v.Place.Root.Name}
	if n := len(v.Place.Path); n > 0 {
		if v.Place.Path[n-1].Kind != ir.Field {
			return nil
		}
		step = ir.Step{Name: v.Place.Path[n-1].Name, Record: v.Place.Path[n-1].Record}
	}
	return []surrender{{c, thing{step: step}}}
}

// handedOver lists the calls that hand a function what leads to a place in a variable of the driver.
func (s *search) handedOver(c callgraph.RoutineCall, f *program.Function, at ir.Place, depth int) []surrender {
	param := slices.Index(f.Params, at.Root)
	if param < 0 || depth == maxHandedOn || hasIndex(at.Path) {
		return nil
	}
	var list []surrender
	for _, caller := range s.reach {
		caller.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || param >= len(call.Args) {
				return
			}
			if target, _ := s.d.Callee(caller, call); target != f {
				return
			}
			from, ok := call.Args[param].Behind(at.Path)
			switch {
			case !ok || hasIndex(from.Path):
			case static(from.Root):
				by := callgraph.RoutineCall{Call: call, In: caller, Routine: c.Routine}
				if fields := fieldsOf(from.Path); len(fields) > 0 {
					list = append(list, surrender{by, thing{root: from.Root, fields: fields}})
				} else if len(from.Path) == 0 {
					list = append(list, surrender{by, thing{step: ir.Step{Name: from.Root.Name}}})
				}
			default:
				list = append(list, s.handedOver(c, caller, from, depth+1)...)
			}
		})
	}
	return list
}

func static(v *ir.Var) bool { return v.Kind == ir.GlobalVar || v.Kind == ir.StaticVar }

func hasIndex(path []ir.Step) bool {
	return slices.ContainsFunc(path, func(st ir.Step) bool { return st.Kind == ir.Index })
}

// fieldsOf lists the members on a path.
func fieldsOf(path []ir.Step) []ir.Step {
	var list []ir.Step
	for _, st := range path {
		if st.Kind == ir.Field {
			list = append(list, ir.Step{Kind: ir.Field, Name: st.Name, Record: st.Record})
		}
	}
	return list
}

// within reports whether a place lies in a thing, or behind it.
func (t thing) within(p ir.Place) bool {
	if t.root != nil {
		return t.leadsTo(p)
	}
	if t.step.Record == "" {
		return static(p.Root) && p.Root.Name == t.step.Name && (!t.behind || p.ThroughPointer())
	}
	return slices.ContainsFunc(p.Path, func(st ir.Step) bool {
		return st.Kind == ir.Field && st.Name == t.step.Name && st.Record == t.step.Record
	})
}

// leadsTo reports whether a place lies on the way from the variable to the thing, or behind that; the variable itself may stand for what
// else it holds.
func (t thing) leadsTo(p ir.Place) bool {
	fields := fieldsOf(p.Path)
	if !static(p.Root) {
		i := slices.Index(fields, t.fields[0])
		if i < 0 || len(t.fields) == 1 {
			return false // of any object of its class
		}
		fields = fields[i:]
	} else if p.Root.Name != t.root.Name {
		return false
	}
	n := min(len(fields), len(t.fields))
	return n > 0 && slices.Equal(fields[:n], t.fields[:n])
}

// handedOn finds where what a function runs hands on the variable that holds a thing, if it uses the member there.
func (s *search) handedOn(start *program.Function, t thing) use {
	runs := s.runs(start)
	var found use
	member := false
	whole := func(p ir.Place) bool {
		return static(p.Root) && p.Root.Name == t.root.Name && len(fieldsOf(p.Path)) == 0
	}
	of := func(p ir.Place) bool { return !static(p.Root) && slices.Contains(fieldsOf(p.Path), t.fields[0]) }
	for _, f := range s.d.Functions {
		if !runs[f] {
			continue
		}
		f.Instrs(func(in ir.Instr) {
			member = member || mentions(in, of)
			if _, ok := in.(*ir.Call); ok && found.in == nil && mentions(in, whole) {
				found = use{start, f, in.Where()}
			}
		})
	}
	if !member {
		return use{}
	}
	return found
}

// mentions reports whether an instruction reads one of some places, or gives its address to a call.
func mentions(in ir.Instr, of func(ir.Place) bool) bool {
	switch in := in.(type) {
	case *ir.Call:
		return slices.ContainsFunc(in.Args, func(a ir.Value) bool { return about(a, of) })
	case *ir.Assign:
		return about(in.Src, of) || in.Dst.ThroughPointer() && of(in.Dst)
	case *ir.Return:
		return in.Value != nil && about(*in.Value, of)
	}
	return false
}

func about(v ir.Value, of func(ir.Place) bool) bool {
	return v.Place.Root != nil && of(v.Place) || slices.ContainsFunc(v.Args, func(a ir.Value) bool { return about(a, of) })
}
