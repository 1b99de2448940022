package lockleak

import (
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// fix is the one that releases the lock in front of the return, as the function does elsewhere. It is offered where every
// way that returns there holds it and nothing else, and where the release means the same there.
func fix(pass *check.Pass, locks *locking.Locks, f *program.Function, l locking.Leak) []analysis.SuggestedFix {
	if !l.All || slices.ContainsFunc(l.End.Held, func(h locking.Held) bool { return h.Call != l.Call }) {
		return nil
	}
	var fixes []analysis.SuggestedFix
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok || fixes != nil || !slices.ContainsFunc(locks.ReleasedBy(f, call), func(o locking.Lock) bool { return o.Is(l.Lock) }) {
			return
		}
		spelt := pass.Spelt(f, call)
		if spelt != "" && !slices.ContainsFunc(call.Args, func(a ir.Value) bool { return !check.Steady(f, a) }) {
			fixes = pass.Before(f, l.End.Return, spelt, "release it first")
		}
	})
	return fixes
}
