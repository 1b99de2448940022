// Package attachwait finds messages sent and I/O done while attached to another process.
package attachwait

import (
	_ "embed"
	"fmt"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/obligation"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

//go:embed attachwait.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Error, Precision: "high", Scope: check.Function, Rules: []*irql.Rule{whileAttached},
	NoPaths: true,
	Tags:    []string{"correctness", "concurrency", "external/cwe/cwe-662"},
}, run)

// maxCalls is how many calls below the function that is attached the wait may lie: names of files go through many hands.
const maxCalls = 6

// whileAttached asks that no I/O in which APCs of the thread take part is waited for while it is attached to
// another process.
var whileAttached = &irql.Rule{
	Name: "blocks while attached", Depth: maxCalls,
	On: func(p *irql.Point, ask func(*irql.Obligation)) {
		if p.Kind == irql.AtCall && withAPC(p.Routine) && p.Blocks() {
			o := &irql.Obligation{Name: p.Name, Call: p.Call, Terms: [2]term.Ref{p.Attached()}}
			if opens(p) {
				o.Terms[1] = p.Terms().Constant(1)
			}
			ask(o)
		}
	},
	Judge: func(p *irql.Point, o *irql.Obligation) obligation.Verdict {
		attached := p.Interval(o.Terms[0])
		switch {
		case attached.Lo > 0:
			return obligation.Broken
		case p.FromEntry(o.Terms[0]) && attached.Hi > 0 && p.Asked(profile.Blocks):
			return obligation.Open
		}
		return obligation.Kept
	},
	Prefer: func(o, other *irql.Obligation) bool { return !onlyOpens(o) && onlyOpens(other) },
}

// onlyOpens reports whether all that an obligation is about is that a file is opened.
func onlyOpens(o *irql.Obligation) bool { return o.Terms[1] != 0 }

// withAPC reports whether the routine waits for I/O in which APCs of the calling thread take part.
func withAPC(r *ddi.Routine) bool {
	e := r.Effect(ddi.Wait, ddi.Message|ddi.IO)
	return e != nil && !e.NoAPC
}

func run(pass *check.Pass) {
	broken := pass.Broken()
	more := map[*program.Function]bool{} // does more than open files while it is attached
	for _, b := range broken {
		more[b.In] = more[b.In] || !onlyOpens(b)
	}
	last := ir.Span{}
	for _, b := range broken {
		if b.At != last { // else the same call leads to it
			level := check.Error
			if !more[b.In] {
				level = check.Pedantic
			}
			report(pass, b, level)
		}
		last = b.At
	}
}

// opens reports whether all that the call does is to open a file by a handle of the kernel: the caller waits for that by an event, and no
// APC is left over.
func opens(p *irql.Point) bool {
	i := p.Routine.Arg(ddi.OpAttributes)
	if i < 0 || i >= len(p.Call.Args) || p.Call.Args[i].Kind != ir.AddrOf || !p.Call.Args[i].Place.IsLocal() {
		return false
	}
	attributes, kernel := p.Call.Args[i].Place, false
	for _, call := range p.In().Calls() {
		_, r := p.Machine().RoutineOf(p.In(), call)
		e := r.Effect(ddi.Configure, ddi.Handle)
		if e == nil || len(call.Args) <= e.When.Arg || call.Args[r.Arg(ddi.OpObject)].Place.Root != attributes.Root {
			continue
		}
		flags := call.Args[e.When.Arg]
		if kernel = flags.Kind == ir.Const && e.When.Holds(flags.Int); !kernel {
			return false
		}
	}
	return kernel
}

func report(pass *check.Pass, b *irql.Obligation, level check.Level) {
	through := ""
	if b.Inner != nil {
		through = fmt.Sprintf(" (through `%s`)", b.Inner.In.Name)
	}
	path := irql.Since(b, irql.Attachment, fmt.Sprintf("calls `%s`, and waits for what it has started", b.Name))
	pass.Report(check.Finding{Level: level, Unit: b.In.Unit, At: b.At, Path: path},
		"`%s` is called%s while the thread is attached to another process: APCs of its own process wait until it detaches, so that what it waits for may never end, and one that is left over for the other process stops the system with bug check 0x6 INVALID_PROCESS_DETACH_ATTEMPT", b.Name, through)
}
