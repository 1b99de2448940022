package lsp

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ddi"
)

// documentation is where the pages of the kernel routines are published.
const documentation = "https://learn.microsoft.com/windows-hardware/drivers/ddi/"

// effects say what routines do to the thread that calls them, to its IRQL and to the delivery of
// its APCs, or let run later. The first row that fits an effect counts.
var effects = []struct {
	does   ddi.Kind
	on     ddi.Object
	unsafe bool
	words  string
}{
	{ddi.Acquire, ddi.FastMutex | ddi.GuardedMutex, true, "changes neither the IRQL nor APCs: normal kernel APCs must be off already"},
	{ddi.Release, ddi.FastMutex | ddi.GuardedMutex, true, "changes neither the IRQL nor APCs"},
	{ddi.Acquire, ddi.FastMutex, false, "raises to APC_LEVEL until the mutex is released: no APC is delivered"},
	{ddi.Release, ddi.FastMutex, false, "restores the IRQL that was saved when the mutex was acquired"},
	{ddi.Acquire, ddi.GuardedMutex, false, "enters a guarded region: no APC is delivered"},
	{ddi.Release, ddi.GuardedMutex, false, "leaves the guarded region"},
	{ddi.Acquire, ddi.SpinLock, false, "takes a spin lock: at DISPATCH_LEVEL no APC is delivered and nothing may wait"},
	{ddi.Release, ddi.SpinLock, false, "releases a spin lock"},
	{ddi.Acquire, ddi.Resource, false, "takes an ERESOURCE: normal kernel APCs must be off"},
	{ddi.Release, ddi.Resource, false, "releases an ERESOURCE"},
	{ddi.Acquire, ddi.PushLock, false, "takes a push lock: normal kernel APCs must be off"},
	{ddi.Release, ddi.PushLock, false, "releases a push lock"},
	{ddi.Wait, ddi.Rundown, false, "waits until all who hold rundown protection have released it"},
	{ddi.Wait, ddi.RemoveLock, false, "waits until all others who hold the remove lock have released it"},
	{ddi.RaiseIRQL, ddi.Anything, false, "raises the IRQL"},
	{ddi.RestoreIRQL, ddi.Anything, false, "lowers the IRQL"},
	{ddi.EnterRegion, ddi.CriticalRegion, false, "turns normal kernel APCs off"},
	{ddi.LeaveRegion, ddi.CriticalRegion, false, "turns normal kernel APCs on again"},
	{ddi.EnterRegion, ddi.GuardedRegion, false, "turns all APCs off"},
	{ddi.LeaveRegion, ddi.GuardedRegion, false, "turns APCs on again"},
	{ddi.Attach, ddi.Anything, false, "runs the thread in the address space of another process until it detaches"},
	{ddi.Detach, ddi.Anything, false, "goes back to the process that the thread was attached from"},
	{ddi.EndThread, ddi.Anything, false, "ends the thread and does not return"},
	{ddi.Queue, ddi.Work, false, "lets a system worker thread call a routine later, at PASSIVE_LEVEL"},
	{ddi.Queue, ddi.DPC, false, "lets a routine run later at DISPATCH_LEVEL"},
	{ddi.CreateThread, ddi.Anything, false, "creates a thread; a system thread runs at PASSIVE_LEVEL"},
	{ddi.PageIn, ddi.Anything, false, "may wait for paging I/O, which completes without an APC"},
}

// effectWords say what the routine does, "" if that is nothing of interest.
func effectWords(r *ddi.Routine) string {
	for _, row := range effects {
		if e := r.Effect(row.does, row.on); e != nil && e.Unsafe == row.unsafe {
			return row.words
		}
	}
	return ""
}

// routineWords say what the tables know of a kernel routine, nothing if they don't.
func routineWords(name string) []string {
	levels, documented := ddi.Levels(name)
	r := ddi.Lookup(name)
	if r == nil && !documented {
		return nil
	}
	var lines []string
	if documented {
		lines = append(lines, "- IRQL: "+irqlWords(levels))
	}
	if r != nil {
		if effect := effectWords(r); effect != "" {
			lines = append(lines, "- Effect: "+effect)
		}
		lines = append(lines, "- Blocks: "+blockingWords(r))
		if len(r.Pair) > 0 {
			lines = append(lines, "- Undone by: `"+strings.Join(r.Pair, "`, `")+"`")
		}
	}
	if len(lines) == 0 {
		return nil
	}
	head := "**" + name + "**"
	if r != nil && r.Doc != "" {
		head = fmt.Sprintf("**[%s](%s)**", name, documentation+strings.TrimSuffix(r.Doc, ".md"))
	}
	return []string{head + "\n\n" + strings.Join(lines, "\n")}
}

// irqlWords tell at which levels the routine may be called.
func irqlWords(l ddi.LevelRange) string {
	words := ddi.LevelName(l.Min) + " to " + ddi.LevelName(l.Max)
	switch {
	case l.Max == ddi.HighLevel && l.Min == ddi.PassiveLevel:
		words = "any"
	case l.Min == l.Max:
		words = ddi.LevelName(l.Max)
	}
	if l.Conditional {
		words += ", under conditions: see its documentation"
	}
	return words
}

// blockingWords say when a routine can block. Arguments are counted from 1.
func blockingWords(r *ddi.Routine) string {
	if r.Does(ddi.Acquire) && !r.Does(ddi.Wait) && !r.Always {
		return "until it has the lock"
	}
	if r.Always || !r.Does(ddi.Wait) {
		return "no"
	}
	var tests []string
	for _, t := range r.NonBlocking {
		switch t.Op {
		case "zero":
			tests = append(tests, fmt.Sprintf("argument %d points to zero", t.Arg+1))
		case "eq":
			tests = append(tests, fmt.Sprintf("argument %d is %d", t.Arg+1, t.Value))
		case "ne":
			tests = append(tests, fmt.Sprintf("argument %d is not %d", t.Arg+1, t.Value))
		}
	}
	if len(tests) == 0 {
		return "it can"
	}
	return "it can, unless " + strings.Join(tests, " or ")
}
