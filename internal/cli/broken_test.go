package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// defect is what each driver of the table begins with.
const defect = "\tExAcquireFastMutex(&e->Lock); KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL); ExReleaseFastMutex(&e->Lock);\n"

// after is a driver whose one function has the defect first, and then the statements.
func after(statements string) map[string]string {
	return map[string]string{"a.c": shapeHead + in(defect+statements)}
}

// beside is a driver with the defect in one file, and others.
func beside(files map[string]string) map[string]string {
	files["a.c"] = shapeHead + in(defect)
	return files
}

// What is given up of a driver is named and makes the result incomplete; what was found in front of it or beside it
// is reported all the same, on demand where nobody calls it.
func TestBrokenOff(t *testing.T) {
	outside := filepath.ToSlash(filepath.Join(t.TempDir(), "outside.h"))
	if err := os.WriteFile(filepath.FromSlash(outside), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	const many = "static ULONG Many(PE e, ULONG a)\n{\nswitch (a) {\n"
	//attack:broken-off
	for name, test := range map[string]struct {
		files map[string]string
		want  string // of what is said of what was given up
	}{
		"conditions":                 {after(times(10000, "if (e->Flags == @ * a) e->V++;\n")), "too complex"},
		"locks that are remembered":  {after(times(300, "if (list[@]->V) ExAcquireFastMutex(&list[@]->Lock);\n") + times(300, "if (list[@]->V) ExReleaseFastMutex(&list[@]->Lock);\n")), "too complex"},
		"a lock for each case":       {after("switch (a) {\n" + times(500, "case @: ExAcquireFastMutex(&list[@]->Lock); break;\n") + "}\n"), "too complex"},
		"a way out for each case":    {after("switch (a) {\n" + times(1500, "case @: ExAcquireFastMutex(&list[@]->Lock); return;\n") + "}\n"), "too complex"},
		"calls with many outcomes":   {map[string]string{"a.c": shapeHead + many + times(64, "case @: ExAcquireFastMutex(&e->Locks[@]); return @;\n") + "}\nreturn 99; }\n" + in(defect+times(20, "s += Many(list[@], a + @);\n"))}, "too complex"},
		"alternatives":               {after("if (" + times(400, "Two(list[@]) || ") + "a) e->V++;\n"), "too complex"},
		"gotos":                      {after(times(300, "L@: if (a == @) goto L@+; if (b == @) { ExAcquireFastMutex(&list[@]->Lock); goto L300; } if (e->V == @) goto L0;\n") + "L300: ;\n"), "too complex"},
		"locks at once":              {after(times(14, "ExAcquireFastMutex(&list[@]->Lock);\n")), "more than 12 locks at once"},
		"spin locks at once":         {after(times(9, "KeAcquireSpinLock((PKSPIN_LOCK)&list[@]->V, &q);\n")), "more than 8 locks at once"},
		"waits":                      {after("ExAcquireFastMutex(&p->Next->Lock);\n" + times(1200, "KeWaitForSingleObject(&list[@]->Event, Executive, KernelMode, FALSE, NULL);\n")), "more"},
		"a table of threads":         {map[string]string{"a.c": shapeHead + times(400, "static VOID T@(PVOID c) { PsTerminateSystemThread(@); }\n") + "static PKSTART_ROUTINE Table[] = {" + times(400, "T@,") + "};\n" + in(defect+"PsCreateSystemThread(&h, 0, NULL, NULL, NULL, Table[a], NULL); ZwClose(h);\n")}, "more functions than are followed"},
		"a file that nests":          {beside(map[string]string{"b.c": "int f(int a) { return " + strings.Repeat("(", 5000) + "a" + strings.Repeat(")", 5000) + "; }\n"}), "b.c: error: nests more than 1000 levels deep"},
		"a file that crashes":        {beside(map[string]string{"b.c": "#pragma clang __debug crash\nint f(void) { return 0; }\n"}), "b.c: error: makes clang crash"},
		"a file that overflows":      {beside(map[string]string{"b.c": "#pragma clang __debug overflow_stack\nint f(void) { return 0; }\n"}), "b.c: error: "},
		"a file of no text":          {beside(map[string]string{"b.c": "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00"}), "b.c: error: "},
		"a file of another encoding": {beside(map[string]string{"b.c": "i\x00n\x00t\x00 \x00f\x00(\x00v\x00o\x00i\x00d\x00)\x00;\x00"}), "b.c: error: is UTF-16 without a byte order mark"},
		"a file that is no C":        {beside(map[string]string{"b.c": "}} this [ is ) not ( C\n"}), "b.c: error: "},
		"a header outside":           {beside(map[string]string{"b.c": "#include \"" + outside + "\"\nint f(void) { return 0; }\n"}), "b.c: error: includes " + outside + ", which is outside of the source tree"},
		"a header that is a folder":  {beside(map[string]string{"b.c": "#include \"sub/\"\nint f(void) { return 0; }\n"}), "b.c: error: includes sub/, which is a folder"},
		"headers without end":        {beside(map[string]string{"b.c": "#include \"b.c\"\nint f(void) { return 0; }\n"}), "b.c: error: .*without end"},
		"a header beyond all size":   {beside(map[string]string{"b.c": "#include \"b.h\"\nint f(void) { return 0; }\n", "b.h": strings.Repeat("// sixteen bytes\n", 1<<20)}), "b.c: error: includes b.h, which is 17 MiB long"},
		"macros that grow":           {beside(map[string]string{"b.c": "#define M0 a+a\n" + times(30, "#define M@+ M@ + M@\n") + "int f(int a) { return M30; }\n"}), "b.c: error: "},
		"classes of templates":       {beside(map[string]string{"b.cpp": "#include <ntddk.h>\ntemplate <int N> struct G { void T() { KeBugCheck(N); } };\nvoid f() {\n" + times(300, "G<@> g@; g@.T();\n") + "}\n"}), "more than 200 classes made from templates"},
		"a project of missing files": {beside(map[string]string{"p.vcxproj": `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup><ItemGroup><ClCompile Include="a.c;gone.c"/></ItemGroup></Project>`}), "gone.c is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			test.files["entry.c"] = "#include <ntddk.h>\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING r) { return STATUS_SUCCESS; }\n"
			if strings.Contains(test.want, "missing") {
				delete(test.files, "entry.c")
			}
			plant(t, folder, test.files)
			code, out := drvlint(t, folder, "--no-cache", "--pedantic", "--unit-time", "8s", "--unit-memory", "1000", ".")
			if code != exitFindings || !strings.Contains(out, "can block here while the fast mutex `e->Lock` is held") {
				t.Errorf("exit code %d, and the finding is lost: %.2000s", code, out)
			}
			if !regexp.MustCompile(test.want).MatchString(out) || test.want != "more than 12 locks at once" && !strings.Contains(out, "the analysis is incomplete") {
				t.Errorf("it is not named: %.2000s", out)
			}
			if _, err := os.Stat(filepath.Join(folder, "core")); err == nil {
				t.Error("a dump of the memory is left")
			}
		})
	}
}
