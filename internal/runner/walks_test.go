package runner

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/project"
)

// Loops that give what is followed another name in each round: every check comes to an end, and
// none gives the function up.
func TestWalksEnd(t *testing.T) {
	sources := map[string]string{
		"lock of the next element": `
VOID Walk(PENTRY e)
{
    while (e != NULL) {
        KeAcquireSpinLockAtDpcLevel(&e->Spin);
        e = e->Next;
        if (e != NULL)
            KeReleaseSpinLockFromDpcLevel(&e->Spin);
    }
}`,
		"resource of the next element": `
VOID Walk(PENTRY e)
{
    do {
        ExAcquireResourceSharedLite(&e->Resource, TRUE);
        e = e->Next;
    } while (e->Next != NULL);
}`,
		"references": `
VOID Walk(PENTRY e)
{
    PVOID object = NULL;

    for (; e != NULL; e = e->Next) {
        PVOID last = object;
        if (!NT_SUCCESS(ObReferenceObjectByHandle(e->Handle, 0, NULL, KernelMode, &object, NULL)))
            continue;
        if (last != NULL)
            ObDereferenceObject(last);
        e->Object = object;
    }
}`,
	}
	var all []*analysis.Analyzer
	for _, c := range checks.All() {
		all = append(all, c.Analyzer)
	}
	for name, source := range sources {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "walk.c")
			head := "#include <ntddk.h>\ntypedef struct _ENTRY { struct _ENTRY *Next; KSPIN_LOCK Spin; ERESOURCE Resource; FAST_MUTEX Mutex; HANDLE Handle; PVOID Object; } ENTRY, *PENTRY;\n"
			if err := os.WriteFile(file, []byte(head+source), 0o666); err != nil {
				t.Fatal(err)
			}
			result, err := Run([]project.Driver{{Name: "walk", Root: filepath.Dir(file), Units: []project.Unit{{File: file}}}}, all, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range result.Notifications {
				t.Errorf("%s: %s", n.File, n.Message)
			}
		})
	}
}
