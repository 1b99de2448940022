package fastmutexpair

import (
	"bytes"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/pairing"
)

// rename is the fix that releases a mutex by the routine which undoes its acquisition. It is
// offered where every path to the release took the mutex that way, and the call is
// written out in the function.
func rename(pass *check.Pass, u *pairing.Unpaired) []analysis.SuggestedFix {
	acquire := ddi.Lookup(u.Lock.Routine())
	if !u.Sole || u.Step.In != u.In || u.Call.File != 0 || u.Call.Macro != "" || u.Lock.Guarded != u.ReleaseGuarded() || acquire == nil || len(acquire.Pair) != 1 {
		return nil
	}
	text, err := pass.ReadFile(u.In.Unit.Files[0].Name)
	if err != nil || int(u.Call.To) > len(text) {
		return nil
	}
	wrong, right := []byte(u.Step.Name), acquire.Pair[0]
	call := text[u.Call.From:u.Call.To]
	if !bytes.HasPrefix(call, wrong) || len(call) == len(wrong) || !bytes.ContainsAny(call[len(wrong):len(wrong)+1], " \t(") {
		return nil
	}
	from, to := pass.Driver.Range(u.In.Unit, u.Call.Span)
	if !from.IsValid() || !to.IsValid() {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("release with `%s`", right),
		TextEdits: []analysis.TextEdit{{Pos: from, End: to, NewText: append([]byte(right), call[len(wrong):]...)}},
	}}
}
