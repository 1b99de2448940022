package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
)

func plant(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shared is a header of the driver's own with a defect in an inline function.
const shared = `#pragma once
#include <ntddk.h>
extern FAST_MUTEX Lock;
extern KEVENT Event;
FORCEINLINE VOID WaitLocked(VOID)
{
    ExAcquireFastMutex(&Lock);
    KeWaitForSingleObject(&Event, Executive, KernelMode, FALSE, NULL);
    ExReleaseFastMutex(&Lock);
}
`

// A defect in a header is reported there, once, however many units of however many
// drivers include it, by whatever way.
func TestDefectInOwnHeader(t *testing.T) {
	root := t.TempDir()
	files := map[string]string{"inc/shared.h": shared}
	for i, include := range []string{`"../inc/shared.h"`, `"..\inc\Shared.h"`} {
		files[fmt.Sprintf("d%d/main.c", i)] = "#include " + include + "\nFAST_MUTEX Lock; KEVENT Event;\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p) { WaitLocked(); return 0; }\n"
		files[fmt.Sprintf("d%d/other.c", i)] = "#include " + include + "\nVOID Other(VOID) { WaitLocked(); }\n"
		files[fmt.Sprintf("d%d/d%d.vcxproj", i, i)] = `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup><ItemGroup><ClCompile Include="main.c;other.c"/></ItemGroup></Project>`
	}
	plant(t, root, files)
	r := reportOf(t, root)
	if len(r.Drivers) != 2 {
		t.Fatalf("%d drivers", len(r.Drivers))
	}
	if len(r.Findings) != 1 {
		t.Fatalf("%d findings: %v", len(r.Findings), r.Findings)
	}
	f := r.Findings[0]
	if f["file"] != filepath.Join(root, "inc/shared.h") || f["line"] != 8.0 || f["column"] != 5.0 || f["check"] != "fastmutexwait" {
		t.Errorf("finding %v", f)
	}
}

var seconds = regexp.MustCompile(`"seconds": *[0-9.e-]+`)

// outputOf returns the JSON report without times, of a run in the folder.
func outputOf(t *testing.T, folder string, args ...string) string {
	t.Helper()
	t.Chdir(folder)
	var out, problems bytes.Buffer
	c := Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &problems}
	if code := c.Main(append([]string{"--format", "json"}, args...)); code != exitFindings {
		t.Fatalf("%v: exit %d\n%s", args, code, problems.String())
	}
	return seconds.ReplaceAllString(out.String(), `"seconds":0`)
}

// The report is the same bytes for any number of jobs, any order of the paths, and, but
// for how paths are spelled, from any folder.
func TestReportsAreDeterministic(t *testing.T) {
	samples, err := filepath.Abs(demo)
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	files := map[string]string{".git/HEAD": "ref: refs/heads/main\n", "inc/shared.h": shared} // a checkout: its files are all in reach
	for i := range 40 {
		files[fmt.Sprintf("many/u%02d.c", i)] = fmt.Sprintf("#include \"../inc/shared.h\"\nVOID Unit%d(MISSING_%d *m) { MISSING_CALL(m->Member%d); WaitLocked(); UnknownRoutine%d(m); }\n", i, i%7, i, i%5)
	}
	files["many/entry.c"] = "#include \"../inc/shared.h\"\nFAST_MUTEX Lock; KEVENT Event;\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p) { WaitLocked(); return 0; }\n"
	plant(t, root, files)
	paths := []string{filepath.Join(root, "many"), filepath.Join(samples, "procmon"), filepath.Join(samples, "ntworker"), filepath.Join(samples, "kmdfpump")}
	elsewhere := t.TempDir()
	want := outputOf(t, elsewhere, append([]string{"-j", "1"}, paths...)...)
	shuffled := []string{paths[2], paths[0], paths[3], paths[1]}
	for _, jobs := range []string{"1", "2", "8"} {
		if got := outputOf(t, elsewhere, append([]string{"-j", jobs}, shuffled...)...); got != want {
			t.Errorf("-j %s, other order: the report differs\n%s\nwant\n%s", jobs, got, want)
		}
	}
	there, inside := outputOf(t, elsewhere, paths[0]), outputOf(t, root, paths[0])
	if there = strings.ReplaceAll(there, root+"/", ""); there != inside {
		t.Errorf("in another folder: the report differs\n%s\nwant\n%s", inside, there)
	}
}

// A checkout that is reached through a link is the same as one that is not: its headers are
// found by their names in both.
func TestCheckoutBehindLink(t *testing.T) {
	root := t.TempDir()
	plant(t, root, map[string]string{
		"real/include/Shared.h": shared,
		"real/driver/main.c":    "#include \"shared.h\"\nFAST_MUTEX Lock; KEVENT Event;\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p) { WaitLocked(); return 0; }\n",
	})
	link := filepath.Join(root, "link")
	if err := os.Symlink(filepath.Join(root, "real"), link); err != nil {
		tooltest.Missing(t, "no links here: %v", err)
	}
	for _, folder := range []string{filepath.Join(root, "real"), link} {
		r := reportOf(t, folder)
		if len(r.Findings) != 1 || r.Findings[0]["file"] != filepath.Join(folder, "include/Shared.h") {
			t.Errorf("%s: findings %v", folder, r.Findings)
		}
	}
}
