package simulate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// ArgName spells an argument of the routine that the event ends in, in the words of the
// function that the event belongs to as far as those reach.
func (e *Event) ArgName(role ddi.Operand) string {
	chain := []*Event{e}
	for chain[len(chain)-1].Inner != nil {
		chain = append(chain, chain[len(chain)-1].Inner)
	}
	final := chain[len(chain)-1]
	i := final.Routine.Arg(role)
	if i < 0 || i >= len(final.Call.Args) {
		return "?"
	}
	v := final.Call.Args[i]
	for k := len(chain) - 2; k >= 0 && v.Kind == ir.Load && len(v.Place.Path) == 0; k-- {
		param := slices.Index(chain[k+1].In.Params, v.Place.Root)
		if param < 0 || param >= len(chain[k].Call.Args) {
			break
		}
		v = chain[k].Call.Args[param]
	}
	return strings.TrimPrefix(v.Words(), "&")
}

// Branch says, as a step of a path, which way the branch goes.
func (s *Step) Branch() program.PathStep {
	return program.PathStep{Unit: s.In.Unit, Span: s.At, Text: "takes the branch where " + program.TestWords(*s.cond, s.Taken), Turn: true}
}

// TurnWords says, as a step of a path, where control goes if there was a choice.
func (s *Step) TurnWords() []program.PathStep {
	switch s.Kind {
	case StepBranch:
		return []program.PathStep{s.Branch()}
	case StepRaise:
		return []program.PathStep{{Unit: s.In.Unit, Span: s.At, Text: fmt.Sprintf("`%s` raises an exception", s.Name)}}
	}
	return nil
}
