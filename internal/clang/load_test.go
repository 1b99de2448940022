package clang

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// write makes a folder with the given files and returns it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func load(t *testing.T, root string, names ...string) *Loaded {
	t.Helper()
	var units []Unit
	for _, name := range names {
		units = append(units, Unit{File: filepath.Join(root, name)})
	}
	loaded := Load(root, units, LoadOptions{Jobs: 2})
	return loaded
}

// calls returns the names of the functions that a unit calls, in order.
func calls(unit *ir.Unit) []string {
	var names []string
	var walk func(nodes []ir.Node)
	var cond func(c *ir.Cond)
	cond = func(c *ir.Cond) {
		if c != nil {
			walk(c.Pre)
			cond(c.X)
			cond(c.Y)
		}
	}
	walk = func(nodes []ir.Node) {
		for _, n := range nodes {
			switch n := n.(type) {
			case *ir.Call:
				names = append(names, n.Callee)
			case *ir.If:
				cond(n.Cond)
				walk(n.Then)
				walk(n.Else)
			case *ir.Loop:
				cond(n.Cond)
				walk(n.Body)
				walk(n.Post)
			case *ir.Try:
				walk(n.Body)
				walk(n.Pre)
				walk(n.Except)
				walk(n.Finally)
			}
		}
	}
	for _, f := range unit.Funcs {
		walk(f.Body)
	}
	return names
}

// understoodWhole fails unless every call of every unit reached the IR.
func understoodWhole(t *testing.T, loaded *Loaded) {
	t.Helper()
	for i, s := range loaded.Stats {
		if s.Calls == 0 || s.Missed != 0 || s.Errors != 0 {
			t.Errorf("unit %d: %d calls, %d missed, %d errors\n%s", i, s.Calls, s.Missed, s.Errors, loaded.StubText)
		}
	}
}

func TestCleanUnitNeedsOneParse(t *testing.T) {
	root := write(t, map[string]string{"a.c": `
#include <ntddk.h>
DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD Unload;
static FAST_MUTEX Mutex;
VOID Unload(_In_ PDRIVER_OBJECT DriverObject) { UNREFERENCED_PARAMETER(DriverObject); }
_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	NTSTATUS status = STATUS_SUCCESS;
	UNREFERENCED_PARAMETER(RegistryPath);
	ExInitializeFastMutex(&Mutex);
	__try {
		ExAcquireFastMutex(&Mutex);
	} __except (GetExceptionCode() == STATUS_ACCESS_VIOLATION ? EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
		status = GetExceptionCode();
	}
	DriverObject->DriverUnload = Unload;
	return status;
}
`})
	loaded := load(t, root, "a.c")
	understoodWhole(t, loaded)
	if loaded.Rounds != 1 || loaded.Stubs != 0 {
		t.Errorf("%d rounds and %d stubs for a driver that the model covers:\n%s", loaded.Rounds, loaded.Stubs, loaded.StubText)
	}
	if got := loaded.Units[0].Protos; len(got) != 2 || got[1].Role != "DRIVER_UNLOAD" {
		t.Errorf("roles: %+v", got)
	}
}

// What is lowered of the model's templates is no function of the unit, and the model no source of it.
func TestModelIsNoSource(t *testing.T) {
	root := write(t, map[string]string{"a.cpp": "std::lock_guard<int> *guard;\n", "b.cpp": "struct M { void lock(); void unlock(); };\nvoid f(M &m) { std::lock_guard<M> g(m); }\n"})
	for name, functions := range map[string]int{"a.cpp": 0, "b.cpp": 1} {
		parsed := NewSession(root, LoadOptions{}).Load(Unit{File: filepath.Join(root, name)})
		if parsed.Unit == nil || len(parsed.Unit.Funcs) == functions {
			t.Fatalf("%s: nothing of the model is lowered", name)
		}
		if o := parsed.Outline(); o.Functions != functions || len(o.Sources) != 1 {
			t.Errorf("%s: %d functions, sources %v", name, o.Functions, o.Sources)
		}
	}
}

func TestAnnotationsStay(t *testing.T) {
	root := write(t, map[string]string{"a.c": `
#include <ntddk.h>
_IRQL_requires_max_(APC_LEVEL) _IRQL_requires_same_ VOID Work(_In_ _When_(x != 0, _Notnull_) PVOID x);
NTSTATUS Old(IN PVOID y) __drv_maxIRQL(DISPATCH_LEVEL);
_Function_class_(DRIVER_UNLOAD) _Use_decl_annotations_ VOID Work(PVOID x) { KdPrint(("%p", x)); }
`})
	loaded := load(t, root, "a.c")
	understoodWhole(t, loaded)
	got := map[string]string{}
	for _, p := range loaded.Units[0].Protos {
		got[p.Name] = strings.Join(p.Annotations, " ")
	}
	want := map[string]string{
		"Work": "_IRQL_requires_max_(APC_LEVEL) _IRQL_requires_same_",
		"Old":  "_IRQL_requires_max_(DISPATCH_LEVEL)",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("annotations %v, want %v", got, want)
	}
}

func TestMissingHeaderIsInvented(t *testing.T) {
	root := write(t, map[string]string{"a.c": `
#include <ntddk.h>
#include "generated.h"
#include "trace.tmh"
VENDOR_API NTSTATUS Start(PVENDOR_DEVICE device, VENDOR_MODE mode)
{
	VENDOR_REQUEST request;
	if (mode == VendorModeFast || device->Flags & VENDOR_FLAG) {
		request.Size = sizeof(VENDOR_REQUEST);
		return VendorSend(device->Port, &request, device->Table->Entries[0].Id);
	}
	for (LIST_ENTRY *e = device->Queue.Flink; e != &device->Queue; e = e->Flink) {
		VendorVisit(e);
	}
	switch (mode) { case VENDOR_SLOW: VendorSlow(); }
	return VendorLast;
}
`})
	loaded := load(t, root, "a.c")
	understoodWhole(t, loaded)
	want := []string{"VendorSend", "VendorVisit"}
	if got := calls(loaded.Units[0]); !reflect.DeepEqual(got, want) && !reflect.DeepEqual(got, append(want, "VendorSlow")) {
		t.Errorf("calls %v, want %v", got, want)
	}
}

func TestHeadersAreFoundRegardlessOfCase(t *testing.T) {
	root := write(t, map[string]string{
		"sys/a.c":       "#include \"OWN.H\"\n#include \"..\\Inc\\Shared.h\"\nint f(void) { SHARED s; s.Own = OWN; return g(s.Own); }\n",
		"sys/own.h":     "#define OWN 3\n",
		"inc/shared.h":  "typedef struct { int Own; } SHARED;\n",
		"other/own.h":   "#error the farther one\n",
		"other/x.c":     "",
		"sys/readme.md": "",
	})
	loaded := load(t, filepath.Join(root, "sys"), "a.c")
	understoodWhole(t, loaded)
	if loaded.Stubs != 0 {
		t.Errorf("stubs were made for headers that exist:\n%s", loaded.StubText)
	}
}

func TestDriversOwnDeclarationsWin(t *testing.T) {
	root := write(t, map[string]string{"a.c": `
#include <ntddk.h>
typedef struct _CLIENT_ID { int mine; } CLIENT_ID;
#ifndef FlagOn
#define FlagOn(f, m) ((f) & (m))
#endif
#define NT_ERROR(s) ((s) < 0)
NTSTATUS ZwQuerySystemInformation(ULONG which, PVOID buffer, UCHAR small, float odd);
VOID TraceEvents(ULONG level, PCSTR text, ...);
int f(CLIENT_ID *id)
{
	TraceEvents(1, "x", 2);
	if (FlagOn(id->mine, 4) || NT_ERROR(id->mine)) return ZwQuerySystemInformation(1, NULL, 2, 3);
	return 0;
}
`})
	loaded := load(t, root, "a.c")
	understoodWhole(t, loaded)
}

func TestBadFilesAreProblems(t *testing.T) {
	root := write(t, map[string]string{
		"good.c":   "int g(void); int f(void) { return g(); }\n",
		"binary.c": "MZ\x00\x00\x01\x02",
		"empty.c":  "  \n",
	})
	loaded := load(t, root, "missing.c", "good.c", "binary.c", "empty.c")
	var files []string
	for _, p := range loaded.Problems {
		files = append(files, filepath.Base(p.File))
		if p.Message == "" {
			t.Errorf("%s: no message", p.File)
		}
		if whole := filepath.Base(p.File) == "empty.c"; p.Whole != whole {
			t.Errorf("%s: whole is %v", p.File, p.Whole)
		}
	}
	if want := []string{"missing.c", "binary.c", "empty.c"}; !reflect.DeepEqual(files, want) {
		t.Errorf("problems with %v, want %v", files, want)
	}
	if loaded.Units[1] == nil || loaded.Units[0] != nil {
		t.Error("the readable file is lost, or the missing one was loaded")
	}
}

func TestEncodings(t *testing.T) {
	source := "int g(int x); int f(void) { return g(1); }\n"
	wide := "\xff\xfe"
	for _, c := range source {
		wide += string([]byte{byte(c), 0})
	}
	root := write(t, map[string]string{
		"wide.c":  wide,
		"bom.c":   "\xef\xbb\xbf" + source,
		"other.c": "/* \xb2\xe2\xca\xd4 */ " + source,
	})
	understoodWhole(t, load(t, root, "wide.c", "bom.c", "other.c"))
}

func TestSameForAnyNumberOfJobs(t *testing.T) {
	files := map[string]string{"shared.h": "#include <ntddk.h>\nNTSTATUS Share(PVENDOR_A a);\n"}
	var names []string
	for _, letter := range strings.Split("ABCDEFGH", "") {
		name := letter + ".c"
		names = append(names, name)
		files[name] = "#include \"shared.h\"\nint f" + letter + "(PVENDOR_A a) { a->M" + letter + ".Value = 1; return Share(a) + a->Common->x + VENDOR_" + letter + "; }\n"
	}
	root := write(t, files)
	var units []Unit
	for _, name := range names {
		units = append(units, Unit{File: filepath.Join(root, name)})
	}
	var first *Loaded
	for _, jobs := range []int{1, 2, 5} {
		loaded := Load(root, units, LoadOptions{Jobs: jobs})
		understoodWhole(t, loaded)
		if first == nil {
			first = loaded
			continue
		}
		if loaded.StubText != first.StubText || !reflect.DeepEqual(loaded.Stats, first.Stats) {
			t.Errorf("%d jobs give another result than one", jobs)
		}
	}
}

// What the command line says of the version of Windows counts; else it is the newest.
func TestVersionOfTheCommandLine(t *testing.T) {
	root := write(t, map[string]string{"a.c": "#include <ntddk.h>\nvoid f(void)\n{\n#if NTDDI_VERSION < NTDDI_VISTA\n    KeBugCheck(1);\n#endif\n#if _WIN32_WINNT >= _WIN32_WINNT_WIN10\n    DbgBreakPoint();\n#endif\n}\n"})
	for want, args := range map[string][]string{"KeBugCheck": {"-DNTDDI_VERSION=0x05010000", "-D_WIN32_WINNT=0x0501"}, "DbgBreakPoint": nil} {
		loaded := Load(root, []Unit{{File: filepath.Join(root, "a.c"), Args: args}}, LoadOptions{})
		if got := calls(loaded.Units[0]); !reflect.DeepEqual(got, []string{want}) {
			t.Errorf("%v: calls %v", args, got)
		}
	}
}

// Bytes of code pages are letters of names in code; in comments and strings the second byte of a character may be a backslash.
func TestCodePages(t *testing.T) {
	for text, want := range map[string]string{
		"\xd1reate(\xe8\xec\xff[3]);":                 "$reate($S$[3]);",
		"x = 'a'; // \x95\\\n\xd1();":                 "x = 'a'; // ??\n$();",
		"f(\"\\\"\xd1\xff\\\"\"); a\xd1();":           "f(\"\\\"??\\\"\"); ar();",
		"/* \xd1 ' \" */ a\xd1; // b \\\n\xd1\nb\xd1": "/* ? ' \" */ ar; // b \\\n?\nbr",
		"// c \\\r\n\xd1\r\nb\xd1;":                   "// c \\\r\n?\r\nbr;",
	} {
		if got, _, err := decodeSource([]byte(text)); string(got) != want || err != nil {
			t.Errorf("%q: %q, want %q (%v)", text, got, want, err)
		}
	}
	root := write(t, map[string]string{
		"a.c": "#include <ntddk.h>\n#include \"a.h\"\nvoid g(void) { \xd1reate(1); }\n",
		"b.c": "#include <ntddk.h>\n#include \"a.h\"\nvoid \xd1reate(int x) { KeBugCheck(x); }\n",
		"a.h": "void \xd1reate(int x);\n",
	})
	loaded := load(t, root, "a.c", "b.c")
	if got := calls(loaded.Units[0]); !reflect.DeepEqual(got, []string{"$reate"}) {
		t.Errorf("calls %v", got)
	}
	if got := calls(loaded.Units[1]); !reflect.DeepEqual(got, []string{"KeBugCheck"}) {
		t.Errorf("calls %v", got)
	}
}
