package objectref

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/ir"
)

// A loss is a way on which a reference is lost.
type loss struct {
	ret   *ir.Return
	past  *ir.Call     // drops it, and is left out
	also  []*ir.Return // others, where nothing drops the reference anywhere: that is one defect
	again bool         // by the same call, in a loop
	over  ir.Instr     // gives the variable something else
	fails bool         // the function fails there
}

func (s *search) add(l loss) {
	for i, o := range s.lost {
		if o.ret == l.ret && o.again == l.again && o.over == l.over {
			s.lost[i].fails = o.fails || l.fails
			return
		}
	}
	s.lost = append(s.lost, l)
}

// losses lists the ways on which the reference is lost; none where it is kept for good on purpose, as far as that can be told.
func (s *search) losses() []loss {
	if s.release == nil && slices.ContainsFunc(s.others, s.livesOn) || s.guard && !s.evened {
		return nil
	}
	if s.release == nil && s.kept { // whether to keep it, something may tell; a way that fails, or comes to the next, keeps nothing
		s.lost = slices.DeleteFunc(s.lost, func(l loss) bool { return !l.fails && !l.again })
	}
	slices.SortFunc(s.lost, func(a, b loss) int { return cmp.Compare(a.where(), b.where()) })
	ends := slices.DeleteFunc(slices.Clone(s.lost), func(l loss) bool { return l.over != nil })
	if len(ends) == 0 {
		ends = s.lost[:min(1, len(s.lost))] // what else the variable is given is one defect
	}
	s.lost = ends
	if s.release != nil || len(s.lost) < 2 {
		return s.lost
	}
	last := s.lost[len(s.lost)-1]
	for _, l := range s.lost[:len(s.lost)-1] {
		if l.ret != nil {
			last.also = append(last.also, l.ret)
		}
	}
	return []loss{last}
}

// where is the place of a loss among the others.
func (l loss) where() int32 {
	switch {
	case l.ret != nil:
		return l.ret.From
	case l.over != nil:
		return l.over.Where().From
	}
	return -1
}

// remedy names the routine that drops the reference.
func (s *search) remedy() string {
	if name := s.undo(); name != "" {
		return fmt.Sprintf(" (`%s`)", name)
	}
	return ""
}

func (s *search) undo() string {
	routine := false // not a function of the driver, which may do more
	if s.release != nil {
		target, _ := s.k.p.Callee(s.c.In, s.release)
		routine = target == nil
	}
	switch {
	case routine && s.release.Callee != "" && s.release.Macro == "" && len(s.release.Args) == 1:
		return s.release.Callee
	case len(s.c.Routine.Pair) > 0:
		i := slices.IndexFunc(s.c.Routine.Pair, func(name string) bool { return s.k.p.Known.Lookup(name).Does(ddi.Dereference) })
		return s.c.Routine.Pair[max(i, 0)] // another one closes a handle
	}
	return ""
}

// fix is the one that drops the reference in front of the return. It is offered where every way to it has one.
func (s *search) fix(pass *check.Pass, l loss) []analysis.SuggestedFix {
	if s.undo() == "" || s.v.Kind == ir.Temp || slices.Contains(s.without, l.ret) || len(l.also) > 0 {
		return nil
	}
	return pass.Before(s.c.In, l.ret, fmt.Sprintf("%s(%s);", s.undo(), s.spelt()), "drop the reference first")
}
