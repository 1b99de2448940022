package clang

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// Spellings that drivers use and the Windows compiler or a missing header explains.
// Every call must reach the IR, and no error may remain.
func TestSpellings(t *testing.T) {
	tests := []struct{ name, source string }{
		{"comment that ends with a backslash and a blank", "void f(void)\n{\n\tif (1) { // the root \\ \r\n\t}\n\tfirst(); // \\\t\n}\nvoid g(void) { first(); }"},
		{"C99 types", `#include <stdbool.h>
bool wanted(uint32_t n) { return n != UINT32_MAX ? first() : true; }`},
		{"calling convention of no known header", `typedef struct { NTSTATUS (MYAPI *Open)(PVOID); } TABLE;
NTSTATUS MYAPI Open(PVOID p) { return first(p); }`},
		{"function name in a text", `void f(void) { first("a" __FUNCTION__ ": b"); }`},
		{"annotation of no known header", `void f(_Inout_ __on_something(__drv_freesMem(Mem)) __drv_aliasesMem PVOID p, _My_word_ PULONG *q) { first(p, q); }`},
		{"annotation defined for another compiler", `#ifndef _MSC_VER
#define _Create_lock_level_(a)
#endif
_Create_lock_level_(level)
struct s { int a; };
void f(struct s *p) { first(p->a); }`},
		{"macro defined where it is not seen", `#if 0
#define C_ASSERT(x)
#endif
C_ASSERT(sizeof(ULONG) == 4);
void f(void) { first(); }`},
		{"constant pasted together", `#define NAME(x) case IRP_MN_ ## x: return #x
const char *f(int x) { switch (x) { NAME(START_DEVICE); NAME(QUERY_ID); } return first(); }`},
		{"another name of a routine", `#define MyRead ReadSomething
void f(void) { first(MyRead(1)); }`},
		{"members named in an initialiser", `static const options_t options = { .Open = 1, .Close = 2 };
void f(void) { first(options.Open); }`},
		{"type that is called", `batch_function_t Batch;
void f(void) { if (Batch(1)) first(); }`},
		{"structure defined where it is not seen", `#if 0
typedef enum _KEY_VALUE_INFORMATION_CLASS { KeyValuePartialInformation } KEY_VALUE_INFORMATION_CLASS;
typedef struct _KEY_VALUE_PARTIAL_INFORMATION { int a; } KEY_VALUE_PARTIAL_INFORMATION, *PKEY_VALUE_PARTIAL_INFORMATION;
#endif
void f(PKEY_VALUE_PARTIAL_INFORMATION p) { first(p->DataLength, KeyValuePartialInformation); }`},
		{"member of two kinds", `void f(PRING_ONE one, PRING_TWO two) { first(one->Data.Inner); second((PUCHAR)two->Data + 1); }`},
		{"undocumented member", `void f(PFAST_MUTEX m) { first(m->Undocumented); }`},
		{"text over two lines", "void f(void) { first(\"a\\\r\n(b)\"); second(); }"},
		{"aligned variable", `void f(void) { __declspec(align(16)) int a = first(); }`},
		{"check that vanishes", `#define CHECK_QUIET(x) ((void)0)
#define CHECK CHECK_QUIET
void f(int a) { CHECK(a && second()); first(a); }`},
		{"name of a function by a macro", `#include "absent.h"
static VOID OWN_NAME(Stop)(PDRIVER_OBJECT d);
VOID OWN_NAME(Stop)(PDRIVER_OBJECT d) { first(d); }
static PVOID *OWN_NAME(Table)(void) { return (PVOID *)second(); }
VOID f(PDRIVER_OBJECT d) { d->DriverUnload = OWN_NAME(Stop); OWN_NAME(Stop)(d); OWN_NAME(Table)(); }`},
		{"name of two parts by a macro", `#include "absent.h"
NTSTATUS METHOD(Queue, Push)(PVOID p) { return first(p); }
NTSTATUS f(PVOID p) { return METHOD(Queue, Push)(p); }`},
		{"head of a structure by a macro", `#include "absent.h"
OWN_RECORD(BOX) { ULONG Size; KEVENT Ready; };
VOID f(PBOX p) { BOX b; b.Size = p->Size; first(&b.Ready, sizeof(BOX)); }`},
		{"head of a named structure by a macro", `#include "absent.h"
OWN_RECORD(BOX) { ULONG Size; PVOID (*Get)(void); } BOX, *PBOX;
VOID f(PBOX p) { first(p->Get(), sizeof(BOX)); }`},
		{"head of a function by a macro", `#include "absent.h"
OWN_TEST(Simple) { if (first()) return 1; return 0; }
VOID f(void) { second(Simple()); }`},
		{"constant of a structure", `NTSTATUS Add(const GUID layer, GUID own); NTSTATUS f(void) { return first(Add(KIT_LAYER_INBOUND, KIT_OWN_KEY)); }`},
		{"offset of an unknown type under the macro of another platform", `#ifdef UNIX
#define FIELD_OFFSET(type, field) 0
#endif
#define PORT_OFFSET FIELD_OFFSET(ABSENT_ADDRESS, Port)
int Hash(PUCHAR p, int n);
VOID f(PUCHAR p) { first(Hash(p + PORT_OFFSET, 2)); }`},
		{"calling convention of a callback type", `typedef VOID KIT_CALL KIT_DONE(PVOID c);
KIT_DONE Done;
VOID KIT_CALL Done(PVOID c) { first(c); }`},
		{"size of a string of an absent header", `#include "absent.h"
NTSTATUS Set(PVOID h, const WCHAR *name, PUCHAR p, ULONG n);
VOID f(PVOID h) { first(Set(h, KIT_MODE, (PUCHAR)KIT_MODE_BLOCK, sizeof(KIT_MODE_BLOCK))); }`},
		{"head without parentheses", `#define OK(s) NT_SUCCESS(s)
VOID f(PVOID p) { if NT_SUCCESS(first(p)) second(1); else if OK(second(2)) first(3); while NT_SUCCESS(second(p)) first(4); }`},
		{"head without parentheses, by a macro of an absent header", `#include "absent.h"
VOID f(PVOID p) { if KIT_IS_READY(first(p)) { second(1); } }`},
		{"annotations of a parameter that have parameters", `VOID Print(__in ULONG level, __drv_formatString(FormatMessage) __in PCSTR text, ...);
VOID Complete(__drv_completionType(context) PVOID context, ULONG n);
VOID f(void) { first(1); Print(1, "%d %d", 2, 3); Complete(NULL, 1); }`},
		{"function without a type", `Plain(x) { return first(x); }
VOID f(void) { second(Plain(1)); }`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := write(t, map[string]string{"a.c": "#include <ntddk.h>\nint first();\nint second();\n" + test.source})
			loaded := load(t, root, "a.c")
			understoodWhole(t, loaded)
			if !strings.Contains(strings.Join(calls(loaded.Units[0]), " "), "first") {
				t.Errorf("calls %v", calls(loaded.Units[0]))
			}
		})
	}
}

// What absent headers define and declarations begin with or consist of: clang is shown all of it
// at once, and what stands around it is kept.
func TestMacrosOfAbsentHeaders(t *testing.T) {
	tests := []struct {
		name, source string
		missed       int // calls that only the absent header explains
	}{
		{"word before a type of the kit", `OWN_API NTSTATUS OWN_CALL Other(PVOID p);
OWN_STATUS OWN_CALL Open(OWN_IN OWN_HANDLE h, _OWN_OUT PVOID *p) { *p = 0; return first(Other(h)); }
void f(OWN_HANDLE h, PVOID *p) { second(Open(h, p)); }`, 0},
		{"word before a class of storage", `_OWN_PAGED
static OWN_STATUS Open(OWN_HANDLE h) { return first(h); }
void f(OWN_HANDLE h) { second(Open(h)); }`, 0},
		{"tables", `BEGIN_COMMANDS(Commands)
    COMMAND(1, RunOne)
    COMMAND(2, RunTwo)
END_COMMANDS()
OWN_PRAGMA(once)
static int Run(int n) { return first(n); }
void f(void) { second(Run(1)); }`, 0},
		{"loops", `void f(LIST_ENTRY *all) {
    PLIST_ENTRY e;
    EACH_ENTRY(e, all) { if (e->Flink) { first(e); break; } }
    list_for_each_entry(e, all) first(e);
    second(0);
}`, 2},
		{"function behind a head in two branches", `int
#if defined(OLD)
Head(int n)
{
#else
Head(int n, int m)
{
#endif
    return n;
}
static int
#if defined(OLD)
__inline
#endif
Run(int n) { return first(n); }
static int
#if !defined(OLD)
#endif
Other(int n) { first(n); return 0; }
void f(int n) { second(Run(n), Other(n)); }`, 0},
		{"condition", `void f(int n) { IF_TRACED(n) { first(n); } else { second(n); } second(0); }`, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := write(t, map[string]string{"a.c": "#include <ntddk.h>\n#include \"absent.h\"\nint first();\nint second();\n" + test.source})
			loaded := load(t, root, "a.c")
			if s := loaded.Stats[0]; s.Missed != test.missed || loaded.Rounds != 1 {
				t.Errorf("%d of %d calls missed, want %d; %d rounds, want 1\n%s", s.Missed, s.Calls, test.missed, loaded.Rounds, loaded.StubText)
			}
			if all := strings.Join(calls(loaded.Units[0]), " "); !strings.Contains(all, "first") || !strings.Contains(all, "second") {
				t.Errorf("calls %v", all)
			}
		})
	}
}

// An error around a word of the language must not turn it into a macro.
func TestWordsOfCAreNeverStubbed(t *testing.T) {
	root := write(t, map[string]string{"a.c": "#include <ntddk.h>\n#define OLD UNKNOWN_(ULONG)\nint g();\nvoid f(int x) { if (ULONG) g(); if (x) g(); else g(); }"})
	loaded := load(t, root, "a.c")
	if strings.Contains(loaded.StubText, "define if") {
		t.Errorf("stubs:\n%s", loaded.StubText)
	}
}

// Macros that write __try for compilers without it mean the real one, as with the Windows compiler: their stand-ins run every handler.
func TestPortableTryIsTry(t *testing.T) {
	root := write(t, map[string]string{
		"a.c": `#include <ntddk.h>
#include "try.h"
int first(void);
int second(void);
VOID f(void) { TRY { first(); } EXCEPT(1) { second(); } END }`,
		"try.h": `#if defined(_USE_NATIVE_SEH)
#define TRY __try
#define EXCEPT(x) __except(x)
#define END
#else
#define TRY {
#define EXCEPT(x) } {
#define END
#endif
`})
	loaded := load(t, root, "a.c")
	understoodWhole(t, loaded)
	body := loaded.Units[0].Funcs[len(loaded.Units[0].Funcs)-1].Body
	if try, ok := body[0].(*ir.Try); !ok || len(try.Except) == 0 {
		t.Errorf("%T is no __try with a handler", body[0])
	}
}

// clang looks for <own.h> only in the include folders; drivers rely on more.
func TestAngledHeaderBesideItsIncluder(t *testing.T) {
	root := write(t, map[string]string{
		"src/a.c":       "#include <ntddk.h>\n#include \"../inc/all.h\"\nvoid f(OWN *p) { own(p->Member); }",
		"inc/all.h":     "#include <sub/own.h>\n#include \"assert.h\"\n",
		"inc/sub/own.h": "typedef struct { int Member; } OWN;\nvoid own(int);\n",
		"else/assert.h": "#define OWN_ASSERT(a, op, b) ((void)((a) op (b)))\n",
	})
	loaded := load(t, root, filepath.Join("src", "a.c"))
	understoodWhole(t, loaded)
	if loaded.Rounds != 1 {
		t.Errorf("%d rounds, want 1\n%s", loaded.Rounds, loaded.StubText)
	}
}

// A header of another tree is not the file that asks for it, nor one on the way to it.
func TestMissingHeaderOfTheSameName(t *testing.T) {
	root := write(t, map[string]string{
		"a/main.c":  "#include <ntddk.h>\n#include \"trace.h\"\n#include \"one.h\"\nvoid f(void) { TRACE(1); ONE(2); TWO(3); }",
		"a/trace.h": "#include <kit/trace.h>\n#define TRACE(x) KeBugCheck(x)\n",
		"a/one.h":   "#include <kit/two.h>\n#define ONE(x) KeBugCheck(x)\n",
		"b/two.h":   "#include <kit/one.h>\n#define TWO(x) KeBugCheck(x)\n",
	})
	loaded := load(t, root, filepath.Join("a", "main.c"))
	understoodWhole(t, loaded)
	if len(loaded.Problems) != 0 || len(calls(loaded.Units[0])) != 3 {
		t.Errorf("problems %v, calls %v", loaded.Problems, calls(loaded.Units[0]))
	}
}

// Sources that are compiled as C23, or by a script as C++, name the null pointer as C++ does.
func TestNullptrInC(t *testing.T) {
	root := write(t, map[string]string{"a.c": "#include <ntddk.h>\nNTSTATUS f(PKEVENT e) { PVOID p = nullptr; if (p != nullptr) return 1; return KeWaitForSingleObject(e, Executive, KernelMode, FALSE, nullptr); }\n"})
	text := load(t, root, "a.c").Units[0].Format("")
	for _, want := range []string{"p = 0 ", "(p != 0)", "KeWaitForSingleObject(e, Executive, KernelMode, 0, 0)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// A name that only a macro calls, by its parameter, is a function, whatever its spelling says.
func TestFunctionThatMacroCalls(t *testing.T) {
	root := write(t, map[string]string{"a.c": `#include <ntddk.h>
#define CLOSE(what, with) do { status = with(what); what = 0; } while (0)
void f(PVOID port) { NTSTATUS status; CLOSE(port, OwnClosePort); DbgPrint("%x", status); }
`})
	if all := calls(load(t, root, "a.c").Units[0]); !slices.ContainsFunc(all, func(call string) bool { return strings.Contains(call, "OwnClosePort") }) {
		t.Errorf("calls %v", all)
	}
}
