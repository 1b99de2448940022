package resourcedelete

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// deleteAtEnd is the fix that deletes the object as the last thing of the unload routine. It is
// offered where the entry point initializes it on every way, and the unload routine stands behind it in the same file and has
// one end only.
func (o *object) deleteAtEnd(f *finder) []analysis.SuggestedFix {
	_, entry := f.Driver.HasRole(o.In, []ddi.Role{ddi.Entry})
	u := f.Unload
	if !entry || len(o.Routine.Pair) == 0 || o.Routine.Arg(o.role) != 0 || !plain.MatchString(o.place.String()) || u.Unit != o.In.Unit || o.Call.File != 0 || u.End.File != 0 || o.Call.Macro != "" || u.Result != "void" || o.In.Graph.Avoids(0, o.Call) {
		return nil
	}
	root := o.place.Root
	if root.Kind != ir.StaticVar && root.Kind != ir.GlobalVar || root.File != 0 || root.From >= u.From || returnsEarly(u.Graph.Instrs()) {
		return nil
	}
	text, err := f.ReadFile(u.Unit.Files[0].Name)
	if err != nil || int(u.End.To) > len(text) {
		return nil
	}
	line := bytes.LastIndexByte(text[:u.End.From], '\n') + 1
	at, _ := f.Driver.Range(u.Unit, u.End)
	if len(bytes.TrimSpace(text[line:u.End.From])) > 0 || !at.IsValid() {
		return nil
	}
	end := "\n"
	if bytes.HasSuffix(text[:line], []byte("\r\n")) {
		end = "\r\n"
	}
	deletion := fmt.Sprintf("%s(&%s);", o.Routine.Pair[0], o.place)
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("delete it: `%s`", deletion),
		TextEdits: []analysis.TextEdit{{Pos: at, End: at, NewText: []byte("    " + deletion + end)}},
	}}
}

// plain is an object that can be named anywhere in the file.
var plain = regexp.MustCompile(`^[A-Za-z_][\w.]*$`)

// returnsEarly reports whether a function has a return before its end.
func returnsEarly(list []ir.Instr) bool {
	return slices.ContainsFunc(list, func(in ir.Instr) bool {
		ret, ok := in.(*ir.Return)
		return ok && !ret.Implicit
	})
}
