package project

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Of a text, the lines that only another build compiles.
func TestBuildLines(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"if", "#if DBG\nAcquire();\n#endif\n", "debugging 1-3"},
		{"ifdef", "int a;\n#ifdef _DEBUG\nAcquire();\n#endif\n", "debugging 2-4"},
		{"either", "#if defined(_DEBUG) || DBG\nAcquire();\n#endif\n", "debugging 1-3"},
		{"without parentheses", "#if defined DBG && DBG >= 1UL\nAcquire();\n#endif\n", "debugging 1-3"},
		{"not for release", "#ifndef NDEBUG\nAcquire();\n#endif\n", "debugging 1-3"},
		{"the other branch", "#if !DBG\nint a;\n#else\nAcquire();\n#endif\n", "debugging 3-5"},
		{"elif", "#ifdef NDEBUG\nint a;\n#elif X\nAcquire();\n#endif\n", "debugging 3-5"},
		{"both builds", "#if DBG || !defined(DBG)\nAcquire();\n#endif\n", ""},
		{"release only", "#if !DBG\nAcquire();\n#endif\n", ""},
		{"nothing that is asked about", "#if DBG\nPrint();\n#endif\nAcquire();\n", ""},
		{"two stretches, one of them asked about", "#if DBG\nint a;\n#endif\nint b;\n#if DBG\nAcquire();\n#endif\n", "debugging 1-3, debugging 5-7"},
		{"inner condition", "#if DBG\n#if X\nAcquire();\n#endif\nint a;\n#endif\n", "debugging 1-6"},
		{"in a branch of release", "#if !DBG\n#if DBG\nAcquire();\n#endif\n#endif\n", ""},
		{"it sets the macro itself", "#define DBG 1\n#if DBG\nAcquire();\n#endif\n", ""},
		{"it sets it elsewhere", "#if !DBG\n#define DBG 0\n#endif\n#if DBG\nAcquire();\n#endif\n", "debugging 4-6"},
		{"a comment", "#if DBG\n// Acquire();\n#endif\n", ""},
		{"never", "#if 0\n#if DBG\nAcquire();\n#endif\n#endif\n", ""},
		{"a macro that nobody knows", "#if TRACE\nAcquire();\n#endif\n", ""},
		{"no end", "#if DBG\nAcquire();\n", "debugging 1-3"},
		{"x86", "#ifndef _WIN64\nAcquire();\n#endif\n", "32-bit x86 1-3"},
		{"x86 by the compiler's macro", "#if defined(_M_AMD64)\nint a;\n#elif defined(_M_IX86)\nAcquire();\n#else\n#error no\n#endif\n", "32-bit x86 3-5"},
		{"a condition that is none", "#if DBG &&\nAcquire();\n#endif\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, v := range sideBuilds {
				for _, s := range v.only(test.text, func(name string) bool { return name == "Acquire" }) {
					got = append(got, fmt.Sprintf("%s %d-%d", v.name, s.From, s.To))
				}
			}
			if list := strings.Join(got, ", "); list != test.want {
				t.Errorf("got %q, want %q", list, test.want)
			}
		})
	}
}

// A build stands behind its driver, and has the units in common of which it compiles nothing else.
func TestBuilds(t *testing.T) {
	dir := t.TempDir()
	entry := "#include <ntddk.h>\nNTSTATUS DriverEntry(PDRIVER_OBJECT D, PUNICODE_STRING P) { return 0; }\n"
	for name, text := range map[string]string{"entry.c": entry, "log.c": "#include <ntddk.h>\n#if DBG\nvoid Log(void) { Acquire(); }\n#endif\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	found := func(options Options) string {
		drivers, _, err := Find([]string{dir}, options)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, d := range drivers {
			for _, u := range d.Units {
				list = append(list, fmt.Sprint(strings.TrimPrefix(d.Name, filepath.Base(dir)), " ", filepath.Base(u.File), u.Defines))
			}
		}
		return strings.Join(list, ", ")
	}
	asked := func(name string) bool { return slices.Contains([]string{"Acquire"}, name) }
	if got, want := found(Options{Asked: asked}), " entry.c[],  log.c[],  (debugging) entry.c[],  (debugging) log.c[DBG=1 _DEBUG=1]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := found(Options{}), " entry.c[],  log.c[]"; got != want {
		t.Errorf("unasked: got %q, want %q", got, want)
	}
	if got, want := found(Options{Asked: asked, Configuration: "Release|x64"}), " entry.c[],  log.c[]"; got != want {
		t.Errorf("with a configuration: got %q, want %q", got, want)
	}
}

// A definition makes a build the one for debugging unless it is 0.
func TestChosenBuild(t *testing.T) {
	for define, want := range map[string]bool{"DBG=1": true, "_DEBUG": true, "DBG=0": false, "NDEBUG": false, "DBGPRINT=1": false} {
		if got := sideBuilds[0].chosen(define); got != want {
			t.Errorf("%s: %v", define, got)
		}
	}
}

// A project without a configuration for a build has no such build.
func TestOfferedBuilds(t *testing.T) {
	for _, test := range []struct {
		configurations []string
		want           string
	}{
		{nil, "debugging 32-bit x86"},
		{[]string{"Release|x64", "Debug|x64"}, "debugging"},
		{[]string{"Release|x64", "Release|Win32"}, "32-bit x86"},
		{[]string{"Release|x64", "Win8.1 Debug|Win32"}, "debugging 32-bit x86"},
		{[]string{"Release|x64", "Release|ARM64"}, ""},
	} {
		var got []string
		for _, v := range sideBuilds {
			if v.offered(&vcxproj{msbuild: &msbuild{configurations: test.configurations}}) {
				got = append(got, v.name)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%v: %v, want %s", test.configurations, got, test.want)
		}
	}
}
