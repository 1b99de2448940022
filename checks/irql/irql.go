// Package irql finds calls at an interrupt request level at which they are not allowed.
package irql

import (
	_ "embed"
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/locking"
	"github.com/drvlint/drvlint/internal/pairing"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
)

//go:embed irql.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function, Rules: rules, MutexRules: pairing.Rules,
	BeforeLevels: before,
	Needs:        []*analysis.Analyzer{locking.Analyzer},
	Tags:         []string{"correctness", "external/cwe/cwe-662"},
}, run)

func before(d *driver.Driver) {
	for _, f := range d.Functions {
		changes(d, f)
		if d.Concerned(f) {
			d.Levels.AtHighest(f)
		}
	}
}

func run(pass *check.Pass) {
	broken := pass.Broken()
	for _, b := range broken {
		if !reportedOtherwise(pass, b, broken) {
			report(pass, b)
		}
	}
	atHighest(pass, broken)
	annotations(pass)
	pagedCallbacks(pass)
	unwaitedCalls(pass)
}

// atHighest reports what is called too high where the system calls a function at the highest level of several, but not at the lowest.
func atHighest(pass *check.Pass, broken []*irql.Obligation) {
	for _, f := range pass.Driver.Functions {
		if !pass.Driver.Concerned(f) || pass.Driver.Levels.Pageable(f) { // pagedCallbacks speaks of the second
			continue
		}
		list := slices.Clone(pass.Driver.Levels.AtHighest(f))
		list = slices.DeleteFunc(list, func(b *irql.Obligation) bool {
			return b.Rule != tooHigh && b.Rule != pagedCalled || irql.Raised(b) != "" || harmless(b) || reportedOtherwise(pass, b, broken)
		})
		own := func(b *irql.Obligation) bool { return b.Inner == nil && asserts(pass, b) }
		only := !slices.ContainsFunc(list, func(b *irql.Obligation) bool { return !own(b) })
		for _, b := range list {
			level := check.Warning
			if own(b) {
				if level = check.Pedantic; !only {
					continue // what it calls says more than what it asserts
				}
			}
			l := irql.LevelsOf(b)
			why := fmt.Sprintf("`%s` may be called at %s, for the system calls `%s`%s at that level, too", b.Name, ddi.LevelName(l.Low), f.Name, as(pass.Driver.Roles(f)))
			finding := check.Finding{Level: level, Unit: b.In.Unit, At: b.At}
			if b.Rule == pagedCalled {
				finding.Path = path(pass, b, fmt.Sprintf("`%s` lies in a section that can be paged out", b.Name))
				pass.Report(finding, "%s, but lies in a section that can be paged out", why)
				continue
			}
			finding.Path = path(pass, b, fmt.Sprintf("`%s` is for %s and below", b.Name, ddi.LevelName(l.Max)))
			pass.Report(finding, "%s: it is for %s at most%s", why, ddi.LevelName(l.Max), consequence(pass, b))
		}
	}
}

// harmless reports whether the call counts something of the thread only, or harms only where memory happens to be paged out.
func harmless(b *irql.Obligation) bool {
	r := ddi.Lookup(b.Final().Name)
	return pageable(b) || r.Does(ddi.RegionChanges) && !r.Does(ddi.Acquire)
}

// report words one broken rule.
func report(pass *check.Pass, b *irql.Obligation) {
	f := check.Finding{Level: check.Error, Unit: b.In.Unit, At: b.At}
	l := irql.LevelsOf(b)
	at := ddi.LevelName(l.Low)
	switch b.Rule {
	case tooHigh:
		if pageable(b) || onlyAnnotated(pass, b) || isStub(pass, b) || caughtHere(pass, b) {
			f.Level = check.Pedantic
		}
		f.Path = path(pass, b, fmt.Sprintf("`%s` is for %s and below", b.Name, ddi.LevelName(l.Max)))
		pass.Report(f, "`%s` is called at %s%s: it may be called at %s at most%s", b.Name, at, because(b), ddi.LevelName(l.Max), consequence(pass, b))
	case tooLow:
		f.Level = check.Warning
		if isStub(pass, b) {
			f.Level = check.Pedantic
		}
		f.Path = path(pass, b, fmt.Sprintf("`%s` is for %s and above", b.Name, ddi.LevelName(l.Min)))
		pass.Report(f, "`%s` is called at %s%s: it may be called at %s at least", b.Name, most(b), because(b), ddi.LevelName(l.Min))
	case raisesToLower:
		f.Path = path(pass, b, fmt.Sprintf("`%s` is asked for %s", b.Name, ddi.LevelName(l.Max)))
		pass.Report(f, "`%s` is to raise the IRQL to %s, but it is %s already%s: the system stops with bug check 0x9 (IRQL_NOT_GREATER_OR_EQUAL), or goes on at the wrong level", b.Name, ddi.LevelName(l.Max), at, because(b))
	case aboveContract:
		f.Path = irql.Path(b, fmt.Sprintf("the IRQL is %s here", at))
		pass.Report(f, "`%s` promises never to go above %s, but is at %s after `%s`", b.Final().In.Name, ddi.LevelName(l.Max), at, b.Name)
	case belowContract:
		f.Path = irql.Path(b, fmt.Sprintf("the IRQL is %s here", ddi.LevelName(l.High)))
		pass.Report(f, "`%s` promises never to go below %s, but is at %s after `%s`", b.Final().In.Name, ddi.LevelName(l.Min), ddi.LevelName(l.High), b.Name)
	case otherLevel:
		f.Path = irql.Path(b, fmt.Sprintf("`%s` restores it here, at %s", b.Name, at))
		pass.Report(f, "the state of the floating point unit was saved at %s and is restored at %s: both must be done at one level", ddi.LevelName(l.Saved), at)
	case pagedCode:
		f.Path = irql.Path(b, fmt.Sprintf("`%s` goes on at %s", b.In.Name, at))
		pass.Report(f, "`%s` goes to %s here, but lies in a section that can be paged out: when its next page is not in memory, the system stops with bug check 0xD1 (DRIVER_IRQL_NOT_LESS_OR_EQUAL)", b.In.Name, at)
	case pagedCalled:
		f.Path = path(pass, b, fmt.Sprintf("`%s` lies in a section that can be paged out", b.Name))
		pass.Report(f, "`%s` is called at %s%s, but lies in a section that can be paged out: when its code is not in memory, the system stops with bug check 0xD1 (DRIVER_IRQL_NOT_LESS_OR_EQUAL)", b.Name, at, because(b))
	case cancelLevel:
		f.Path = irql.Path(b, fmt.Sprintf("`%s` gives the cancel lock up", b.Name))
		pass.Report(f, "a cancel routine must give the cancel lock up with the `CancelIrql` of its IRP: `%s` is given another level here", b.Name)
	default:
		returns(pass, b, f)
	}
}

// returns words what is wrong with the level when a function is done.
func returns(pass *check.Pass, b *irql.Obligation, f check.Finding) {
	l := irql.LevelsOf(b)
	at := ddi.LevelName(l.Low)
	f.Path = irql.Path(b, fmt.Sprintf("`%s` returns here", b.In.Name))
	if b.Rule != returnsRaised {
		promise := program.PathStep{Unit: b.In.Unit, Span: b.In.NameSpan, Text: fmt.Sprintf("the annotations of `%s` promise something else", b.In.Name)}
		f.Path = append([]program.PathStep{promise}, f.Path...)
	}
	switch b.Rule {
	case notSame:
		pass.Report(f, "`%s` promises to return at the IRQL at which it was called, but returns at %s%s", b.In.Name, at, because(b))
	case notRaised:
		pass.Report(f, "`%s` promises to return at %s, but returns at %s%s", b.In.Name, ddi.LevelName(l.Max), at, because(b))
	case returnsRaised:
		pass.Report(f, "`%s` returns to the system at %s%s: nobody lowers the IRQL again, and the thread goes on with everything that needs a lower one", b.In.Name, at, because(b))
	case notSaved:
		f.Level = check.Warning
		pass.Report(f, "`%s` promises to save the IRQL in `%s`, and returns here without having done so", b.In.Name, b.Name)
	case notRestored:
		f.Level = check.Warning
		pass.Report(f, "`%s` promises to set the IRQL to `%s`, and returns here without having done so", b.In.Name, b.Name)
	}
}

// most is the level, or the highest at which the point may be come to.
func most(b *irql.Obligation) string {
	l := irql.LevelsOf(b)
	if l.Low < l.High {
		return ddi.LevelName(l.High) + " or below"
	}
	return ddi.LevelName(l.High)
}

// path tells how the level came about, from what called the function on.
func path(pass *check.Pass, b *irql.Obligation, last string) []program.PathStep {
	steps := irql.Path(b, last)
	if irql.Raised(b) != "" {
		return steps
	}
	words := called(pass, b)
	if words == "" {
		return steps
	}
	first := program.PathStep{Unit: b.In.Unit, Span: b.In.NameSpan, Text: words}
	first.Level = steps[0].Level
	return append([]program.PathStep{first}, steps...)
}

// called says at which level the function is entered, and why; "" if nobody says so.
func called(pass *check.Pass, b *irql.Obligation) string {
	entry, known := pass.Driver.EntryLevels(b.In)
	if !known {
		return ""
	}
	at := ddi.LevelName(entry.Min)
	if entry.Min < min(entry.Max, ddi.DeviceLevel) {
		at = ddi.LevelName(entry.Max) + " or below"
	}
	_, role := pass.Driver.RoleLevels(b.In)
	switch {
	case pass.Driver.Asserted(b.In) == entry.Max && entry.Max < ddi.HighLevel && entry.Min < entry.Max:
		return fmt.Sprintf("`%s` asserts as it begins that the IRQL is %s", b.In.Name, at)
	case role:
		return fmt.Sprintf("the system calls `%s`%s, at %s", b.In.Name, as(pass.Driver.Roles(b.In)), at)
	}
	return fmt.Sprintf("`%s` may be called at %s only, as its annotations have it", b.In.Name, at)
}

// as says as what the system calls a function, if that is one thing only.
func as(roles []callgraph.Registration) string {
	words := ""
	for _, r := range roles {
		now := ""
		if noun := r.Noun(); noun != "" {
			now = " as " + noun
		}
		if words != "" && words != now {
			return ""
		}
		words = now
	}
	return words
}

// because tells where the level comes from.
func because(b *irql.Obligation) string {
	if name := irql.Raised(b); name != "" {
		return fmt.Sprintf(", set by `%s`", name)
	}
	return ""
}

// consequence tells what happens.
func consequence(pass *check.Pass, b *irql.Obligation) string {
	l := irql.LevelsOf(b)
	switch {
	case onlyAnnotated(pass, b), isStub(pass, b):
		return ", as its annotations have it"
	case asserts(pass, b):
		return ", and stops a build for debugging above it"
	case pageable(b) && l.Low == ddi.APCLevel:
		return ", as its documentation has it"
	case l.Max == ddi.PassiveLevel && l.Low == ddi.APCLevel:
		return ", since it waits for I/O that ends with an APC, or touches pageable memory"
	case l.Low >= ddi.DispatchLevel:
		return ", and above it a wait or a page fault stops the system (bug checks 0xA, 0xD1, 0xB8)"
	}
	return ""
}

// asserts reports whether what is called only tests the level.
func asserts(pass *check.Pass, b *irql.Obligation) bool {
	r := pass.Driver.Known.Lookup(b.Name)
	return r != nil && len(r.Effects) > 0 && !slices.ContainsFunc(r.Effects, func(e ddi.Effect) bool {
		return e.Kind != ddi.LimitIRQL || e.When != nil || e.WhenBlocks
	})
}

// pageable reports whether the call harms only where memory happens to be paged out: strings
// that may well be resident, or at APC_LEVEL the routine's own code.
func pageable(b *irql.Obligation) bool {
	switch ddi.PagedOut(b.Name) {
	case "data":
		return true
	case "code":
		return irql.LevelsOf(b).Low < ddi.DispatchLevel
	}
	return false
}

// onlyAnnotated reports whether a function of the driver is called at APC_LEVEL, and nothing but its own
// annotation is against it: nothing that it calls, itself or below, needs the delivery of APCs.
func onlyAnnotated(pass *check.Pass, b *irql.Obligation) bool {
	point := b.Final()
	if point.Call == nil || irql.LevelsOf(b).Low != ddi.APCLevel {
		return false
	}
	callee, _ := pass.Driver.Callee(point.In, point.Call)
	return callee != nil && pass.Driver.Levels.Limit(callee) >= ddi.APCLevel
}

// pagedCallbacks reports functions that the system calls at DISPATCH_LEVEL or above, always or among others, and that can be paged out.
func pagedCallbacks(pass *check.Pass) {
	for _, f := range pass.Driver.Functions {
		if !pass.Driver.Levels.Pageable(f) {
			continue
		}
		level, words := check.Warning, "the system calls `%s`%s, at %s, too"
		at, high := pass.Driver.AtHighest(f)
		if levels, known := pass.Driver.RoleLevels(f); known && levels.Min >= ddi.DispatchLevel {
			level, words, at, high = check.Error, "the system calls `%s`%s, at %s", min(levels.Min, ddi.DeviceLevel), true
		}
		if !high {
			continue
		}
		called := fmt.Sprintf(words, f.Name, as(pass.Driver.Roles(f)), ddi.LevelName(at))
		pass.Report(check.Finding{Level: level, Unit: f.Unit, At: f.NameSpan, Path: []program.PathStep{{Unit: f.Unit, Span: f.NameSpan, Text: called}}},
			"%s, but it lies in a section that can be paged out: when its code is not in memory, the system stops with bug check 0xD1 (DRIVER_IRQL_NOT_LESS_OR_EQUAL)", called)
	}
}

// annotations reports what the annotations themselves get wrong.
func annotations(pass *check.Pass) {
	for _, f := range pass.Driver.Functions {
		for _, word := range pass.Driver.Contract(f).Illegal {
			pass.Report(check.Finding{Level: check.Warning, Unit: f.Unit, At: f.NameSpan, Path: []program.PathStep{{Unit: f.Unit, Span: f.NameSpan, Text: fmt.Sprintf("`%s` is declared with it", f.Name)}}},
				"`%s` of `%s` names no IRQL: levels go from 0 (PASSIVE_LEVEL) to 15 (HIGH_LEVEL)", word, f.Name)
		}
		if b := changes(pass.Driver, f); b != nil {
			path := irql.Path(b, fmt.Sprintf("`%s` returns at another IRQL than it was called at", f.Name))
			pass.Report(check.Finding{Level: check.Pedantic, Unit: f.Unit, At: f.NameSpan, Path: path},
				"`%s` changes the IRQL for its caller, but no annotation says so (_IRQL_raises_, _IRQL_saves_, _IRQL_restores_)", f.Name)
		}
	}
}

// changes tells where f, which no annotation says it of, returns at another level than it was called at; nil if
// it does not.
func changes(d *driver.Driver, f *program.Function) *irql.Obligation {
	levels := d.Levels
	if !d.Concerned(f) || !levels.Uneven(f) || levels.Contract(f).Annotated || isCancel(levels, f) {
		return nil
	}
	return levels.ChangesLevel(f)
}
