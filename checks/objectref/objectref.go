// Package objectref finds references to objects that are lost on some way out of a function.
package objectref

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

//go:embed objectref.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Warning, Precision: "high", Scope: check.Driver, NoPaths: true,
	Tags: []string{"correctness", "external/cwe/cwe-772", "external/cwe/cwe-911"},
}, run)

func run(pass *check.Pass) {
	k := &keepers{p: pass.Driver.Graph, known: map[question]bool{}, told: map[told]bool{}, stored: map[string]bool{}, raised: ways.NewExceptions(pass.Driver.Graph)}
	at := callsOf(pass.Driver.Graph)
	var takers []taker
	for _, c := range pass.Driver.RoutineCalls(ddi.Reference|ddi.ReturnReference, ddi.KernelObject|ddi.OtherObject) {
		if c.Routine.Arg(ddi.OpListOut) >= 0 {
			lists(pass, k, c)
			continue
		}
		takers = follow(pass, k, c, nil, at, takers)
		if !overwrites(pass, k, c, at) {
			reportStored(pass, k, c, at)
		}
	}
	for range maxTakers {
		var next []taker
		for _, t := range takers {
			for _, c := range t.calls(at) {
				next = follow(pass, k, c, &t, at, next)
			}
		}
		takers = next
	}
}

// follow reports where the reference is lost that a call takes, and adds the function to the takers if its caller gets it. A taker is called if one is given.
func follow(pass *check.Pass, k *keepers, c callgraph.RoutineCall, called *taker, at callers, takers []taker) []taker {
	s := newSearch(k, c)
	if s == nil {
		return takers
	}
	s.called = called
	s.truth = called != nil && called.truth && called.out != nil
	if !ways.Follow(pass.Driver.Graph, c.In, state{}, s) {
		pass.GiveUp(c.In, ways.TooMany)
		return takers
	}
	for _, l := range s.losses() {
		if at := (told{s.v, s.element, l.ret}); l.ret == nil || !k.told[at] {
			k.told[at] = true
			report(pass, c, s, l)
		}
	}
	reportStranded(pass, s, at[c.In])
	if t, ok := s.taker(); ok && !s.guard && !slices.ContainsFunc(takers, func(o taker) bool { return o.f == t.f }) {
		takers = append(takers, t)
	}
	return takers
}

func report(pass *check.Pass, c callgraph.RoutineCall, s *search, l loss) {
	f := c.In
	level := check.Warning
	if s.lasting() {
		level = check.Pedantic
	}
	then := "then points to"
	if s.guard {
		then = "points to"
	}
	path := append(s.called.steps(), program.PathStep{Unit: f.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` takes a reference to what `%s` %s", c.Routine.Name, s.spelt(), then)})
	if l.again {
		path = append(path, program.PathStep{Unit: f.Unit, Span: c.Call.Span, Text: fmt.Sprintf("takes the next one: `%s` no longer points to the first", s.spelt())})
		pass.Report(check.Finding{Level: level, Unit: f.Unit, At: c.Call.Span, Path: path},
			"`%s` takes a reference here, in a loop that comes back before the last one is dropped%s: what `%s` pointed to is never freed", c.Routine.Name, s.remedy(), s.spelt())
		return
	}
	if l.over != nil {
		path = append(path, program.PathStep{Unit: f.Unit, Span: l.over.Where(), Text: fmt.Sprintf("`%s` is given something else: nothing knows of the reference any more", s.spelt())})
		pass.Report(check.Finding{Level: level, Unit: f.Unit, At: c.Call.Span, Path: path},
			"`%s` takes a reference here, and `%s` is given something else before it is dropped (line %d)%s: what it pointed to is never freed", c.Routine.Name, s.spelt(), f.Unit.Line(l.over.Where()), s.remedy())
		return
	}
	if l.past != nil {
		path = append(path, program.PathStep{Unit: f.Unit, Span: l.past.Span, Text: fmt.Sprintf("`%s` is left out, under a test that tells nothing of the reference", l.past.Callee)})
	}
	for _, ret := range append(l.also, l.ret) {
		path = append(path, program.PathStep{Unit: f.Unit, Span: ret.Span, Text: fmt.Sprintf("`%s` returns, and nothing else knows of the reference", f.Name)})
	}
	elsewhere := ""
	if s.release != nil {
		elsewhere = fmt.Sprintf(", which is dropped on another way (line %d)", f.Unit.Line(s.release.Span))
	}
	pass.Report(check.Finding{Level: level, Unit: f.Unit, At: l.ret.Span, Path: path, Fixes: s.fix(pass, l)},
		"`%s` returns here with the reference that `%s` has taken%s%s: nobody can drop it any more%s, and what `%s` points to is never freed", f.Name, c.Routine.Name, s.which(), elsewhere, s.remedy(), s.spelt())
}

// which tells the call from another one that gives a pointer to a variable of the same name.
func (s *search) which() string {
	mine, _ := given(s.c)
	others := false
	s.c.In.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok || call == s.c.Call || call.Callee != s.c.Call.Callee || len(call.Args) != len(s.c.Call.Args) {
			return
		}
		theirs, _ := given(callgraph.RoutineCall{Call: call, In: s.c.In, Routine: s.c.Routine})
		others = others || theirs.Place.Root != nil && mine.Place.Root != nil && theirs.Place.Root.Name == mine.Place.Root.Name && theirs.Place.Root != mine.Place.Root
	})
	if !others {
		return ""
	}
	return fmt.Sprintf(" (line %d)", s.c.In.Unit.Line(s.c.Call.Span))
}
