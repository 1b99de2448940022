package check

import (
	"bytes"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Before is the fix that puts a statement in front of a return of f. It is offered where the return
// stands on a line of its own, and its value is the same before and after the statement.
func (p *Pass) Before(f *program.Function, ret *ir.Return, statement, why string) []analysis.SuggestedFix {
	if ret.Implicit || ret.File != 0 || !plain(ret.Value) {
		return nil
	}
	text, err := p.ReadFile(f.Unit.Files[0].Name)
	if err != nil || int(ret.To) > len(text) || !bytes.HasPrefix(text[ret.From:], []byte("return")) {
		return nil
	}
	line := bytes.LastIndexByte(text[:ret.From], '\n') + 1
	indent := text[line:ret.From]
	before := bytes.TrimRight(text[:line], " \t\r\n")
	if len(bytes.TrimSpace(indent)) > 0 || len(before) == 0 || !bytes.ContainsAny(before[len(before)-1:], ";{}") {
		return nil
	}
	at, _ := p.Driver.Range(f.Unit, ret.Span)
	if !at.IsValid() {
		return nil
	}
	end := "\n"
	if bytes.HasSuffix(text[:line], []byte("\r\n")) {
		end = "\r\n"
	}
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("%s: `%s`", why, statement),
		TextEdits: []analysis.TextEdit{{Pos: at, End: at, NewText: slices.Concat([]byte(statement+end), indent)}},
	}}
}

// plain reports whether a result is the same before and after a call: none, a number, or a variable of the function.
func plain(v *ir.Value) bool {
	return v == nil || v.Kind == ir.Const || v.Kind == ir.Load && len(v.Place.Path) == 0 && (v.Place.Root.Kind == ir.Local || v.Place.Root.Kind == ir.Param)
}

// Spelt is a call of f as its text has it, with a semicolon; "" where a macro may spell it.
func (p *Pass) Spelt(f *program.Function, call *ir.Call) string {
	if call.File != 0 || call.Macro != "" || call.Dst != nil {
		return ""
	}
	text, err := p.ReadFile(f.Unit.Files[0].Name)
	if err != nil || int(call.To) > len(text) || call.Callee == "" || !bytes.HasPrefix(text[call.From:], []byte(call.Callee)) {
		return ""
	}
	spelt := text[call.From:call.To]
	if bytes.ContainsAny(spelt, "\r\n") || !bytes.HasSuffix(spelt, []byte(")")) {
		return ""
	}
	return string(spelt) + ";"
}

// Steady reports whether a value that a call in f is given is spelt by what nothing in f assigns more than once: a parameter, a
// variable, members of those, a constant.
func Steady(f *program.Function, v ir.Value) bool {
	root := v.Place.Root
	switch {
	case v.Kind == ir.Const:
		return true
	case root == nil || root.Kind == ir.Temp || v.Kind != ir.Load && v.Kind != ir.AddrOf:
		return false
	}
	for i, step := range v.Place.Path {
		if step.Kind == ir.Index || step.Kind == ir.Deref && (i > 0 || root.Kind != ir.Param && root.Kind != ir.Local) {
			return false
		}
	}
	assigned := 0
	for _, block := range f.Graph.Blocks {
		for _, in := range block.Instrs {
			switch in := in.(type) {
			case *ir.Assign:
				if in.Dst.Root == root && len(in.Dst.Path) == 0 {
					assigned++
				}
			case *ir.Call:
				if in.Dst == root {
					assigned++
				}
			}
		}
	}
	return assigned == 0 || assigned == 1 && root.Kind == ir.Local
}
