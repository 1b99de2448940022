// Package sendloop finds system threads that send messages and wait for replies in a loop.
package sendloop

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

//go:embed sendloop.md
var markdown string

// Check is the check, ready to run.
var Check = check.New(check.Description{
	Markdown: markdown, Level: check.Note, Precision: "medium", Scope: check.Driver,
	NoPaths: true,
	Tags:    []string{"correctness", "concurrency"},
}, run)

func run(pass *check.Pass) {
	level := check.Note
	if afterXP(pass.Driver) {
		level = check.Pedantic
	}
	threads, registrations := pass.Driver.WithRole(ddi.SystemThread, ddi.IoThread)
	for _, send := range pass.Driver.RoutineCalls(ddi.Wait, ddi.Message) {
		reply := send.Routine.Arg(ddi.OpReply)
		waits := func(way callgraph.Chain) bool { return reply >= 0 && way.Argument(reply).Kind != ir.Const }
		for i, thread := range threads {
			if chain := pass.Driver.Looped(thread, send, waits); chain != nil {
				report(pass, level, thread, registrations[i], send, chain)
				break
			}
		}
	}
}

// afterXP reports whether Windows XP does not load the driver: something that runs calls a routine by its name that came later.
func afterXP(d *driver.Driver) bool {
	return slices.ContainsFunc(d.Functions, func(f *program.Function) bool {
		return !d.Idle(f) && slices.ContainsFunc(f.Calls(), func(call *ir.Call) bool {
			target, name := d.Callee(f, call)
			return target == nil && name == call.Callee && ddi.AfterXP(name)
		})
	})
}

func report(pass *check.Pass, level check.Level, thread *program.Function, r callgraph.Registration, send callgraph.RoutineCall, chain callgraph.Chain) {
	path := []program.PathStep{{Unit: r.Unit, Span: r.At, Text: fmt.Sprintf("`%s` starts the system thread `%s`", r.Routine, thread.Name)}}
	path = append(path, chain.Path(fmt.Sprintf("`%s` waits here for a reply, again and again on this thread", send.Routine.Name))...)
	at := chain[0]
	pass.Report(check.Finding{Level: level, Unit: at.In.Unit, At: at.Call.Span, Path: path},
		"the system thread `%s` calls `%s` with a reply buffer in a loop: on Windows XP the APCs of the replies pile up on the one thread until a detach from a process bug-checks 0x6", thread.Name, send.Routine.Name)
}
