package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// times repeats a text n times; @ in it stands for the number of the repetition from 0 on, and @+ for the next one.
func times(n int, text string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.NewReplacer("@+", strconv.Itoa(i+1), "@", strconv.Itoa(i)).Replace(text))
	}
	return b.String()
}

// in wraps statements into a function, with a few names that they may use.
func in(statements string) string {
	return "VOID Bounded(PE e, ULONG a, ULONG b, PE *list)\n{\n\tHANDLE h; NTSTATUS s = 0; PVOID o; KIRQL q; LARGE_INTEGER t = { 0 }; ULONG i = 0; PE p = e;\n" + statements + "\n}\n"
}

// nestedIn puts what stands around a part n times around it.
func nestedIn(n int, before, part, after string) string {
	return times(n, before) + part + strings.Repeat(after, n)
}

const shapeHead = `#include <ntddk.h>
typedef struct _E { struct _E *Next; FAST_MUTEX Lock; KSPIN_LOCK Spin; ERESOURCE Resource; KEVENT Event; KTIMER Timer; PVOID Thread; HANDLE Handle; ULONG V, Flags; FAST_MUTEX Locks[64]; KMUTEX Mutex; VOID (*Run)(struct _E *); } E, *PE;
static VOID Main(PVOID c) { PsTerminateSystemThread(0); }
static BOOLEAN Two(PE e) { if (e->V == 7) return FALSE; ExAcquireFastMutex(&e->Lock); return TRUE; }
static ULONG Join(PE e) { LARGE_INTEGER t = { 0 }; if (!e->Thread) return 0; if (KeWaitForSingleObject(e->Thread, Executive, KernelMode, FALSE, &t) == STATUS_TIMEOUT) return 1; ObDereferenceObject(e->Thread); e->Thread = NULL; return 2; }
`

// shapes are drivers that grow in one way.
//
//attack:engine-memory
var shapes = map[string]string{
	"creations that nobody checks":    in(times(200, "PsCreateSystemThread(&h, 0, NULL, NULL, NULL, Main, NULL); ZwClose(h);\n")),
	"attempts at a mutex":             in(times(200, "if (ExTryToAcquireFastMutex(&list[@]->Lock)) e->V++;\n")),
	"attempts that nobody checks":     in(times(200, "ExTryToAcquireFastMutex(&list[@]->Lock);\n")),
	"attempts at one mutex":           in(times(200, "if (ExTryToAcquireFastMutex(&e->Lock)) { e->V++; ExReleaseFastMutex(&e->Lock); }\n")),
	"calls with two outcomes":         in(times(200, "Two(list[@]);\n")),
	"calls with many outcomes":        "static ULONG Many(PE e, ULONG a)\n{\nswitch (a) {\n" + times(64, "case @: ExAcquireFastMutex(&e->Locks[@]); return @;\n") + "}\nreturn 99; }\n" + in(times(60, "s += Many(list[@], a + @);\n")),
	"threads that are joined or not":  in(times(60, "Join(list[@]);\n")),
	"waits that may give up":          in(times(200, "if (KeWaitForSingleObject(&list[@]->Event, Executive, KernelMode, FALSE, &t) == STATUS_TIMEOUT) e->V++;\n")),
	"mutexes that may not come":       in(times(150, "s = KeWaitForSingleObject(&list[@]->Mutex, Executive, KernelMode, FALSE, &t); if (s == STATUS_SUCCESS && a == @) KeReleaseMutex(&list[@]->Mutex, FALSE);\n")),
	"attempts at a spin lock":         in(times(150, "if (KeTryToAcquireSpinLockAtDpcLevel(&list[@]->Spin)) e->V++;\n")),
	"resources, perhaps":              in(times(150, "ExAcquireResourceSharedLite(&list[@]->Resource, (BOOLEAN)(a == @));\n")),
	"references, perhaps":             in(times(200, "ObReferenceObjectByHandle(e->Handle, 0, NULL, KernelMode, &list[@]->Thread, NULL);\n")),
	"levels, perhaps":                 in(times(200, "if (a == @) KeRaiseIrql(DISPATCH_LEVEL, &q);\nif (b == @) KeLowerIrql(q);\n")),
	"a lock for each case":            in("switch (a) {\n" + times(500, "case @: ExAcquireFastMutex(&list[@]->Lock); break;\n") + "}\nswitch (a) {\n" + times(500, "case @: ExReleaseFastMutex(&list[@]->Lock); break;\n") + "}\n"),
	"a way out for each case":         in("switch (a) {\n" + times(2000, "case @: ExAcquireFastMutex(&list[@]->Lock); return;\n") + "}\n"),
	"a way out for each test":         in(times(1000, "if (a == @) { ExAcquireFastMutex(&list[@]->Lock); return; }\n")),
	"choices in choices":              in("s = " + nestedIn(100, "a == @ ? Two(list[@]) : (", "0", ")") + ";\n"),
	"a chain of conditions":           in("if (" + times(400, "ExTryToAcquireFastMutex(&list[@]->Lock) && ") + "a) e->V++;\n"),
	"a chain of alternatives":         in("if (" + times(400, "Two(list[@]) || ") + "a) e->V++;\n"),
	"gotos":                           in(times(300, "L@: if (a == @) goto L@+; if (b == @) { ExAcquireFastMutex(&list[@]->Lock); goto L300; } if (e->V == @) goto L0;\n") + "L300: ;\n"),
	"loops in loops":                  in(nestedIn(60, "while (list[@]->V) { ExAcquireFastMutex(&list[@]->Lock);\n", "e->V++;", "ExReleaseFastMutex(&e->Lock); }\n")),
	"loops one after the other":       in(times(300, "for (i = 0; i < list[@]->V; i++) if (Two(list[@])) break;\n")),
	"a loop with many ends":           in("for (;;) {\n" + times(200, "if (Two(list[@])) break; if (a == @) continue; if (b == @) return;\n") + "}\n"),
	"locks of an array":               in(times(200, "ExAcquireFastMutex(&e->Locks[(a + @) % 64]);\n") + times(200, "ExReleaseFastMutex(&e->Locks[(b + @) % 64]);\n")),
	"a walk along a list":             in(times(200, "if (p) { ExAcquireFastMutex(&p->Lock); p = p->Next; }\n")),
	"members of members":              in(times(40, "ExAcquireFastMutex(&e"+strings.Repeat("->Next", 60)+"->Locks[@]);\n")),
	"handlers in handlers":            in(nestedIn(120, "__try { if (Two(list[@])) __leave;\n", "e->V++;", "} __finally { ExReleaseFastMutex(&e->Lock); }\n")),
	"all call all":                    times(200, "VOID R@(PE e, ULONG a);\n") + times(200, "VOID R@(PE e, ULONG a) { if (Two(e)) R@((PE)e->Next, a); if (a) R199(e, a - 1); R0(e->Next, a); ExReleaseFastMutex(&e->Lock); }\n"),
	"a table of functions":            times(1200, "static VOID T@(PE e) { if (e->V == @) ExAcquireFastMutex(&e->Lock); }\n") + "static VOID (*Table[])(PE) = {" + times(1200, "T@,") + "};\n" + in("for (i = 0; i < 1200; i++) Table[i](e);\nTable[a](e); Table[b](e);\n"),
	"functions that store each other": times(300, "static VOID S@(PE e);\n") + times(299, "static VOID S@(PE e) { e->Run = S@+; e->Next->Run(e); }\n") + "static VOID S299(PE e) { e->Run = S0; e->Run(e->Next); }\n" + in("S0(e); e->Run(e);\n"),
	"threads":                         times(1200, "static VOID T@(PVOID c) { PsTerminateSystemThread(@); }\n") + in(times(1200, "if (!NT_SUCCESS(PsCreateSystemThread(&h, 0, NULL, NULL, NULL, T@, e))) return; ZwClose(h);\n")),
	"pointers to pointers":            times(1500, "static PVOID G@, *P@;\n") + in(times(1499, "P@ = &G@; P@ = P@+; *P@+ = *P@; G@ = P@+;\n")),
	"a structure that is copied":      "typedef struct { E Part[40]; } ALL;\nstatic ALL One, Other;\n" + in(times(200, "One = Other; One.Part[@ % 40].Next = &Other.Part[a % 40]; Other = *(ALL *)One.Part[b % 40].Next;\n")),
	"a chain of functions":            "static VOID C0(PE e) { KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL); }\n" + times(5000, "static VOID C@+(PE e) { C@(e); }\n") + in("ExAcquireFastMutex(&e->Lock); C5000(e); ExReleaseFastMutex(&e->Lock);\n"),
	"a tree of calls":                 "static VOID B0(PE e) { if (e->V) ExAcquireFastMutex(&e->Lock); else ExReleaseFastMutex(&e->Lock); }\n" + times(60, "static VOID B@+(PE e) { B@(e); B@(e->Next); }\n") + in("B60(e);\n"),
	"parameters that are locks":       "static VOID Swap(PFAST_MUTEX a, PFAST_MUTEX b, PFAST_MUTEX c, PFAST_MUTEX d, ULONG n) { ExAcquireFastMutex(a); if (n) Swap(b, c, d, a, n - 1); else Swap(d, c, a, b, n); ExReleaseFastMutex(n & 1 ? c : d); }\n" + in(times(60, "Swap(&e->Locks[@], &list[@]->Lock, &p->Lock, &e->Locks[a % 64], b);\n")),
	"levels":                          in(times(300, "if (a == @) KeRaiseIrql(DISPATCH_LEVEL, &q);\nif (list[@]->V) KeLowerIrql(q);\n")),
	"flags that remember":             in(times(60, "ULONG f@ = 0;\n") + times(60, "if (e->V == @) { ExAcquireFastMutex(&list[@]->Lock); f@ = 1; }\n") + times(60, "if (f@) ExReleaseFastMutex(&list[@]->Lock);\n")),
	"bits that remember":              in(times(31, "if (e->V == @) { ExAcquireFastMutex(&list[@]->Lock); i |= 1 << @; }\n") + times(31, "if (i & (1 << @)) ExReleaseFastMutex(&list[@]->Lock);\n")),
}

// Whatever a driver is made of, it takes no more than 500 MiB and some seconds of the processor to read, and as much to
// check: what would, is given up function by function, and named. The seconds here are those of a slow machine: what
// multiplies takes minutes.
func TestShapes(t *testing.T) {
	for name, text := range shapes {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			tail := "NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING r) { return STATUS_SUCCESS; }\nVOID Last(PE e)\n{\n\tExAcquireFastMutex(&e->Lock);\n\tKeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);\n\tExReleaseFastMutex(&e->Lock);\n}\n"
			if err := os.WriteFile(filepath.Join(folder, "a.c"), []byte(shapeHead+text+tail), 0o666); err != nil {
				t.Fatal(err)
			}
			code, out := drvlint(t, folder, "--no-cache", "--pedantic", "--unit-time", "15s", "--unit-memory", "500", "--driver-time", "15s", "--driver-memory", "500", ".")
			if code != exitFindings || !strings.Contains(out, "`e->Lock`") {
				t.Errorf("exit code %d: %.2000s", code, out)
			}
		})
	}
}

// drvlint runs the program in a folder and returns its exit code with all that it prints.
func drvlint(t *testing.T, folder string, args ...string) (int, string) {
	t.Helper()
	command := exec.Command("drvlint", args...)
	command.Dir = folder
	out, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(out)
}
