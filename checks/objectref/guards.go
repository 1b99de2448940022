package objectref

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// guards reports whether the call takes another reference to what a variable of the function points to, which nobody else gets from the function.
func (s *search) guards() bool {
	v, ok := s.c.Arg(ddi.OpObject)
	if !ok || !s.c.Routine.Does(ddi.Reference) || !ways.Variable(v) || !itsOwn(v.Place.Root) {
		return false
	}
	set := 0
	s.c.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root == v.Place.Root && len(in.Dst.Path) == 0 && !(in.Src.Kind == ir.Const && in.Src.Int == 0) {
				set++
			}
		case *ir.Call:
			if slices.ContainsFunc(in.Args, func(a ir.Value) bool { return captures(a) && pointsTo(a, v.Place.Root) }) {
				set++
				s.giver = in
			}
		}
	})
	s.v = v.Place.Root
	return set <= 1 && (set == 0) == (s.v.Kind == ir.Param) && !s.k.given(s.c.In, s.v, false, true)
}

// fails reports whether a return says that the function has failed.
func (s *search) fails(st *ways.State[state], in *ir.Return) bool {
	if in.Value == nil {
		return false
	}
	n, _, known := st.Number(*in.Value)
	return known && (int32(n) < 0 || n == 0 && succeedsWithTruth(s.c.In))
}
