package callgraph

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A Site is a call in a function.
type Site struct {
	Call *ir.Call
	In   *program.Function
}

// A Chain is the way from a function down to a call, one call after the other.
type Chain []Site

// Path says the way; last says what its last call does.
func (c Chain) Path(last string) []program.PathStep {
	var out []program.PathStep
	for i, w := range c {
		text := last
		if i+1 < len(c) {
			text = fmt.Sprintf("calls `%s`", c[i+1].In.Name)
		}
		out = append(out, program.PathStep{Unit: w.In.Unit, Span: w.Call.Span, Text: text})
	}
	return out
}

// Argument is what the last call of the way gets for the argument at index i, as far as the
// way shows it: what a function merely hands on is its caller's.
func (c Chain) Argument(i int) ir.Value {
	for at := len(c) - 1; ; at-- {
		args := c[at].Call.Args
		if i >= len(args) {
			return ir.Value{}
		}
		v := args[i]
		if at == 0 || v.Kind != ir.Load || len(v.Place.Path) > 0 {
			return v
		}
		if i = slices.Index(c[at].In.Params, v.Place.Root); i < 0 {
			return v
		}
	}
}

// Looped returns the shortest way from start to a call on which the call, or one that
// leads to it, stands in a loop; nil if it is made at most once, or on no way that counts.
func (p *Graph) Looped(start *program.Function, wanted RoutineCall, counts func(Chain) bool) Chain {
	type visit struct {
		f     *program.Function
		loops bool
		chain Chain
	}
	type mark struct {
		f     *program.Function
		loops bool
	}
	seen := map[mark]bool{{start, false}: true}
	work := []visit{{f: start}}
	for len(work) > 0 {
		v := work[0]
		work = work[1:]
		var found Chain
		v.f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || found != nil {
				return
			}
			loops := v.loops || v.f.Graph.InLoop(call)
			chain := append(slices.Clone(v.chain), Site{call, v.f})
			if call == wanted.Call && v.f == wanted.In && loops && counts(chain) {
				found = chain
				return
			}
			target, _ := p.Callee(v.f, call)
			if target != nil && !seen[mark{target, loops}] {
				seen[mark{target, loops}] = true
				work = append(work, visit{target, loops, chain})
			}
		})
		if found != nil {
			return found
		}
	}
	return nil
}

// ChainTo is the shortest way from a function to a call that it leads to.
func (p *Graph) ChainTo(start *program.Function, wanted RoutineCall) Chain {
	seen := map[*program.Function]bool{start: true}
	type visit struct {
		f     *program.Function
		chain Chain
	}
	work := []visit{{f: start}}
	for len(work) > 0 {
		v := work[0]
		work = work[1:]
		var found Chain
		v.f.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || found != nil {
				return
			}
			chain := append(slices.Clone(v.chain), Site{call, v.f})
			if call == wanted.Call {
				found = chain
				return
			}
			if target, _ := p.Callee(v.f, call); target != nil && !seen[target] {
				seen[target] = true
				work = append(work, visit{target, chain})
			}
		})
		if found != nil {
			return found
		}
	}
	return nil
}
