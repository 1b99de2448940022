//go:build unix

package clang

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Texts that name many things which no header declares: each is invented by looking at its own
// places. What looks at all of them for each takes minutes of the processor's time.
func TestGrowthOfInvention(t *testing.T) {
	const n = 20_000
	count := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "@", fmt.Sprint(i)))
		}
		return b.String()
	}
	many := func(format string) string { return count(n, format) }
	//attack:quadratic
	for name, text := range map[string]string{
		"members of one name in each":   "void f(struct q *q) { " + many("q->m@.n->o = 1; ") + "}\n",
		"members of members":            "void f(struct q *q) { q" + strings.Repeat("->m", 900) + " = 1; " + many("q->m->m@++; ") + "}\n",
		"uses of one member":            "void f(struct q *q) { " + strings.Repeat("q->a.b.c->d = q->a.b.e; ", n) + "}\n",
		"types":                         many("T@ v@;\n"),
		"calls":                         "void f(void) { " + many("u@(1); ") + "}\n",
		"macros before functions":       count(5000, "ANNOTATED@ void f@(void) { }\n"),
		"constants":                     "int f(int a) { switch (a) { " + many("case C@: a++; break; ") + "} return a; }\n",
		"headers":                       many("#include \"h.h\"\n"),
		"names of one header elsewhere": count(5000, "#include \"d@/h.h\"\n"),
	} {
		t.Run(name, func(t *testing.T) {
			root := write(t, map[string]string{"a.c": "#include <ntddk.h>\n" + text + "void last(void) { KeBugCheck(1); }\n", "x/h.h": "\n"})
			start := processorTime(t)
			loaded := load(t, root, "a.c")
			if spent := processorTime(t) - start; spent > 15*time.Second {
				t.Errorf("it took %v of processor time", spent)
			} else {
				t.Logf("it took %v of processor time", spent)
			}
			if loaded.Units[0] == nil {
				t.Fatal(loaded.Problems)
			}
			if got := calls(loaded.Units[0]); len(got) == 0 || got[len(got)-1] != "KeBugCheck" {
				t.Errorf("of %d calls the last is lost", len(got))
			}
		})
	}
}

func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
