package clang

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/ir"
)

// maxRounds bounds how often a unit is parsed.
const maxRounds = 5

// A loader loads one unit: it is parsed, stubs are made from its errors, and so on until
// there are none, or none that a stub can help.
type loader struct {
	given      Unit
	lessons    []Lesson // what other units have learnt
	sources    *sources
	stubs      *stubs
	shaped     *shapes // nil until needed
	unit       *unitState
	result     *Parsed
	parses     int             // so far
	conditions map[string]bool // macros of which is known that a lesson is about them
}

// loader prepares the first parse of a unit. Its unit is nil if it can't be read.
func (s *Session) loader(unit Unit, lessons []Lesson) *loader {
	l := &loader{given: unit, lessons: lessons, sources: newSources(s, unit)}
	l.begin()
	return l
}

// begin reads all files that the unit seems to include, with those that clang asked for.
func (l *loader) begin() {
	l.stubs, l.shaped, l.unit, l.result, l.conditions = newStubs(), nil, nil, &Parsed{Lessons: slices.Clip(l.lessons)}, map[string]bool{}
	folders, forced := searchArgs(l.given.Args)
	c := l.sources.include(l.given.File, l.sources.outsideKit(folders), forced)
	l.sources.noteMacros()
	l.sources.guard(c)
	if l.sources.acyclic {
		l.sources.breakCycles(c)
	}
	l.result.Problems = c.refused
	for _, f := range l.sources.all() {
		l.result.Files = append(l.result.Files, f.path)
	}
	l.sources.index()
	if err := c.files[0].err; err != nil {
		l.problem(l.given, err)
		if errors.Is(err, errEmpty) {
			l.result.Problems[len(l.result.Problems)-1].Whole = true
			l.result.Unit = &ir.Unit{File: l.given.File, Files: []ir.File{{Name: l.given.File, Lines: []int{0}}}} // nothing of the driver is absent
		}
		return
	}
	l.given.CPlusPlus = l.given.CPlusPlus || c.files[0].isCPlusPlus()
	l.unit = newUnitState(l.given, c)
	for _, name := range l.unit.kernelSwitches(l.sources) {
		l.unit.Args = append(slices.Clone(l.unit.Args), "-D"+name)
		l.stubs.switches = append(l.stubs.switches, name)
	}
	cases := l.noteMade()
	leftOut := l.leaveOut()
	l.foresee()
	for _, name := range cases {
		if !l.unit.defined[name] && !l.stubs.has(name) {
			l.stubs.setValue(name, constant)
		}
	}
	l.foreseeLeftOut(leftOut)
	l.teach(l.lessons)
}

// run parses the unit until it is done. When clang asks for files that the text did not
// show, they become known and all begins anew; so it does without inclusions that never end.
func (l *loader) run() {
	for asked := 0; l.rounds(asked < maxAsked); asked++ {
		l.begin()
	}
}

// rounds parses the unit with what is known of it. It reports whether all is to begin anew.
// Without more, files that clang asks for and that the unit may have are named.
func (l *loader) rounds(more bool) bool {
	for round := 1; round <= maxRounds && l.unit != nil && !l.unit.done; round++ {
		anew, err := l.step(round, more)
		switch {
		case err != nil:
			l.problem(l.unit.Unit, err)
			return false
		case anew:
			return true
		case l.unit.endless:
			l.problem(l.unit.Unit, errEndless)
		}
	}
	return false
}

func (l *loader) problem(unit Unit, err error) {
	l.result.Problems = append(l.result.Problems, Problem{File: unit.File, Message: err.Error()})
}

// shapes returns how the unit's text uses names, which is found out once.
func (l *loader) shapes() *shapes {
	if l.shaped == nil {
		l.shaped = newShapes(&l.sources.words)
	}
	return l.shaped
}

// foresee stubs the names in capitals that neither the driver nor the model defines,
// so that most units need one parse.
func (l *loader) foresee() {
	declared := l.decorate()
	for _, word := range l.sources.unknown(l.unit.kit) {
		if declared[word] || l.stubs.has(word) || l.unit.defined[word] || word[0] == '_' && l.shapes().isClass(word) {
			continue
		}
		g := &diagnosis{stubs: l.stubs, shapes: l.shapes(), unit: l.unit, foreseen: map[string]bool{}}
		g.foresee(word)
	}
	l.foreseePasted()
	l.foreseeIncomplete()
	l.foreseeSizes()
	l.foreseeRoles()
	l.foreseeMembers()
}

// foreseeIncomplete completes the structures that the text only declares, where it has objects of them.
func (l *loader) foreseeIncomplete() {
	g := &diagnosis{stubs: l.stubs, shapes: l.shapes(), sources: l.sources, unit: l.unit, foreseen: map[string]bool{}}
	for _, w := range l.shapes().places("struct") {
		name := w.token(1).In(w.f.text)
		if !w.ident(1) || !w.ident(2) || !w.is(3, ";", ",", "=", "[") || l.unit.defined[name] || wdk.Knows(name) || l.stubs.members[name] != nil || keyword(name) {
			continue
		}
		alias := ""
		if w.is(-1, "typedef") {
			alias = w.token(2).In(w.f.text)
			if !l.shapes().hasObjects(alias) {
				continue
			}
		}
		g.complete(name, alias)
	}
}

// foreseeSizes shows clang a number for sizeof TYPE without parentheses.
func (l *loader) foreseeSizes() {
	for _, w := range l.shapes().places("sizeof") {
		if name := w.token(1).In(w.f.text); w.ident(1) && upper(name) && (wdk.IsType(name) || l.shapes().of(name).asType()) {
			l.unit.closure.sizeOfType(w)
		}
	}
}

// foreseePasted stubs the names that macros of the model make of what they are given, where nobody defines them.
func (l *loader) foreseePasted() {
	prefixes := wdk.Prefixes()
	for _, macro := range sortedKeys(prefixes) {
		if l.unit.defines(macro) {
			continue
		}
		for _, w := range l.shapes().places(macro) {
			name := prefixes[macro] + w.token(2).In(w.f.text)
			if w.is(1, "(") && w.ident(2) && w.is(3, ")") && !l.unit.defines(name) && !l.stubs.has(name) && !wdk.Knows(name) {
				l.stubs.setValue(name, constant)
			}
		}
	}
}

// step parses the unit once and lowers it if no better parse is to be expected. It
// reports whether all is to begin anew: clang asked for files that the unit may have, see
// rounds, or did not come to the end of its inclusions.
func (l *loader) step(round int, more bool) (anew bool, err error) {
	u := l.unit
	index := clang.NewIndex()
	defer index.Dispose()
	l.parses++
	tu, err := l.parse(index, u)
	if err != nil {
		return false, err
	}
	defer tu.Dispose()
	if outside := u.outsiders(tu); len(outside) > 0 {
		return false, outsideError(outside)
	}
	all := unitErrors(tu)
	if l.ask(all, more) {
		return true, nil
	}
	u.errors = driverErrors(all, l.sources.kit)
	if len(u.errors) > 0 && round < maxRounds {
		if useful := l.learn(u.errors); len(useful) > 0 {
			l.pass(useful)
			return false, nil
		}
	}
	u.done = true
	u.endless = endless(u.errors)
	if u.endless && !l.sources.acyclic {
		l.sources.acyclic = true
		return true, nil
	}
	unit, sites, instance := lowerUnit(tu, u.Unit, l.sources, l.skipped())
	if instance != "" {
		l.problem(l.given, fmt.Errorf("uses more than %d classes made from templates: the functions of %s and further ones are left out, and findings about them may be missing", maxInstances, instance))
	}
	counted, named := l.count(tu, sites)
	unit.Named = slices.Concat(unit.Named, named, namedAside(u.closure.files, unit))
	slices.Sort(unit.Named)
	unit.Named = slices.Compact(unit.Named)
	dropRepeated(unit)
	l.result.Unit = unit
	l.result.Included = counted[1:]
	l.result.Stats = UnitStats{Calls: counted[0].Calls, Missed: counted[0].Missed, Lost: counted[0].Lost, Hidden: counted[0].Hidden, Rounds: round, Parses: l.parses, Errors: len(u.errors)}
	own := u.closure.files[0]
	for _, d := range u.errors {
		if d.file == own.path && !own.onlyDeclares(tu.SkippedRanges(own.path)) {
			l.result.Stats.Own++
		}
	}
	l.result.Stubs = l.stubs.names()
	l.result.StubText = l.stubs.text()
	return false, nil
}

// count counts the calls in the texts of the unit's files, its own first; of those that it
// includes in what has function bodies. It lists the words that namedElsewhere finds.
func (l *loader) count(tu clang.TranslationUnit, sites map[string]*callSites) (list []FileStats, named []string) {
	u := l.unit
	aliases, kinds := u.aliases(), l.macrosOf(u) // of all macros: once for all files
	for i, f := range u.closure.files {
		seen := sites[f.path]
		switch {
		case seen == nil && i > 0:
			continue // no function of it was lowered, and no macro expanded
		case seen == nil:
			seen = &callSites{Calls: map[int]bool{}}
		}
		spanAliases(f, seen, aliases)
		skipped := tu.SkippedRanges(f.path)
		calls, missed := understood(f, seen, skipped, kinds)
		named = append(named, f.namedElsewhere(skipped, missed)...)
		hidden := f.hidden(skipped)
		if i == 0 || calls > 0 || len(hidden) > 0 {
			list = append(list, FileStats{File: f.path, Calls: calls, Missed: len(missed), Lost: f.named(missed), Hidden: hidden, Lines: bytes.Count(f.text, []byte("\n"))})
		}
	}
	return list, named
}

// macrosOf says what is to be known of the macros of a unit.
func (l *loader) macrosOf(u *unitState) macroKinds {
	return macroKinds{
		scopes: u.scopes,
		invented: func(name string) bool {
			_, ok := l.stubs.macros[name]
			return ok && !u.defines(name)
		},
		passing: func(name string) bool { return l.stubs.passing[name] && !u.defines(name) },
	}
}

var errEndless = errors.New("includes a file that includes itself without end: give it an include guard or #pragma once")

// endless reports whether clang gave up on an include that leads back to itself.
func endless(list []diagnostic) bool {
	return slices.ContainsFunc(list, func(d diagnostic) bool { return d.about("#include nested too deeply") })
}

// dropRepeated keeps the first of the functions that a file included more than once
// defines at the same place.
func dropRepeated(unit *ir.Unit) {
	type place struct {
		name string
		span ir.Span
	}
	seen := map[place]bool{}
	unit.Funcs = slices.DeleteFunc(unit.Funcs, func(f *ir.Func) bool {
		key := place{f.Name, f.NameSpan}
		repeated := seen[key]
		seen[key] = true
		return repeated
	})
}

// learn extends the stubs by what errors ask for. It returns those that there was something to
// learn from.
func (l *loader) learn(errors []diagnostic) (useful []diagnostic) {
	u := l.unit
	g := &diagnosis{stubs: l.stubs, shapes: l.shapes(), sources: l.sources, unit: u, foreseen: map[string]bool{}}
	g.unknown = slices.ContainsFunc(errors, func(d diagnostic) bool { return d.about("unknown type name") && !u.certain[d.name(0)] })
	for _, read := range []func(diagnostic){g.declare, g.define} {
		for _, d := range errors {
			g.changed = false
			read(d)
			if g.changed {
				useful = append(useful, d)
			}
		}
	}
	return useful
}

// driverErrors returns the errors in the driver's own files, in order.
func driverErrors(all []diagnostic, kit *wdk.Kit) []diagnostic {
	var list []diagnostic
	for _, d := range all {
		if d.file != "" && !strings.HasPrefix(filepath.ToSlash(d.file), wdk.Folder+"/drvlint") && !(kit != nil && kit.Has(d.file)) {
			list = append(list, d)
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].file != list[j].file {
			return list[i].file < list[j].file
		}
		return list[i].offset < list[j].offset
	})
	return list
}
