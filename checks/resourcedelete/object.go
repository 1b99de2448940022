package resourcedelete

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// An object is one that the system has in a list from its initialization on.
type object struct {
	callgraph.RoutineCall
	kind    ddi.Object // Resource or Lookaside
	role    ddi.Operand
	place   ir.Place          // where it lies, as the call spells it
	nodes   []int             // what it is to the points-to analysis
	global  bool              // a variable of the driver's image, or a part of one
	local   bool              // a variable of the function, or a part of one
	through *program.Function // the function that the call hands its address to, if that initializes it
	record  string            // tag of the innermost structure that it is a member of; "" for a global
}

// newObject is what a call initializes, given its address; nil where its place is not known.
func newObject(p *callgraph.Graph, c callgraph.RoutineCall, v ir.Value) *object {
	o := &object{RoutineCall: c, kind: c.Routine.Effect(ddi.Init, ddi.Resource|ddi.Lookaside).On, role: roleOf(c.Routine)}
	if v.Kind != ir.AddrOf {
		return nil // a pointer: what it leads to is not written here
	}
	o.place, o.nodes = v.Place, p.ObjectsOf(c.In, v)
	if len(o.nodes) != 1 {
		return nil
	}
	for _, step := range v.Place.Path {
		if step.Kind == ir.Field {
			o.record = step.Record
			break
		}
	}
	image := v.Place.Root.Kind == ir.GlobalVar || v.Place.Root.Kind == ir.StaticVar
	o.global = image && !v.Place.ThroughPointer()
	o.local = v.Place.Root.Kind == ir.Local && !v.Place.ThroughPointer()
	if !o.global && !o.local && (!v.Place.ThroughPointer() || o.record == "") {
		return nil
	}
	return o
}

// roleOf is the role of the argument that is the object.
func roleOf(r *ddi.Routine) ddi.Operand {
	if r.Arg(ddi.OpLock) >= 0 {
		return ddi.OpLock
	}
	return ddi.OpObject
}

// deletions lists the calls that may take the object out of the list: those that may run when the
// driver ends, and the others. What nothing ever runs deletes nothing.
func (o *object) deletions(p *callgraph.Graph) (live, idle []callgraph.RoutineCall) {
	for _, c := range p.RoutineCalls(ddi.Destroy, o.kind) {
		switch {
		case !o.maySame(p.Objects(c, roleOf(c.Routine))), p.Idle(c.In) && !p.Idle(o.In):
		case p.Occasion(c.In) == callgraph.Anytime || c.In == o.In && o.In.Graph.Follows(o.Call, c.Call) && p.Occasion(o.In) != callgraph.AtEntry:
			live = append(live, c)
		default:
			idle = append(idle, c)
		}
	}
	return live, idle
}

// maySame reports whether the object may be one of some; none of these are known if there are none.
func (o *object) maySame(nodes []int) bool {
	return len(nodes) == 0 || slices.ContainsFunc(nodes, func(n int) bool { return slices.Contains(o.nodes, n) })
}

// freed is a call that gives back memory of the structure that the object is a member of.
func (o *object) freed(p *callgraph.Graph) (callgraph.RoutineCall, bool) {
	frees := p.RoutineCalls(ddi.Free, ddi.Memory)
	i := slices.IndexFunc(frees, func(c callgraph.RoutineCall) bool {
		v, ok := c.Arg(ddi.OpObject)
		return ok && p.Reached(c.In) && pointsTo(v.Type, o.record)
	})
	if i >= 0 {
		return frees[i], true
	}
	return callgraph.RoutineCall{}, false
}

// pointsTo reports whether a type is that of a pointer to a structure with that tag.
func pointsTo(typ, record string) bool {
	name, ok := strings.CutSuffix(typ, " *")
	return ok && strings.TrimPrefix(strings.TrimPrefix(name, "struct "), "class ") == record
}

// what the object is, in words.
func (o *object) what() string {
	if o.kind == ddi.Lookaside {
		return "lookaside list"
	}
	return "resource"
}

// remedy names the routine that deletes it.
func (o *object) remedy() string {
	if len(o.Routine.Pair) == 0 {
		return "by the routine for that"
	}
	return fmt.Sprintf("`%s`", o.Routine.Pair[0])
}
