package fastmutexleak

import (
	"fmt"
	"regexp"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/pairing"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// insert is the fix that releases the mutex in front of the return. It is offered where every
// way that returns there holds it, where both are written out in the function, and where
// neither the spelling of the mutex nor the result can have changed their meaning.
func insert(pass *check.Pass, f *program.Function, leak *pairing.Leak) []analysis.SuggestedFix {
	acquire, ret := statements(f, leak)
	routine := ddi.Lookup(leak.Routine())
	if !leak.Always || acquire == nil || ret == nil || routine == nil || len(routine.Pair) != 1 || acquire.Callee != routine.Name || acquire.Macro != "" {
		return nil
	}
	if len(acquire.Args) != 1 || acquire.Args[0].Kind == ir.Const || !check.Steady(f, acquire.Args[0]) {
		return nil
	}
	text, err := pass.ReadFile(f.Unit.Files[0].Name)
	if err != nil || int(acquire.To) > len(text) {
		return nil
	}
	taken := call.FindSubmatch(text[acquire.From:acquire.To])
	if taken == nil {
		return nil
	}
	return pass.Before(f, ret, fmt.Sprintf("%s(%s);", routine.Pair[0], taken[1]), "release it first")
}

// call is an acquisition as a statement has it, with its argument.
var call = regexp.MustCompile(`^[A-Za-z_]\w*\s*\(([\w\s&*().>-]*)\)$`)

// statements finds the acquisition and the return of a leak among the statements of f.
func statements(f *program.Function, leak *pairing.Leak) (acquire *ir.Call, ret *ir.Return) {
	for _, block := range f.Graph.Blocks {
		for _, in := range block.Instrs {
			switch in := in.(type) {
			case *ir.Call:
				if in.Span == leak.Taken.At && in.File == 0 {
					acquire = in
				}
			case *ir.Return:
				if in.Span == leak.Return && !in.Implicit && in.File == 0 {
					ret = in
				}
			}
		}
	}
	return acquire, ret
}
