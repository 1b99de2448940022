package irpdone

import (
	"fmt"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// fix returns the value that was stored in the request before its completion. It is offered where the store, the completion
// and the return follow each other without a branch, and what was stored is a name that nothing assigns in between.
func (u use) fix(pass *check.Pass, f *program.Function) []analysis.SuggestedFix {
	if u.value == nil || u.value.File != 0 {
		return nil
	}
	text, err := pass.ReadFile(f.Unit.Files[0].Name)
	if err != nil {
		return nil
	}
	for _, blk := range f.Graph.Blocks {
		ended := slices.IndexFunc(blk.Instrs, func(in ir.Instr) bool { return in == ir.Instr(u.ended) })
		last := len(blk.Instrs) - 1
		if ended < 0 || blk.Instrs[last].Where() != u.at {
			continue
		}
		stored := storedBefore(blk.Instrs[:ended], u.what)
		if stored == nil || changed(blk.Instrs, stored) || int(max(stored.Src.To, u.value.To)) > len(text) {
			return nil
		}
		spelt := string(text[stored.Src.From:stored.Src.To])
		from, to := pass.Driver.Range(f.Unit, u.value.Span)
		if !word.MatchString(spelt) || !from.IsValid() || !to.IsValid() {
			return nil
		}
		return []analysis.SuggestedFix{{
			Message:   fmt.Sprintf("return what was stored: `%s`", spelt),
			TextEdits: []analysis.TextEdit{{Pos: from, End: to, NewText: []byte(spelt)}},
		}}
	}
	return nil
}

var word = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// storedBefore is the last assignment to a place among instructions, nil if there is none.
func storedBefore(list []ir.Instr, place string) *ir.Assign {
	for _, in := range slices.Backward(list) {
		if a, ok := in.(*ir.Assign); ok && a.Dst.String() == place && a.Src.File == 0 {
			return a
		}
	}
	return nil
}

// changed reports whether a variable is assigned behind an instruction that reads it.
func changed(list []ir.Instr, read *ir.Assign) bool {
	if read.Src.Kind == ir.Const {
		return false
	}
	if read.Src.Kind != ir.Load || len(read.Src.Place.Path) > 0 || read.Src.Place.Root.Kind != ir.Local && read.Src.Place.Root.Kind != ir.Param {
		return true
	}
	behind := list[slices.Index(list, ir.Instr(read))+1:]
	return slices.ContainsFunc(behind, func(in ir.Instr) bool {
		switch in := in.(type) {
		case *ir.Assign:
			return in.Dst.Root == read.Src.Place.Root
		case *ir.Call:
			return in.Dst == read.Src.Place.Root || slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == read.Src.Place.Root })
		}
		return false
	})
}
