package clang

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/wdk"
)

// kitFiles are headers in the shape of a real kit's: macros over other routines, inline
// functions, a brace that two branches open, guards, includes in another case.
var kitFiles = map[string]string{
	"kit/10.0.1.0/shared/ntdef.h": `
#ifndef _NTDEF_
#define _NTDEF_
typedef void *PVOID;
typedef unsigned long ULONG;
typedef unsigned char UCHAR, KIRQL;
typedef long LONG, NTSTATUS;
typedef long long LONGLONG;
typedef unsigned short WCHAR, *PWSTR;
#define NT_SUCCESS(Status) (((NTSTATUS)(Status)) >= 0)
#define NTAPI __stdcall
#define _In_ _SAL_junk(in)
#if defined(MIDL_PASS)
typedef struct _LARGE_INTEGER {
#else
typedef union _LARGE_INTEGER {
	struct { ULONG LowPart; LONG HighPart; };
#endif
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;
typedef struct _UNICODE_STRING { unsigned short Length, MaximumLength; PWSTR Buffer; } UNICODE_STRING, *PUNICODE_STRING;
#endif
`,
	"kit/10.0.1.0/km/wdm.h": `
#ifndef _WDM_
#define _WDM_
#include <NtDef.h>
#include <gone.h>
#define PAGED_CODE() { if (KeGetCurrentIrql() > 1) { __debugbreak(); } }
#define ASSERT(e) ((void)0)
#define ObDereferenceObject(o) ObfDereferenceObject(o)
#define ExAcquireFastMutex(m) ExfAcquire((m), __FILE__)
#define ExReleaseFastMutex ExfRelease
typedef struct _KEVENT { int Signal; } KEVENT, *PKEVENT;
typedef struct _FAST_MUTEX { int Count; KEVENT Event; } FAST_MUTEX, *PFAST_MUTEX;
typedef struct _DRIVER_OBJECT { int OnlyInTheKit; void (*DriverUnload)(struct _DRIVER_OBJECT *); } DRIVER_OBJECT, *PDRIVER_OBJECT;
_Function_class_(DRIVER_INITIALIZE) _IRQL_requires_max_(PASSIVE_LEVEL) _IRQL_requires_same_
typedef NTSTATUS DRIVER_INITIALIZE(_In_ PDRIVER_OBJECT, _In_ PUNICODE_STRING);
void NTAPI ObfDereferenceObject(_In_ PVOID Object);
__inline void KeInitializeEvent(PKEVENT Event, int Type, UCHAR State) { PAGED_CODE(); Event->Signal = State; KitInternal(); }
#endif
`,
	"kit/10.0.1.0/km/ntddk.h": "#include <wdm.h>\n#define NTDDK_IS_REAL 1\n",
	"kit/10.0.1.0/km/ntifs.h": "#include <ntddk.h>\n#define NTIFS_IS_REAL 1\n",
	"kit/10.0.0.9/km/wdm.h":   "#error an old kit\n",
}

const kitDriver = `
DRIVER_INITIALIZE DriverEntry;
static FAST_MUTEX Lock;
static KEVENT Event;
NTSTATUS DriverEntry(_In_ PDRIVER_OBJECT Driver, _In_ PUNICODE_STRING Path)
{
	LARGE_INTEGER wait;
	NTSTATUS status;
	PAGED_CODE();
	ASSERT(Driver);
	wait.QuadPart = -1;
	KeInitializeEvent(&Event, NotificationEvent, FALSE);
	ExAcquireFastMutex(&Lock);
	status = KeWaitForSingleObject(&Event, Executive, KernelMode, FALSE, &wait);
	ExReleaseFastMutex(&Lock);
	if (NT_SUCCESS(status)) ObDereferenceObject(Driver);
	return status;
}
`

var kitCalls = []string{"PAGED_CODE", "ASSERT", "KeInitializeEvent", "ExAcquireFastMutex", "KeWaitForSingleObject", "ExReleaseFastMutex", "NT_SUCCESS", "ObDereferenceObject"}

// A driver calls the same routines with real headers as with the model, whatever those
// define as macros; what only they declare is known, what they lack comes from the model.
func TestRealHeaders(t *testing.T) {
	root := write(t, kitFiles)
	kit, err := wdk.OpenKit(filepath.Join(root, "kit"))
	if err != nil {
		t.Fatal(err)
	}
	for name, includes := range map[string]string{
		"plain":         "#include <ntddk.h>\n#ifndef NTDDK_IS_REAL\n#error the model\n#endif\n",
		"another case":  "#include <NTDDK.H>\n#ifndef NTDDK_IS_REAL\n#error the model\n#endif\n",
		"twice":         "#include <wdm.h>\n#include <ntddk.h>\n",
		"missing first": "#include <fltKernel.h>\n#ifndef NTIFS_IS_REAL\n#error the model\n#endif\nstatic PFLT_FILTER Filter;\n",
		"in a header":   "#include \"own.h\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			driver := write(t, map[string]string{
				"a.c": includes + kitDriver + "int Member(PDRIVER_OBJECT d) { return d->OnlyInTheKit; }\n", "own.h": "#include <ntddk.h>\n"})
			loaded := Load(driver, []Unit{{File: filepath.Join(driver, "a.c")}}, LoadOptions{Kit: kit})
			understoodWhole(t, loaded)
			if got := calls(loaded.Units[0]); !reflect.DeepEqual(got, kitCalls) {
				t.Errorf("calls: %v", got)
			}
			if loaded.Stubs != 0 {
				t.Errorf("invented:\n%s", loaded.StubText)
			}
			if protos := loaded.Units[0].Protos; len(protos) != 1 || protos[0].Role != "DRIVER_INITIALIZE" {
				t.Errorf("roles: %+v", protos)
			}
		})
	}
}

// Among the include folders of a build the kit is recognised by its headers.
func TestRealHeadersAmongIncludeFolders(t *testing.T) {
	root := write(t, kitFiles)
	driver := write(t, map[string]string{"a.c": "#include <ntddk.h>\n#ifndef NTDDK_IS_REAL\n#error the model\n#endif\n" + kitDriver})
	unit := Unit{File: filepath.Join(driver, "a.c")}
	for _, folder := range []string{"km", "shared"} {
		unit.Args = append(unit.Args, "-I"+filepath.Join(root, "kit/10.0.1.0", folder))
	}
	loaded := Load(driver, []Unit{unit}, LoadOptions{})
	understoodWhole(t, loaded)
	if got := calls(loaded.Units[0]); !reflect.DeepEqual(got, kitCalls) {
		t.Errorf("calls: %v", got)
	}
	names := []string{}
	for _, f := range loaded.Units[0].Funcs {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"DriverEntry"}) {
		t.Errorf("functions %v: those of the kit are none of the driver's", names)
	}
}

// Units that see nothing of the kernel are none of the kit's business.
func TestKitIsNotForcedOnUnits(t *testing.T) {
	root := write(t, kitFiles)
	kit, err := wdk.OpenKit(filepath.Join(root, "kit/10.0.1.0"))
	if err != nil {
		t.Fatal(err)
	}
	driver := write(t, map[string]string{"a.c": "#include <portcls.h>\n" + kitDriver})
	loaded := Load(driver, []Unit{{File: filepath.Join(driver, "a.c")}}, LoadOptions{Kit: kit})
	understoodWhole(t, loaded)
	if strings.Contains(loaded.StubText, "FAST_MUTEX") {
		t.Errorf("the model is not given:\n%s", loaded.StubText)
	}
}
