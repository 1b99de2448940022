package resourcedelete

import (
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// maxFlags bounds how many flags are followed, which say what to delete.
const maxFlags = 4

// flagsOf lists the variables that are tested right in front of a deletion, as `if (initialized)` or `if (done & LOCK_DONE)`.
func flagsOf(g *cfg.Graph, stops []bool) []*ir.Var {
	var flags []*ir.Var
	for _, blk := range g.Blocks {
		for _, e := range blk.Succs {
			if x, _, set := flagTest(e); stops[e.To.Index] && x != nil && set && len(flags) < maxFlags && !slices.Contains(flags, x) {
				flags = append(flags, x)
			}
		}
	}
	return flags
}

// A setting is the bits of each flag that are certainly set.
type setting [maxFlags]int64

// after is the setting behind some instructions.
func (s setting) after(list []ir.Instr, flags []*ir.Var) setting {
	for i, flag := range flags {
		s[i] = bitsAfter(list, flag, s[i])
	}
	return s
}

// refutes reports whether an edge is taken only where a flag is not set that is.
func (s setting) refutes(e *cfg.Edge, flags []*ir.Var) bool {
	x, mask, set := flagTest(e)
	i := slices.Index(flags, x)
	return x != nil && !set && i >= 0 && s[i]&mask != 0
}

// flagTest is the variable of whose bits an edge tells, in those of the mask, whether any is set; nil if it tells of none.
func flagTest(e *cfg.Edge) (x *ir.Var, mask int64, set bool) {
	if e.Test == nil {
		return nil, 0, false
	}
	v, set := *e.Test, e.Taken
	if v.Kind == ir.Op && (v.Name == "==" || v.Name == "!=") && len(v.Args) == 2 && v.Args[1].Kind == ir.Const && (v.Args[1].Int == 0 || v.Args[1].Int == 1) {
		if (v.Name == "==") == (v.Args[1].Int == 0) {
			set = !set
		}
		v = v.Args[0]
	}
	mask = -1
	if v.Kind == ir.Op && v.Name == "&" && len(v.Args) == 2 && v.Args[1].Kind == ir.Const {
		v, mask = v.Args[0], v.Args[1].Int
	}
	if !ways.Variable(v) {
		return nil, 0, false
	}
	return v.Place.Root, mask, set
}

// bitsAfter are the bits of a flag that are certainly set behind some instructions, given those in front.
func bitsAfter(list []ir.Instr, flag *ir.Var, bits int64) int64 {
	for _, in := range list {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root != flag || len(in.Dst.Path) > 0 {
				continue
			}
			switch v := in.Src; {
			case v.Kind == ir.Const:
				bits = v.Int
			case v.Kind == ir.Op && v.Name == "|" && len(v.Args) == 2 && ways.Holds(v.Args[0], flag) && v.Args[1].Kind == ir.Const:
				bits |= v.Args[1].Int
			default:
				bits = 0
			}
		case *ir.Call:
			if in.Dst == flag {
				bits = 0
			}
		}
	}
	return bits
}
