package unloadorder

import (
	"bytes"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
)

// exchange is the fix that stops the actor first. It is offered where both are statements of one function that follow each other, and
// neither can depend on what the other does.
func exchange(pass *check.Pass, w wrong) []analysis.SuggestedFix {
	first, second := pass.Spelt(w.in, w.before), pass.Spelt(w.in, w.after)
	if w.end.Call != w.before || first == "" || second == "" {
		return nil
	}
	text, err := pass.ReadFile(w.in.Unit.Files[0].Name)
	if err != nil || w.before.To >= w.after.From || int(w.after.To) >= len(text) {
		return nil
	}
	between := bytes.TrimSpace(text[w.before.To:w.after.From])
	if string(between) != ";" || text[w.after.To] != ';' {
		return nil
	}
	from, to := pass.Driver.Range(w.in.Unit, w.before.Span)
	from2, to2 := pass.Driver.Range(w.in.Unit, w.after.Span)
	if !from.IsValid() || !to.IsValid() || !from2.IsValid() || !to2.IsValid() {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message: fmt.Sprintf("first `%s`", second),
		TextEdits: []analysis.TextEdit{
			{Pos: from, End: to, NewText: []byte(second[:len(second)-1])},
			{Pos: from2, End: to2, NewText: []byte(first[:len(first)-1])},
		},
	}}
}
