package objectref

import (
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// noteTest notes what a test of a status in a variable tells, in a function that returns one.
func (s *search) noteTest(own *state, e *cfg.Edge) {
	if s.c.In.Result != "long" {
		return
	}
	if x, success := ways.Status(s.k.p, e, ways.Named); x != nil && !success {
		own.failed = x
	}
}

// noteResult forgets a status whose variable gets the result of a call.
func (own *state) noteResult(x *ir.Var) {
	if x != nil && own.failed == x {
		own.failed = nil
	}
}

// noteCopy follows a status that was found to be an error, what the call returned that gave the pointer, or a later one, and memory, to where they are copied.
func (own *state) noteCopy(in *ir.Assign) {
	switch {
	case len(in.Dst.Path) > 0 || own.said == nil:
	case ways.Holds(in.Src, own.said):
		own.said = in.Dst.Root
	case in.Dst.Root == own.said:
		own.said = nil
	}
	switch {
	case len(in.Dst.Path) > 0 || own.source == nil:
	case ways.Holds(in.Src, own.source):
		own.source = in.Dst.Root
	case in.Dst.Root == own.source:
		own.source = nil
	}
	switch {
	case len(in.Dst.Path) > 0:
	case own.isLater(in.Src):
		own.later = in.Dst.Root
	case own.later == in.Dst.Root:
		own.later = nil
	}
	switch {
	case len(in.Dst.Path) > 0 || own.room == nil:
	case ways.Holds(in.Src, own.room):
		own.room = in.Dst.Root
	case own.room == in.Dst.Root:
		own.room = nil
	}
	switch {
	case own.failed == nil || len(in.Dst.Path) > 0:
	case ways.Holds(in.Src, own.failed):
		own.failed = in.Dst.Root
	case in.Dst.Root == own.failed:
		own.failed = nil
	}
}

// failing reports whether a function fails at a return: it returns a number that says so, a status that was found to be an error, or no pointer.
func (s *search) failing(st *ways.State[state], in *ir.Return) bool {
	if in.Value == nil {
		return false
	}
	none := in.Value.Kind == ir.Const && in.Value.Int == 0 && strings.Contains(s.c.In.Result, "*")
	return none || st.Own.failed != nil && ways.Holds(*in.Value, st.Own.failed) || s.fails(st, in)
}
