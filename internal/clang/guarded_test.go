package clang

import (
	"path/filepath"
	"strings"
	"testing"
)

// A build that is not at hand defines what leads to the headers of the kernel; nothing else
// is defined for it.
func TestKernelSwitches(t *testing.T) {
	const user = "#include <windows.h>\n"
	tests := map[string]struct{ header, want string }{
		"ifdef":               {"#ifdef RING0\n#include <ntddk.h>\n#else\n" + user + "#endif\n", "RING0"},
		"defined":             {"#if defined(RING0)\n#include <wdm.h>\n#else\n" + user + "#endif\n", "RING0"},
		"value":               {"#if RING0\n#include <ntifs.h>\n#endif\n", "RING0"},
		"two of them":         {"#if defined(_WIN32) && defined RING0 && defined(OWN)\n#include <ntddk.h>\n#endif\n", "RING0 OWN"},
		"one of two":          {"#if defined(RING0) || defined(OWN)\n#include <ntddk.h>\n#endif\n", "RING0"},
		"nested":              {"#ifdef _WIN32\n#ifdef RING0\n#include <ntddk.h>\n#endif\n#else\n#include <pthread.h>\n#endif\n", "RING0"},
		"after another":       {"#ifdef __linux__\n#include <linux/module.h>\n#elif defined(RING0)\n#include <ntddk.h>\n#else\n" + user + "#endif\n", "RING0"},
		"through a header":    {"#ifdef RING0\n#include \"kernel.h\"\n#else\n" + user + "#endif\n", "RING0"},
		"beside a plain one":  {"#include <ntddk.h>\n#ifdef RING0\n#include <ntifs.h>\n#endif\n", ""},
		"wanted by a part":    {"#include <ntddk.h>\n#ifdef RING0\n#include <ntifs.h>\n#else\n" + user + "#endif\n", "RING0"},
		"negated":             {"#ifndef USER\n#include <ntddk.h>\n#else\n" + user + "#endif\n", ""},
		"else":                {"#ifdef USER\n" + user + "#else\n#include <ntddk.h>\n#endif\n", ""},
		"of another compiler": {"#ifdef __GNUC__\n#include <ddk/ntddk.h>\n#else\n#include <ntddk.h>\n#endif\n", ""},
		"of another system":   {"#ifdef __FreeBSD__\n#include <ntddk.h>\n#endif\n", ""},
		"hidden":              {"#if 0\n#ifdef RING0\n#include <ntddk.h>\n#endif\n#endif\n", ""},
		"hidden among others": {"#if (0)\n#ifdef RING0\n#include <ntddk.h>\n#endif\n#elif 0 && OTHER\n#include <ntddk.h>\n#endif\n", ""},
		"defined by the text": {"#define RING0\n#ifdef RING0\n#include <ntddk.h>\n#endif\n", ""},
		"undecided":           {"#ifdef LATER\n" + user + "#else\n#include <ntddk.h>\n#endif\n#define LATER\n", ""},
		"of the command line": {"#ifdef GIVEN\n#include <ntddk.h>\n#endif\n", ""},
	}
	for name, test := range tests {
		root := write(t, map[string]string{"a.c": "#include \"plat.h\"\nvoid f(void) { KeBugCheck(1); }\n", "plat.h": test.header, "kernel.h": "#include <ntddk.h>\n"})
		loaded := Load(root, []Unit{{File: filepath.Join(root, "a.c"), Args: []string{"-DGIVEN=1"}}}, LoadOptions{})
		var got []string
		for line := range strings.Lines(loaded.StubText) {
			if words := strings.Fields(line); len(words) == 3 && words[0] == "#define" && words[2] == "1" {
				got = append(got, words[1])
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v, want %s", name, got, test.want)
		}
	}
}
