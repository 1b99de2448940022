package lsp

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ddi"
)

// documentation is where the pages of the kernel routines are published.
const documentation = "https://learn.microsoft.com/windows-hardware/drivers/ddi/"

// effects say what the categories of routines do to the thread that calls them: to its
// IRQL and to the delivery of its APCs.
var effects = map[ddi.Category]string{
	"acquire-fastmutex":        "raises to APC_LEVEL until the mutex is released: no APC is delivered",
	"release-fastmutex":        "restores the IRQL that was saved when the mutex was acquired",
	"acquire-fastmutex-unsafe": "changes neither the IRQL nor APCs: normal kernel APCs must be off already",
	"release-fastmutex-unsafe": "changes neither the IRQL nor APCs",
	"acquire-guarded":          "enters a guarded region: no APC is delivered",
	"release-guarded":          "leaves the guarded region",
	"acquire-guarded-unsafe":   "changes neither the IRQL nor APCs: normal kernel APCs must be off already",
	"release-guarded-unsafe":   "changes neither the IRQL nor APCs",
	"acquire-spinlock":         "takes a spin lock: at DISPATCH_LEVEL no APC is delivered and nothing may wait",
	"release-spinlock":         "releases a spin lock",
	"acquire-eresource":        "takes an ERESOURCE: normal kernel APCs must be off",
	"release-eresource":        "releases an ERESOURCE",
	"acquire-pushlock":         "takes a push lock: normal kernel APCs must be off",
	"release-pushlock":         "releases a push lock",
	"raise-irql":               "raises the IRQL",
	"lower-irql":               "lowers the IRQL",
	"enter-critical-region":    "turns normal kernel APCs off",
	"leave-critical-region":    "turns normal kernel APCs on again",
	"enter-guarded-region":     "turns all APCs off",
	"leave-guarded-region":     "turns APCs on again",
	"attach-process":           "runs the thread in the address space of another process until it detaches",
	"detach-process":           "goes back to the process that the thread was attached from",
	"terminate-thread":         "ends the thread and does not return",
	"queue-workitem":           "lets a system worker thread call a routine later, at PASSIVE_LEVEL",
	"dpc-queue":                "lets a routine run later at DISPATCH_LEVEL",
	"create-thread":            "creates a thread; a system thread runs at PASSIVE_LEVEL",
	"paging-io":                "may wait for paging I/O, which completes without an APC",
}

// blocking are the categories of routines that can block.
var blocking = []ddi.Category{"wait", "cancellable-wait", "send-message", "sync-io"}

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
		if effect := effects[r.Category]; effect != "" {
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
	if strings.HasPrefix(string(r.Category), "acquire-") && !r.Always {
		return "until it has the lock"
	}
	if r.Always || !r.Is(blocking...) {
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
