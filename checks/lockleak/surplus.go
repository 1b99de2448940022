package lockleak

import (
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/program"
)

// reportSurplus reports a release of what the way does not hold.
func reportSurplus(pass *check.Pass, f *program.Function, s locking.Surplus) {
	kind, _ := words(s.Kind)
	what, done := fmt.Sprintf("releases the %s `%s`", kind, s.Words()), "taken"
	if s.Kind&locking.Regions != 0 {
		what, done = "leaves "+s.Words(), "entered"
	}
	why := fmt.Sprintf("on a way that has not %s it, as others do first", done)
	if s.Twice {
		why = "a second time, on a way that has done so before"
	}
	path := []program.PathStep{{Unit: f.Unit, Span: s.Call.Span, Text: fmt.Sprintf("`%s` %s, which the way does not hold", f.Name, what)}}
	pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: s.Call.Span, Path: path},
		"`%s` %s here %s: %s", f.Name, what, why, over(s.Kind))
}

// over says what follows where a lock is released that is not held.
func over(kind ddi.Object) string {
	switch {
	case kind&locking.Regions != 0:
		return "the count of the thread's regions goes below what it was, and the system stops with bug check 0x1 (APC_INDEX_MISMATCH) when the request returns"
	case kind&ddi.Resource != 0:
		return "the system stops with bug check 0xE3 (RESOURCE_NOT_OWNED), or another owner loses it"
	case kind&ddi.Mutex != 0:
		return "it raises an exception (STATUS_MUTANT_NOT_OWNED)"
	}
	return "whoever holds it now loses it, and two are inside at once"
}
