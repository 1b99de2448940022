package objectref

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A parameter is one of a function, by its index.
type parameter struct {
	f     *program.Function
	index int
}

// A question is whether a function may keep what it is given as a parameter; or, if that counts, drop the reference.
type question struct {
	parameter
	drops bool
}

// keepers knows which functions may keep a pointer that they are given, or drop the reference.
type keepers struct {
	p      *callgraph.Graph
	known  map[question]bool
	told   map[told]bool
	stored map[string]bool // the names of members and global variables with whose references something was reported
	raised *ways.Exceptions
}

// A told is a variable with whose reference a return was reported: of two calls that give it a pointer, one is enough.
type told struct {
	v       *ir.Var
	element int64 // of an array
	ret     *ir.Return
}

// keeps reports whether a function may keep what it is given as a parameter: it stores it, hands it on to who may, drops a
// reference to it, or returns it.
func (k *keepers) keeps(p parameter) bool { return k.may(question{p, true}) }

// drops reports whether a function only drops the reference to what it is given as a parameter, itself or in another one.
func (k *keepers) drops(p parameter) bool { return k.keeps(p) && !k.may(question{p, false}) }

func (k *keepers) may(q question) bool {
	if kept, ok := k.known[q]; ok {
		return kept
	}
	k.known[q] = true // of a function that calls itself nothing is known
	kept := false
	if q.index < len(q.f.Params) {
		kept = k.given(q.f, q.f.Params[q.index], q.drops, q.drops)
	} else {
		kept = k.picks(q.f)
	}
	k.known[q] = kept
	return kept
}

// given reports whether a function stores what a variable of it holds, hands it on to who may keep it, or returns it; also whether it drops a reference to it, if
// that counts, as below whether those do that it hands it on to.
func (k *keepers) given(f *program.Function, x *ir.Var, drops, below bool) bool {
	kept := false
	names := k.copies(f, x)
	given := func(v ir.Value) bool { return slices.ContainsFunc(names, func(x *ir.Var) bool { return leads(v, x) }) }
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			kept = kept || given(in.Src) && !slices.Contains(names, in.Dst.Root) && !k.lends(f, in)
		case *ir.Return:
			kept = kept || in.Value != nil && given(*in.Value)
		case *ir.Call:
			target, name := k.p.Callee(f, in)
			r := k.p.Known.Lookup(name)
			for i, a := range in.Args {
				if given(a) {
					kept = kept || target != nil && k.may(question{parameter{target, i}, below}) || target == nil && (drops && r.Does(ddi.Dereference) || mayKeep(r, name, i, a, within(a)))
				}
			}
		}
	})
	return kept
}

// copies lists the variables of a function that may hold what one of them holds, or the address of a place in it.
func (k *keepers) copies(f *program.Function, x *ir.Var) []*ir.Var {
	names := []*ir.Var{x}
	for grown := true; grown; {
		grown = false
		f.Instrs(func(in ir.Instr) {
			a, ok := in.(*ir.Assign)
			if !ok || len(a.Dst.Path) > 0 || !itsOwn(a.Dst.Root) && a.Dst.Root.Kind != ir.Temp || slices.Contains(names, a.Dst.Root) {
				return
			}
			if slices.ContainsFunc(names, func(x *ir.Var) bool { return leads(a.Src, x) }) {
				names, grown = append(names, a.Dst.Root), true
			}
		})
	}
	return names
}

// leads reports whether a value is what a variable holds, the address of a place there, or is worked out from them. Who gets the address of the
// pointer has the pointer.
func leads(v ir.Value, x *ir.Var) bool {
	return ways.Holds(v, x) || pointerBehind(v, x) || v.Kind == ir.AddrOf && v.Place.Root == x && !beyond(v.Place.Path) || v.Kind == ir.Op && !compares(v) && slices.ContainsFunc(v.Args, func(a ir.Value) bool { return leads(a, x) })
}

// pointerBehind reports whether a value is the pointer whose address a parameter holds.
func pointerBehind(v ir.Value, x *ir.Var) bool {
	return x.Kind == ir.Param && v.Kind == ir.Load && v.Place.Root == x && len(v.Place.Path) == 1 && v.Place.Path[0].Kind == ir.Deref && strings.Count(x.Type, "*") > 1
}

// beyond reports whether a path leads past what its variable points to, into what another pointer leads to.
func beyond(path []ir.Step) bool {
	return len(path) > 0 && slices.ContainsFunc(path[1:], func(step ir.Step) bool { return step.Kind == ir.Deref })
}

// compares reports whether a value is whether something holds.
func compares(v ir.Value) bool {
	return v.Kind == ir.Op && slices.Contains([]string{"==", "!=", "<", "<=", ">", ">=", "!", "&&", "||"}, v.Name)
}

// within reports whether a value is the address of a place in what a variable is or leads to.
func within(a ir.Value) bool { return a.Kind == ir.AddrOf && len(a.Place.Path) > 0 }

// mayKeep reports whether a routine may keep, or let go of, what it is given: the pointer, the variable that holds it, or a place within the object.
// i is the index of the argument.
func mayKeep(r *ddi.Routine, name string, i int, a ir.Value, within bool) bool {
	switch {
	case r.DoesTo(ddi.Register, ddi.CallbackObject) && i == r.Arg(ddi.OpObject):
		return captures(a) // the registration has a reference of its own
	case requests(r) && i == r.Arg(ddi.OpObject):
		return captures(a)
	case r == nil && !ddi.Documented(name) && ddi.Borrows(name):
		return captures(a)
	case r == nil && within:
		return !ddi.Documented(name) || !scalar(a.Type) && ddi.ObjectOf(a.Type)&ddi.String == 0 && !plain(a.Type) // a pointer that the object holds is filled
	case r == nil:
		return !ddi.Documented(name) || a.Kind == ir.AddrOf
	case !within && r.Does(ddi.Copy):
		return true
	}
	return r.DoesTo(ddi.Allocate, ddi.IRP) || r.DoesTo(ddi.Configure, ddi.DriverConfig) || r.Does(ddi.Queue|ddi.Register|ddi.Send|ddi.CreateThread|ddi.Exchange|ddi.Interlock|ddi.Complete|ddi.Free)
}

// requests reports whether a routine makes a request for a device or sends it one: it takes no reference to that, nor does it drop one.
func requests(r *ddi.Routine) bool {
	return r.DoesTo(ddi.Allocate, ddi.IRP) || r.DoesTo(ddi.Send, ddi.IRP)
}

// scalar reports whether a type is a number, or a pointer to one.
func scalar(typ string) bool {
	words := strings.FieldsFunc(typ, func(r rune) bool { return r == ' ' || r == '*' })
	return len(words) > 0 && !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(scalars, word) })
}

var scalars = []string{"const", "volatile", "unsigned", "signed", "char", "short", "int", "long"}
