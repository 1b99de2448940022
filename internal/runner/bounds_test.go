package runner

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks/fastmutexwait"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// What every generated driver begins and ends with: one defect, which is reported
// whatever stands between.
const (
	boundsHead = `#include <ntddk.h>
typedef struct _E { FAST_MUTEX Lock; KEVENT Event; ULONG V; ULONG Flags; } E, *PE;
`
	boundsTail = `
VOID RestBad(PE e)
{
	ExAcquireFastMutex(&e->Lock);
	KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
	ExReleaseFastMutex(&e->Lock);
}
`
)

// Hundreds of branches around one lock, in one function of 2,000 lines.
func manyBranches() string {
	var b strings.Builder
	b.WriteString("VOID Bounded(PE e, ULONG a)\n{\n")
	for i := range 250 {
		fmt.Fprintf(&b, "\tif (a == %d) {\n\t\tExAcquireFastMutex(&e->Lock);\n\t\te->V += %d;\n\t}\n", i, i)
		fmt.Fprintf(&b, "\tif (e->Flags > %d)\n\t\te->V--;\n\tif (a == %d)\n\t\tExReleaseFastMutex(&e->Lock);\n", i, i)
	}
	b.WriteString("}\n")
	return b.String()
}

// The same length, with the lock held all the time: nothing to be kept apart.
func manyBranchesUnderLock() string {
	var b strings.Builder
	b.WriteString("VOID Long(PE e, ULONG a)\n{\n\tExAcquireFastMutex(&e->Lock);\n")
	for i := range 500 {
		fmt.Fprintf(&b, "\tif (a & %d)\n\t\te->V += %d;\n\telse if (e->Flags == %d)\n\t\te->Flags ^= %d;\n", 1<<(i%31), i, i, i)
	}
	b.WriteString("\tExReleaseFastMutex(&e->Lock);\n}\n")
	return b.String()
}

// Two hundred functions that all call each other.
func mutualRecursion() string {
	const n = 200
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "VOID R%d(PE e, ULONG n);\n", i)
	}
	for i := range n {
		fmt.Fprintf(&b, "VOID R%d(PE e, ULONG n)\n{\n\tif (n > %d)\n\t\tR%d(e, n - 1);\n\tif (n & 1)\n\t\tR%d(e, n / 2);\n", i, i, (i+1)%n, (i*7+3)%n)
		b.WriteString("\tExAcquireFastMutex(&e->Lock);\n\te->V++;\n\tExReleaseFastMutex(&e->Lock);\n}\n")
	}
	return b.String()
}

// A program of 10,000 functions, in chains of ten.
func manyFunctions() string {
	var b strings.Builder
	b.WriteString("static VOID F0(PE e)\n{\n\te->V++;\n}\n")
	for i := 1; i < 10000; i++ {
		callee := i - 1
		if i%10 == 0 {
			callee = i / 2
		}
		fmt.Fprintf(&b, "static VOID F%d(PE e)\n{\n\tExAcquireFastMutex(&e->Lock);\n\tif (e->V > %d)\n\t\te->V--;\n\tExReleaseFastMutex(&e->Lock);\n\tF%d(e);\n}\n", i, i, callee)
	}
	b.WriteString("VOID Root(PE e)\n{\n\tF9999(e);\n}\n")
	return b.String()
}

// Conditions and loops, 200 deep.
func deepNesting() string {
	const n = 100
	var b strings.Builder
	b.WriteString("VOID Deep(PE e, ULONG a)\n{\n")
	for i := range n {
		fmt.Fprintf(&b, "if (a > %d) {\nwhile (e->V == %d) {\nExAcquireFastMutex(&e->Lock);\n", i, i)
	}
	b.WriteString("e->V++;\n")
	b.WriteString(strings.Repeat("ExReleaseFastMutex(&e->Lock);\n}\n}\n", n))
	b.WriteString("}\n")
	return b.String()
}

// More mutexes at once than the engine keeps count of.
func manyLocks() string {
	var b strings.Builder
	b.WriteString("VOID Bounded(PE e)\n{\n")
	for i := range 14 {
		fmt.Fprintf(&b, "\tExAcquireFastMutex(&e[%d].Lock);\n", i)
	}
	b.WriteString("}\n")
	return b.String()
}

// At a bound the function is named in a notification; the rest of the
// driver is reported as ever.
func TestBounds(t *testing.T) {
	for _, test := range []struct {
		name, source string
		named        string // what is said of the function Bounded
	}{
		{"branches", manyBranches(), ""},
		{"branches under a lock", manyBranchesUnderLock(), ""},
		{"mutual recursion", mutualRecursion(), ""},
		{"10,000 functions", manyFunctions(), ""},
		{"deep nesting", deepNesting(), ""},
		{"many locks", manyLocks(), "may hold more than 12 locks at once"},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "bounds.c")
			if err := os.WriteFile(file, []byte(boundsHead+test.source+boundsTail), 0o666); err != nil {
				t.Fatal(err)
			}
			result := runWithin(t, 5*time.Minute, file)
			if len(result.Findings) != 1 || !strings.Contains(result.Findings[0].Message, "e->Lock") {
				t.Errorf("want the one defect of RestBad, got %v", result.Findings)
			}
			named := slices.ContainsFunc(result.Notifications, func(n report.Notification) bool {
				return strings.Contains(n.Message, "function Bounded (line 3) "+cmp.Or(test.named, "is too complex"))
			})
			if named != (test.named != "") {
				t.Errorf("named: %t, want %q; notifications: %v", named, test.named, result.Notifications)
			}
		})
	}
}

// runWithin analyses a file; what takes longer than the limit is taken to hang.
func runWithin(t *testing.T, limit time.Duration, file string) *report.Result {
	t.Helper()
	done := make(chan *report.Result, 1)
	go func() {
		driver := project.Driver{Name: "bounds", Root: filepath.Dir(file), Units: []project.Unit{{File: file}}}
		result, err := Run([]project.Driver{driver}, []*analysis.Analyzer{fastmutexwait.Check.Analyzer}, Options{})
		if err != nil {
			t.Error(err)
		}
		done <- result
	}()
	select {
	case result := <-done:
		if result == nil {
			t.FailNow()
		}
		return result
	case <-time.After(limit):
		t.Fatalf("still at it after %v", limit)
		return nil
	}
}
