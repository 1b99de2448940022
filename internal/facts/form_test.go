package facts

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/ir"
)

// sample is the IR of a file with every kind of statement.
func sample(t *testing.T) *ir.Unit {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.c")
	source := `#include <ntddk.h>
typedef struct _E { FAST_MUTEX Lock; struct _E *Next; LONG V[3]; } E;
static E Table[2] = { { 0 } };
DRIVER_UNLOAD Unload;
VOID Unload(PDRIVER_OBJECT o) { UNREFERENCED_PARAMETER(o); }
static LONG Work(E *e, ULONG n)
{
	LONG r = 0;
	for (ULONG i = 0; i < n && e; i++) {
		switch (e->V[i]) { case 1: r++; break; default: goto out; }
		__try { ExAcquireFastMutex(&e->Lock); } __finally { ExReleaseFastMutex(&Table[0].Lock); }
		e = e->Next;
	}
out:
	return r ? r : -1;
}
LONG Start(E *e) { LONG (*f)(E *, ULONG) = Work; return f(e, 2) + Work(e, 3); }
`
	if err := os.WriteFile(file, []byte(source), 0o666); err != nil {
		t.Fatal(err)
	}
	loaded := clang.Load(filepath.Dir(file), []clang.Unit{{File: file}}, clang.LoadOptions{})
	if len(loaded.Problems) > 0 || len(loaded.Units[0].Funcs) != 3 {
		t.Fatal(loaded.Problems, loaded.Units[0])
	}
	return loaded.Units[0]
}

// What is read is what was written, and a variable that is met twice is one variable.
func TestForm(t *testing.T) {
	unit := sample(t)
	text := irForm.Append(nil, &unit)
	read, err := irForm.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(unit, *read) {
		t.Errorf("read:\n%s\nwritten:\n%s", (*read).Format(""), unit.Format(""))
	}
	work := (*read).Funcs[1]
	assign, ok := work.Body[0].(*ir.Assign)
	if !ok || assign.Dst.Root != work.Locals[0] {
		t.Errorf("%v is another variable than the local of the function", work.Body[0])
	}
	if again := irForm.Append(nil, read); !bytes.Equal(again, text) {
		t.Error("writing it again gives other bytes")
	}
}

// Whatever is wrong with a text, reading it ends with an error or a value.
func FuzzRead(f *testing.F) {
	unit := &ir.Unit{File: "a.c", Funcs: []*ir.Func{{Name: "f", Params: []*ir.Var{{Name: "p"}}, Body: []ir.Node{&ir.Return{}}}}}
	text := irForm.Append(nil, &unit)
	f.Add(text)
	for i := range text {
		f.Add(text[:i])
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if read, err := irForm.Read(text); err == nil {
			irForm.Append(nil, read)
		}
	})
}
