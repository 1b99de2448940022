package fastmutexleak

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/lockset"
	"github.com/drvlint/drvlint/ir"
)

// insert is the fix that releases the mutex in front of the return. It is offered where every
// way that returns there holds it, where both are written out in the function, and where
// neither the spelling of the mutex nor the result can have changed their meaning.
func insert(pass *check.Pass, f *program.Function, leak *lockset.Leak) []analysis.SuggestedFix {
	acquire, ret := statements(f, leak)
	routine := ddi.Lookup(leak.Routine())
	if !leak.Always || acquire == nil || ret == nil || routine == nil || len(routine.Pair) != 1 || acquire.Callee != routine.Name || acquire.Macro != "" {
		return nil
	}
	if !plain(ret.Value) || len(acquire.Args) != 1 || !steady(f, acquire.Args[0]) {
		return nil
	}
	text, err := pass.ReadFile(f.Unit.Files[0].Name)
	if err != nil || int(max(acquire.To, ret.To)) > len(text) || !bytes.HasPrefix(text[ret.From:], []byte("return")) {
		return nil
	}
	taken := call.FindSubmatch(text[acquire.From:acquire.To])
	line := bytes.LastIndexByte(text[:ret.From], '\n') + 1
	indent := text[line:ret.From]
	before := bytes.TrimRight(text[:line], " \t\r\n")
	if taken == nil || len(bytes.TrimSpace(indent)) > 0 || len(before) == 0 || !bytes.ContainsAny(before[len(before)-1:], ";{}") {
		return nil
	}
	at, _ := pass.Driver.Range(f.Unit, leak.Return)
	if !at.IsValid() {
		return nil
	}
	end := "\n"
	if bytes.HasSuffix(text[:line], []byte("\r\n")) {
		end = "\r\n"
	}
	release := fmt.Sprintf("%s(%s);", routine.Pair[0], taken[1])
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("release it first: `%s`", release),
		TextEdits: []analysis.TextEdit{{Pos: at, End: at, NewText: slices.Concat([]byte(release+end), indent)}},
	}}
}

// call is an acquisition as a statement has it, with its argument.
var call = regexp.MustCompile(`^[A-Za-z_]\w*\s*\(([\w\s&*().>-]*)\)$`)

// statements finds the acquisition and the return of a leak among the statements of f.
func statements(f *program.Function, leak *lockset.Leak) (acquire *ir.Call, ret *ir.Return) {
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

// plain reports whether a result is the same before and after the mutex is released: none, a
// number, or a variable of the function.
func plain(v *ir.Value) bool {
	return v == nil || v.Kind == ir.Const || v.Kind == ir.Load && len(v.Place.Path) == 0 && (v.Place.Root.Kind == ir.Local || v.Place.Root.Kind == ir.Param)
}

// steady reports whether a mutex is spelled by what nothing in f assigns: a parameter, a
// variable itself, or members of those.
func steady(f *program.Function, mutex ir.Value) bool {
	root := mutex.Place.Root
	if root == nil || root.Kind == ir.Temp || mutex.Kind != ir.Load && mutex.Kind != ir.AddrOf {
		return false
	}
	for i, step := range mutex.Place.Path {
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
