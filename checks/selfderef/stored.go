package selfderef

import (
	"slices"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/ir"
)

// Origins say what the driver stores where. What is kept in a PVOID is what was stored there.
type origins struct {
	p      *driver.Driver
	stores func() map[place][]*ir.Value
}

// A place is a variable, or a member of whatever object.
type place struct {
	variable     *ir.Var
	record, name string // of a member; the name of a variable of the whole driver
}

// unknown is a value of which nothing is known.
var unknown = &ir.Value{}

func newOrigins(p *driver.Driver) *origins {
	o := &origins{p: p}
	o.stores = sync.OnceValue(o.find)
	return o
}

// placeOf is false for what only a subscript or a pointer leads to.
func placeOf(at ir.Place) (place, bool) {
	n := len(at.Path)
	switch {
	case at.Root == nil:
	case n > 0 && at.Path[n-1].Kind == ir.Field:
		return place{record: at.Path[n-1].Record, name: at.Path[n-1].Name}, true
	case n == 0 && at.Root.Kind == ir.GlobalVar:
		return place{name: at.Root.Name}, true
	case n == 0:
		return place{variable: at.Root}, true
	}
	return place{}, false
}

// find lists what is stored in each place of the driver.
func (o *origins) find() map[place][]*ir.Value {
	all := map[place][]*ir.Value{}
	add := func(at ir.Place, from *ir.Value) {
		if to, ok := placeOf(at); ok {
			all[to] = append(all[to], from)
		}
	}
	for _, u := range o.p.Units {
		for _, g := range u.Globals {
			for _, init := range g.Init {
				add(ir.Place{Root: g.Var, Path: init.Path}, &init.Value)
			}
		}
	}
	for _, f := range o.p.Functions {
		f.Instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Assign:
				add(in.Dst, &in.Src)
			case *ir.Call:
				if in.Dst != nil {
					add(ir.Place{Root: in.Dst}, unknown)
				}
				target, _ := o.p.Callee(f, in)
				for i, arg := range in.Args {
					if arg.Kind == ir.AddrOf {
						add(arg.Place, unknown)
					}
					if target != nil && i < len(target.Params) {
						add(ir.Place{Root: target.Params[i]}, &in.Args[i])
					}
				}
			}
		})
	}
	for _, f := range o.p.Functions {
		if len(o.p.Roles(f)) == 0 && !slices.Contains(o.p.PointsTo.AddressTaken(), f) {
			continue
		}
		for _, param := range f.Params {
			add(ir.Place{Root: param}, unknown) // others call it, too
		}
	}
	return all
}

// maxHops is from how many places, one after the other, a value is followed back.
const maxHops = 4

// kind says of a value which object it is: by its type or, where that is a PVOID, by the types of all that
// the driver stores where it comes from. "" if they differ, or one of them says nothing.
func (o *origins) kind(v ir.Value) string {
	if kind := objectKind(v.Type); kind != "" || v.Kind != ir.Load {
		return kind
	}
	if kind, known := o.stored(v, maxHops); known {
		return kind
	}
	return ""
}

// stored is kind; false if nothing can be said. A null pointer may be anything: "" and true.
func (o *origins) stored(v ir.Value, hops int) (kind string, known bool) {
	if v.Kind == ir.Const && v.Int == 0 {
		return "", true
	}
	if kind := objectKind(v.Type); kind != "" {
		return kind, true
	}
	at, ok := placeOf(v.Place)
	if hops == 0 || v.Kind != ir.Load || !ok || len(o.stores()[at]) == 0 || !strings.Contains(v.Type, "void") {
		return "", false
	}
	for _, from := range o.stores()[at] {
		one, ok := o.stored(*from, hops-1)
		if !ok || kind != "" && one != "" && one != kind {
			return "", false
		}
		if one != "" {
			kind = one
		}
	}
	return kind, true
}
