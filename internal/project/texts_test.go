package project

import (
	"fmt"
	"slices"
	"testing"
)

// What no build includes says nothing of a file, in whatever way it is left out; what some build
// does is told from what every one does.
func TestInclusions(t *testing.T) {
	const line = "#include <ntddk.h>\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"plain", line, []string{"ntddk.h always"}},
		{"blanks and comments", " # /* a */ include /* b\n*/ <ntddk.h> // c\n", []string{"ntddk.h always"}},
		{"a line that goes on", "#inc\\\nlude \\\r\n<ntddk.h>\n", []string{"ntddk.h always"}},
		{"its name in quotes", "#include \"a//b.h\"\n", []string{"a//b.h always"}},
		{"a block comment", "/*\n" + line + "*/\n", nil},
		{"a block comment behind code", "int a; /*\n" + line + "*/\n", nil},
		{"a block comment behind a directive", "#define A 1 /*\n" + line + "*/\n", nil},
		{"a line comment that goes on", "// a \\\n" + line, nil},
		{"a string that goes on", "char *a = \"\\\n" + line + "\";\n", nil},
		{"a string with a comment in it", "char *a = \"/*\";\n" + line + "char *b = \"*/\";\n", []string{"ntddk.h always"}},
		{"behind code", "int a; " + line, nil},
		{"if 0", "#if 0\n" + line + "#endif\n", nil},
		{"if (0)", "#if (0)\n" + line + "#endif\n", nil},
		{"if 0 with a comment", "#if 0// not now\n" + line + "#endif\n", nil},
		{"if 0 and more", "#if defined(KERNEL) && 0\n" + line + "#endif\n", nil},
		{"if 0 or more", "#if 0 || defined(KERNEL)\n" + line + "#endif\n", []string{"ntddk.h"}},
		{"if false", "#if FALSE\n" + line + "#endif\n", nil},
		{"nested in if 0", "#if 0\n#if 1\n" + line + "#else\n" + line + "#endif\n" + line + "#endif\n", nil},
		{"an apostrophe in if 0", "#if 0\ndon't\n" + line + "#endif\n" + line, []string{"ntddk.h always"}},
		{"else of if 0", "#if 0\n#include <windows.h>\n#else\n" + line + "#endif\n", []string{"ntddk.h always"}},
		{"elif of if 0", "#if 0\n#elif KERNEL\n" + line + "#endif\n", []string{"ntddk.h"}},
		{"elif that holds", "#if 0\n#elif _WIN32\n" + line + "#else\n#include <a.h>\n#endif\n", []string{"ntddk.h always", "a.h"}},
		{"else of if 1", "#if 1\n#include <a.h>\n#else\n" + line + "#endif\n", []string{"a.h always"}},
		{"elif 0", "#if A\n#include <a.h>\n#elif 0\n" + line + "#endif\n", []string{"a.h"}},
		{"behind if 0", "#if 0\n#endif\n" + line, []string{"ntddk.h always"}},
		{"a guard", "#ifndef A_H\n#pragma once\n#define A_H\n" + line + "#endif\n", []string{"ntddk.h always"}},
		{"a condition", "#ifdef KERNEL\n" + line + "#else\n#include <windows.h>\n#endif\n", []string{"ntddk.h", "windows.h"}},
		{"a condition of every driver", "#ifdef _WIN32\n" + line + "#else\n#include <a.h>\n#endif\n", []string{"ntddk.h always", "a.h"}},
		{"ends without a beginning", "#endif\n#else\n" + line, []string{"ntddk.h always"}},
		{"no end", "#if 0\n" + line, nil},
	} {
		var got []string
		for _, i := range inclusionsIn(c.text) {
			got = append(got, i.name)
			if i.always {
				got[len(got)-1] = fmt.Sprint(i.name, " always")
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// An entry point that no build compiles is none.
func TestEntryThatNoBuildCompiles(t *testing.T) {
	const entry = "NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p) { return 0; }\n"
	for text, want := range map[string]marker{
		entry:                                 entryMarker,
		"#if 0//\n" + entry + "#endif\n":      noMarker,
		"#if ( 0 )\n" + entry + "#endif\n":    noMarker,
		"#if 0 && A\n" + entry + "#endif\n":   noMarker,
		"#if 0 || A\n" + entry + "#endif\n":   entryMarker,
		"#if 1\n#else\n" + entry + "#endif\n": noMarker,
		"#if 0\n#else\n" + entry + "#endif\n": entryMarker,
		"#define A /*\n" + entry + "*/\n":     noMarker,
		"#if A\n#elif 0\n" + entry:            noMarker,
		"#define Start DriverEntry /* here */\nNTSTATUS Start(PDRIVER_OBJECT d, PUNICODE_STRING p)\n{ return 0; }\n": entryMarker,
		"#define Start DriverEntry\nNTSTATUS Start(PDRIVER_OBJECT d, PUNICODE_STRING p);\n":                          noMarker,
		"#define Start(a) DriverEntry\nNTSTATUS Start(PDRIVER_OBJECT d, PUNICODE_STRING p) { return 0; }\n":          noMarker,
		"#if 0\n#define Start DriverEntry\n#endif\nvoid Start(void) { }\n":                                           noMarker,
	} {
		if got := textMarker(text); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
