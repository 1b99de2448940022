package resident

import (
	"context"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/report"
)

// With the checks that take part in it, a quick analysis of an edit finds what a whole one does, in the sources with which the
// checks are tested: their lines are taken away, doubled and exchanged at random.
func TestPartIsLikeWhole(t *testing.T) {
	quick, edits := 0, 0
	for _, c := range checks.All() {
		if c.Scope != check.Function {
			continue
		}
		name := c.Analyzer.Name
		files, err := filepath.Glob(filepath.Join("../../checks", name, "testdata", "*.c"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no sources (%v)", name, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			q, e := compareEdits(t, filepath.Base(file), string(text))
			quick, edits = quick+q, edits+e
		}
	}
	if edits == 0 || quick*4 < edits {
		t.Errorf("only %d of %d edits were analysed quickly", quick, edits)
	}
}

// What callers hand down, or do with what a function leaves to them, decides over what is found in it, though only they are edited.
func TestPartTakesInWhatCallersDecide(t *testing.T) {
	for name, c := range map[string]struct{ text, was, is string }{
		"process": {`#include <ntifs.h>

static void ReadIn(PEPROCESS Process, HANDLE File, PVOID Buffer)
{
    IO_STATUS_BLOCK io;
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    ZwReadFile(File, NULL, NULL, NULL, &io, Buffer, 64, NULL, NULL);
    KeUnstackDetachProcess(&state);
}

static void Between(PEPROCESS Process, HANDLE File, PVOID Buffer)
{
    ReadIn(Process, File, Buffer);
}

void Read(PEPROCESS Other, HANDLE File, PVOID Buffer)
{
    DbgPrint("%p", Other);
    Between(PsGetCurrentProcess(), File, Buffer);
}
`, "PsGetCurrentProcess()", "Other"},
		"mutex": {`#include <ntddk.h>

static FAST_MUTEX Ring;
static ULONG Used[16];

static int Enter(ULONG Index)
{
    ExAcquireFastMutex(&Ring);
    if (Used[Index] == 0) {
        ExReleaseFastMutex(&Ring);
        return 0;
    }
    return 2;
}

void Leave(ULONG Index)
{
    if (Enter(Index) == 2) {
        Used[Index] = 0;
        ExReleaseFastMutex(&Ring);
    }
}
`, "Used[Index] = 0;\n        ExReleaseFastMutex(&Ring);", "Used[Index] = 0;"},
	} {
		file := filepath.Join(t.TempDir(), name+".c")
		texts := []string{c.text, strings.Replace(c.text, c.was, c.is, 1)}
		w := newWorkspace(nil)
		apply(t, w, file, texts[0], true)
		for i := 1; i < 4; i++ {
			part, _ := apply(t, w, file, texts[i%2], false)
			if len(part) != i%2 {
				t.Errorf("%s: after edit %d %d findings: %v", name, i, len(part), part)
			}
		}
	}
}

// compareEdits counts the edits, and those of them that were analysed quickly.
func compareEdits(t *testing.T, name, text string) (quick, edits int) {
	random := rand.New(rand.NewSource(int64(len(text))))
	file := filepath.Join(t.TempDir(), name)
	w := newWorkspace(nil)
	lines := strings.SplitAfter(text, "\n")
	apply(t, w, file, text, false)
	for range 12 {
		edited := mutate(random, lines)
		now := strings.Join(edited, "")
		part, asPart := apply(t, w, file, now, false)
		whole, _ := apply(t, w, file, now, true)
		edits++
		if asPart {
			quick++
		}
		if !slices.Equal(part, whole) {
			t.Errorf("%s: after an edit the quick analysis finds\n%s\nthe whole one\n%s\nin\n%s", name, strings.Join(part, "\n"), strings.Join(whole, "\n"), now)
		}
		if random.Intn(3) > 0 {
			lines = edited
		}
	}
	return quick, edits
}

// declares matches the declaration of a variable. Without it the names that are used afterwards
// are invented, anew by each analysis of the whole.
var declares = regexp.MustCompile(`^(static |const |struct )*[A-Z][A-Z0-9_]+ \*?\w+( =.*|\[.*|, .*)?;`)

// mutate takes away, doubles or exchanges a line that looks like a statement.
func mutate(random *rand.Rand, lines []string) []string {
	var statements []int
	for i, line := range lines {
		if trimmed := strings.TrimSpace(line); strings.TrimLeft(line, " \t") != line && strings.HasSuffix(trimmed, ";") && !declares.MatchString(trimmed) {
			statements = append(statements, i)
		}
	}
	i := statements[random.Intn(len(statements))]
	edited := slices.Clone(lines)
	switch random.Intn(4) {
	case 0:
		return slices.Delete(edited, i, i+1)
	case 1:
		return slices.Insert(edited, i, edited[i])
	case 2:
		edited[i] = "\t;\n" + edited[i]
	default:
		k := statements[random.Intn(len(statements))]
		edited[i], edited[k] = edited[k], edited[i]
	}
	return edited
}

// apply analyses a text and spells what is found. It reports whether that was quick.
func apply(t *testing.T, w *workspace, file, text string, whole bool) ([]string, bool) {
	t.Helper()
	w.take([]Text{{File: file, Text: []byte(text)}})
	list, problems, err := w.update(context.Background(), &Update{Folders: []string{filepath.Dir(file)}, Files: []string{file}, Whole: whole}, func(Progress) {})
	if err != nil || len(problems) > 0 || len(list) != 1 {
		t.Fatalf("%d drivers, problems %v, error %v", len(list), problems, err)
	}
	var found []string
	for _, f := range list[0].Result.Findings {
		if local()[f.Check] {
			found = append(found, spell(f))
		}
	}
	slices.Sort(found)
	return found, list[0].Part
}

func spell(f report.Finding) string {
	s := fmt.Sprintf("%s %d:%d-%d:%d %s", f.Check, f.Line, f.Column, f.EndLine, f.EndColumn, f.Message)
	for _, step := range f.Path {
		s += fmt.Sprintf(" | %d:%d %s", step.Line, step.Column, step.Message)
	}
	return s
}
