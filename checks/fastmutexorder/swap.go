package fastmutexorder

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
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// swap is the fix that exchanges the release of an event with the one right behind it. It
// is offered only where that is right on every path: the function takes exactly two
// mutexes, in this order, in the very list of statements that releases them, and nothing
// jumps in between.
func swap(pass *check.Pass, f *program.Function, e *simulate.Event) []analysis.SuggestedFix {
	list, i := find(f.Body, e.Call)
	if e.Inner != nil || len(lockset.Held(e)) != 1 || i < 0 || i+1 >= len(list) {
		return nil
	}
	next, ok := list[i+1].(*ir.Call)
	if !ok || !isRelease(e.Call) || !isRelease(next) {
		return nil
	}
	taken := acquisitions(f.Body)
	if len(taken) != 2 || !samePlace(taken[0], e.Call) || !samePlace(taken[1], next) {
		return nil
	}
	from, to := slices.Index(list, ir.Node(taken[0])), slices.Index(list, ir.Node(taken[1]))
	if from < 0 || to < from || i < to || jumpedInto(list[from:i+2]) || tries(taken[0]) || tries(taken[1]) {
		return nil
	}
	if redirects(list[from:i+1], e.Call.Args[0]) || redirects(list[from:i+1], next.Args[0]) {
		return nil
	}
	return edits(pass, f, e.Call, next)
}

// find returns the list of statements that holds a call, and its index there, -1 if none does.
func find(nodes []ir.Node, call *ir.Call) ([]ir.Node, int) {
	if i := slices.Index(nodes, ir.Node(call)); i >= 0 {
		return nodes, i
	}
	for _, n := range nodes {
		for _, inner := range bodies(n) {
			if list, i := find(inner, call); i >= 0 {
				return list, i
			}
		}
	}
	return nil, -1
}

// parts lists all that is in a structured statement: its bodies, and what its conditions
// evaluate.
func parts(n ir.Node) [][]ir.Node {
	list := bodies(n)
	switch n := n.(type) {
	case *ir.If:
		list = append(list, evaluated(n.Cond))
	case *ir.Loop:
		list = append(list, n.Post, evaluated(n.Cond))
	case *ir.Switch:
		list = append(list, n.Pre)
	case *ir.Try:
		list = append(list, n.Pre)
	}
	return list
}

func evaluated(c *ir.Cond) []ir.Node {
	if c == nil {
		return nil
	}
	return slices.Concat(c.Pre, evaluated(c.X), evaluated(c.Y))
}

// bodies lists the lists of statements in a structured one.
func bodies(n ir.Node) [][]ir.Node {
	switch n := n.(type) {
	case *ir.If:
		return [][]ir.Node{n.Then, n.Else}
	case *ir.Loop:
		return [][]ir.Node{n.Body}
	case *ir.Switch:
		return [][]ir.Node{n.Body}
	case *ir.Try:
		return [][]ir.Node{n.Body, n.Except, n.Finally}
	}
	return nil
}

// acquisitions lists the calls that take a mutex, in source order; those that try count too.
func acquisitions(nodes []ir.Node) []*ir.Call {
	var list []*ir.Call
	for _, n := range nodes {
		if call, ok := n.(*ir.Call); ok && ddi.Lookup(call.Callee).Safely(ddi.Acquire) {
			list = append(list, call)
		}
		for _, inner := range parts(n) {
			list = append(list, acquisitions(inner)...)
		}
	}
	return list
}

// tries reports whether an acquisition may fail.
func tries(call *ir.Call) bool { return ddi.Lookup(call.Callee).Always }

// redirects reports whether the statements may make a pointer lead to another mutex.
func redirects(nodes []ir.Node, mutex ir.Value) bool {
	place := mutex.Place
	if mutex.Kind == ir.AddrOf && (len(place.Path) == 0 || place.Path[0].Kind != ir.Deref) {
		return false
	}
	return assigns(nodes, place.Root)
}

// assigns reports whether the statements give a variable another value, or its address away.
func assigns(nodes []ir.Node, v *ir.Var) bool {
	return slices.ContainsFunc(nodes, func(n ir.Node) bool {
		switch n := n.(type) {
		case *ir.Assign:
			return n.Dst.Root == v && len(n.Dst.Path) == 0
		case *ir.Call:
			return n.Dst == v || slices.ContainsFunc(n.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == v && len(a.Place.Path) == 0 })
		}
		return slices.ContainsFunc(parts(n), func(inner []ir.Node) bool { return assigns(inner, v) })
	})
}

func isRelease(call *ir.Call) bool {
	return ddi.Lookup(call.Callee).Safely(ddi.Release) && call.Macro == "" && call.Dst == nil && call.File == 0
}

// samePlace reports whether two calls are about the same mutex, spelt in the same way, whose
// address no release can change: a variable, or a member of one or of what one points to.
func samePlace(a, b *ir.Call) bool {
	if len(a.Args) != 1 || len(b.Args) != 1 {
		return false
	}
	x, y := a.Args[0], b.Args[0]
	if x.Kind != y.Kind || x.Kind != ir.Load && x.Kind != ir.AddrOf || x.Place.Root != y.Place.Root || x.Place.Root == nil || x.Place.Root.Kind == ir.Temp {
		return false
	}
	path := x.Place.Path
	if x.Kind == ir.Load && len(path) > 0 {
		return false
	}
	if len(path) > 0 && path[0].Kind == ir.Deref {
		path = path[1:]
	}
	moves := func(s ir.Step) bool { return s.Kind != ir.Field }
	same := func(s, t ir.Step) bool { return s.Kind == t.Kind && s.Name == t.Name }
	return !slices.ContainsFunc(path, moves) && slices.EqualFunc(x.Place.Path, y.Place.Path, same)
}

// jumpedInto reports whether a label or case stands in the statements: some path may then
// begin in their middle.
func jumpedInto(nodes []ir.Node) bool {
	return slices.ContainsFunc(nodes, func(n ir.Node) bool {
		switch n.(type) {
		case *ir.Label, *ir.Case:
			return true
		}
		return slices.ContainsFunc(parts(n), jumpedInto)
	})
}

// plainCall is a call as a statement has it: no macro, no comment, no string.
var plainCall = regexp.MustCompile(`^[A-Za-z_]\w*\s*\([\w\s&*().>-]*\)$`)

// edits exchanges two calls in the text; nil unless both are statements of their own, with
// nothing but white space between them.
func edits(pass *check.Pass, f *program.Function, a, b *ir.Call) []analysis.SuggestedFix {
	text, err := pass.ReadFile(f.Unit.Files[0].Name)
	if err != nil || a.From >= a.To || a.To > b.From || int(b.To) > len(text) {
		return nil
	}
	first, second := text[a.From:a.To], text[b.From:b.To]
	names := func(text []byte, call *ir.Call) bool {
		return plainCall.Match(text) && bytes.HasPrefix(text, []byte(call.Callee)) && bytes.ContainsAny(text[len(call.Callee):len(call.Callee)+1], " \t(")
	}
	before := bytes.TrimRight(text[:a.From], " \t\r\n")
	between := bytes.TrimSpace(text[a.To:b.From])
	after := bytes.TrimLeft(text[b.To:], " \t\r\n")
	if !names(first, a) || !names(second, b) || string(between) != ";" || !bytes.HasPrefix(after, []byte(";")) ||
		len(before) == 0 || !bytes.ContainsAny(before[len(before)-1:], ";{}/") {
		return nil
	}
	aFrom, aTo := pass.Driver.Range(f.Unit, a.Span)
	bFrom, bTo := pass.Driver.Range(f.Unit, b.Span)
	if !aFrom.IsValid() || !bFrom.IsValid() {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message: fmt.Sprintf("exchange the releases: `%s` first", second),
		TextEdits: []analysis.TextEdit{
			{Pos: aFrom, End: aTo, NewText: bytes.Clone(second)},
			{Pos: bFrom, End: bTo, NewText: bytes.Clone(first)},
		},
	}}
}
