package profile

import (
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Doubted reports whether the branch behind an assertion tests the same once more: it only speaks up in a checked build, and is
// no promise.
//
//	ASSERT(NT_SUCCESS(status));
//	if (!NT_SUCCESS(status))
func (f *Function) Doubted(assertion *ir.Call) bool { return f.doubted[assertion] }

// doubtedIn lists the assertions of a function that a branch behind them, in the same straight code, tests again; nil if there are none.
func doubtedIn(f *program.Function, p *Profile) (doubted map[*ir.Call]bool) {
	for _, blk := range f.Graph.Blocks {
		s := straight{made: map[*ir.Var]*ir.Call{}}
		for _, in := range blk.Instrs {
			call, isCall := in.(*ir.Call)
			if !isCall {
				s.write(in)
				continue
			}
			_, name := p.Callee(f, call)
			if r := p.Known.Lookup(name); r.Does(ddi.Predicate) && r.Predicate == "assert" && len(call.Args) > 0 {
				s.asserted = append(s.asserted, assertion{call, call.Args[0]})
			} else if r.Does(ddi.Predicate) && call.Dst != nil {
				s.made[call.Dst] = call
			} else {
				s.write(in)
			}
		}
		for _, e := range blk.Succs {
			for _, a := range s.asserted {
				if e.Test != nil && s.condition(*e.Test) == s.condition(a.what) {
					if doubted == nil {
						doubted = map[*ir.Call]bool{}
					}
					doubted[a.call] = true
				}
			}
		}
	}
	return doubted
}

// straight is what is known of assertions on the way through a block.
type straight struct {
	made     map[*ir.Var]*ir.Call // the predicates of which variables hold the results
	asserted []assertion
}

type assertion struct {
	call *ir.Call
	what ir.Value
}

// write forgets what an instruction may change. What is behind a pointer may change with each call.
func (s *straight) write(in ir.Instr) {
	var dst *ir.Var
	switch in := in.(type) {
	case *ir.Assign:
		dst = in.Dst.Root
	case *ir.Call:
		dst = in.Dst
	}
	_, called := in.(*ir.Call)
	kept := s.asserted[:0:0]
	for _, a := range s.asserted {
		read := a.what
		if what, _ := bare(a.what); s.of(what) != nil {
			call := s.of(what)
			read = ir.Value{Kind: ir.Op, Args: call.Args}
		}
		if (dst == nil || !read.Reads(dst)) && !(called && read.Shared()) {
			kept = append(kept, a)
		}
	}
	s.asserted = kept
}

// of is the predicate that a condition asks for the result of; nil if it is none.
func (s *straight) of(v ir.Value) *ir.Call {
	if v.Kind == ir.Load && len(v.Place.Path) == 0 {
		return s.made[v.Place.Root]
	}
	return nil
}

// condition spells what is tested, whether it holds or not.
func (s *straight) condition(v ir.Value) string {
	v, _ = bare(v)
	if call := s.of(v); call != nil {
		var args []string
		for _, a := range call.Args {
			args = append(args, a.String())
		}
		return call.Callee + "(" + strings.Join(args, ", ") + ")"
	}
	return v.String()
}
