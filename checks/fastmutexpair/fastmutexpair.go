// Package fastmutexpair finds releases of fast mutexes that do not undo the acquisition.
package fastmutexpair

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/pairing"
	"github.com/drvlint/drvlint/internal/program"
)

//go:embed fastmutexpair.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function, MutexRules: pairing.Rules,
	Tags: []string{"correctness", "concurrency", "external/cwe/cwe-667", "external/cwe/cwe-832"},
}, run)

func run(pass *check.Pass) {
	for _, f := range pass.Driver.Functions {
		for _, u := range pairing.Mispaired(pass.Driver.Locks, f) {
			if u.Mixed {
				reportMixed(pass, u)
			} else {
				reportBare(pass, u)
			}
		}
	}
}

// reportMixed reports a release by a routine of another kind than the acquisition's.
func reportMixed(pass *check.Pass, u *pairing.Unpaired) {
	release, acquire, name := u.Step.Name, u.Lock.Routine(), u.Lock.Name()
	path := append(u.Lock.Path(), releasePath(u, fmt.Sprintf("`%s` releases `%s` here", release, name))...)
	pass.Report(check.Finding{Level: check.Error, Unit: u.In.Unit, At: u.Call.Span, Path: path, Fixes: rename(pass, u)},
		"`%s` is taken with `%s` and released with `%s`: %s", name, acquire, release, consequence(u))
}

// consequence says what a release of the wrong kind leaves behind.
func consequence(u *pairing.Unpaired) string {
	guarded := u.ReleaseGuarded()
	switch {
	case u.Lock.Guarded != guarded:
		return "before Windows 8 fast and guarded mutexes work differently, and the thread is left at the wrong IRQL or in the wrong APC state"
	case u.Lock.Unsafe && guarded:
		return "the release leaves a guarded region that was not entered here"
	case u.Lock.Unsafe:
		return "the release sets the IRQL to what the mutex happens to hold, as nothing was saved there"
	case guarded:
		return "the guarded region is never left, and the thread receives no APCs any more"
	}
	return "the IRQL is not restored, and the thread stays at APC_LEVEL for good"
}

// reportBare reports a release on a path that did not take the mutex.
func reportBare(pass *check.Pass, u *pairing.Unpaired) {
	kind, name := "fast mutex", u.Lock.Name()
	if u.Lock.Guarded {
		kind = "guarded mutex"
	}
	path, how := u.Lock.Path(), "a path that did not take it comes here too"
	switch {
	case u.Before != nil:
		how = "on one path it was released before"
		path = append(path, program.PathStep{Unit: u.In.Unit, Span: u.Before.At, Text: fmt.Sprintf("releases `%s` here", name)})
	case u.Past != nil:
		branch := u.Past.Branch()
		branch.Text += ", past that"
		path = append(path, branch)
	default:
		how = "also where the attempt to take it has failed"
	}
	again := "releases"
	if u.Before != nil && u.Before.At == u.Step.At {
		again = "comes here once more and releases"
	}
	path = append(path, releasePath(u, fmt.Sprintf("%s `%s` here, which is not held", again, name))...)
	pass.Report(check.Finding{Level: check.Error, Unit: u.In.Unit, At: u.Call.Span, Path: path},
		"the %s `%s` is released here though it is not held: %s. From then on two threads can hold it at once", kind, name, how)
}

// releasePath tells how control comes from the function to the release.
func releasePath(u *pairing.Unpaired, last string) []program.PathStep {
	if u.Step.In == u.In {
		return []program.PathStep{{Unit: u.In.Unit, Span: u.Call.Span, Text: last}}
	}
	return []program.PathStep{
		{Unit: u.In.Unit, Span: u.Call.Span, Text: fmt.Sprintf("calls `%s`", u.Step.In.Name)},
		{Unit: u.Step.In.Unit, Span: u.Step.At, Text: last},
	}
}
