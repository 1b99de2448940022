package runner

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks/unloadwait"
	"github.com/drvlint/drvlint/internal/project"
)

// Waits for one thread under so many names that not all of them are kept are named.
func TestMoreWaitsThanAreKept(t *testing.T) {
	for n, want := range map[int]bool{60: false, 70: true} {
		var objects, waits, references strings.Builder
		for i := range n {
			fmt.Fprintf(&objects, "PVOID Object%d;\n", i)
			fmt.Fprintf(&waits, "\tKeWaitForSingleObject(Object%d, Executive, KernelMode, FALSE, NULL);\n", i)
			fmt.Fprintf(&references, "\tObReferenceObjectByHandle(Handle, 0, NULL, KernelMode, &Object%d, NULL);\n", i)
		}
		file := filepath.Join(t.TempDir(), "a.c")
		text := "#include <ntddk.h>\nHANDLE Handle;\n" + objects.String() + `
VOID Work(PVOID Context) { PsTerminateSystemThread(0); }
VOID Unload(PDRIVER_OBJECT Driver)
{
` + waits.String() + `}
NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
	Driver->DriverUnload = Unload;
	PsCreateSystemThread(&Handle, 0, NULL, NULL, NULL, Work, NULL);
` + references.String() + `	ZwClose(Handle);
	return 0;
}
`
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		driver := project.Driver{Name: "waits", Root: filepath.Dir(file), Units: []project.Unit{{File: file}}}
		result, err := Run([]project.Driver{driver}, []*analysis.Analyzer{unloadwait.Check.Analyzer}, Options{Jobs: 1})
		if err != nil {
			t.Fatal(err)
		}
		named := false
		for _, note := range result.Notifications {
			named = named || note.Incomplete && strings.HasPrefix(note.Message, "function Unload (line ")
		}
		if named != want {
			t.Errorf("%d waits: %v", n, result.Notifications)
		}
	}
}
