package clang

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

const guarded = "#include <ntddk.h>\nVOID Work(VOID) { KeBugCheck(1); }\n"

// pipe makes a named pipe: who opens it for reading waits for ever.
func pipe(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
}

// What an #include may not lead to is named, and the rest of the file is analysed.
func TestIncludesOfWhatIsNoSource(t *testing.T) {
	outside := write(t, map[string]string{"secret.h": "#define KeBugCheck(x)\n"})
	for name, test := range map[string]struct{ text, want string }{
		"pipe":            {"#include \"p.h\"\n", "includes p.h, which is a named pipe"},
		"pipe by dots":    {"#include \"./sub/../p.h\"\n", "which is a named pipe"},
		"pipe by macro":   {"#define P \"p.h\"\n#include P\n", "which is a named pipe"},
		"pipe asked for":  {"#if __has_include(\"p.h\")\n#endif\n", "which is a named pipe"},
		"pipe of another": {"#include \"sub/up.h\"\n", "includes p.h, which is a named pipe"},
		"import":          {"#import \"p.h\"\n", "which is a named pipe"},
		"unknown macro":   {"#define P(x) #x\n#include P(p.h)\n", "includes p.h, which is a named pipe"},
		"unknown probe":   {"#define P(x) #x\n#if __has_include(P(p.h))\n#endif\n", "computed by a macro"},
		"device":          {"#include \"/dev/zero\"\n", "includes /dev/zero, which is a device"},
		"folder":          {"#include \"sub\"\n", "includes sub, which is a folder"},
		"absolute":        {"#include \"" + outside + "/secret.h\"\n", "outside of the source tree"},
		"link":            {"#include \"link.h\"\n", "includes link.h, which is outside of the source tree"},
		"folder link":     {"#include \"away/secret.h\"\n", "outside of the source tree"},
		"large":           {"#include \"large.h\"\n", "which is 17 MiB long"},
		"binary":          {"#include \"binary.h\"\n", "not readable as source text"},
	} {
		t.Run(name, func(t *testing.T) {
			root := write(t, map[string]string{"a.c": test.text + guarded, "sub/up.h": "#include \"p.h\"\n", "binary.h": strings.Repeat("\x01\x02\x00", 100)})
			pipe(t, filepath.Join(root, "p.h"))
			for link, target := range map[string]string{"link.h": outside + "/secret.h", "away": outside} {
				if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.WriteFile(filepath.Join(root, "large.h"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(filepath.Join(root, "large.h"), 17<<20); err != nil {
				t.Fatal(err)
			}
			loaded := load(t, root, "a.c")
			if len(loaded.Problems) != 1 || !strings.Contains(loaded.Problems[0].Message, test.want) {
				t.Errorf("problems: %+v, want %q", loaded.Problems, test.want)
			}
			if got := calls(loaded.Units[0]); len(got) != 1 || got[0] != "KeBugCheck" {
				t.Errorf("calls: %v", got)
			}
		})
	}
}

// A folder that the user names, or that the project searches, is no way out.
func TestIncludesWithinTheTree(t *testing.T) {
	outside := write(t, map[string]string{"other.h": "#define Stop KeBugCheck\n"})
	root := write(t, map[string]string{"a.c": "#include \"" + outside + "/other.h\"\n#include <ntddk.h>\nVOID Work(VOID) { Stop(1); }\n"})
	unit := Unit{File: filepath.Join(root, "a.c")}
	for name, options := range map[string]LoadOptions{"named": {Trees: []string{outside}}, "searched": {}} {
		if name == "searched" {
			unit.Args = []string{"-I" + outside}
		}
		loaded := Load(root, []Unit{unit}, options)
		if got := calls(loaded.Units[0]); len(loaded.Problems) != 0 || len(got) != 1 || got[0] != "KeBugCheck" {
			t.Errorf("%s: calls %v, problems %v", name, got, loaded.Problems)
		}
	}
}

func TestIncludeLoops(t *testing.T) {
	root := write(t, map[string]string{"a.c": "#include \"a.c\"\n#include \"b.h\"\n" + guarded, "b.h": "#include \"a.c\"\n#include \"b.h\"\n"})
	loaded := load(t, root, "a.c")
	if got := calls(loaded.Units[0]); len(got) != 1 || got[0] != "KeBugCheck" {
		t.Errorf("calls: %v", got)
	}
	if len(loaded.Problems) != 1 || loaded.Problems[0].File != filepath.Join(root, "a.c") || !strings.Contains(loaded.Problems[0].Message, "without end") {
		t.Errorf("problems: %v", loaded.Problems)
	}
}

// nested are ways to nest without end, as a repeated text and what follows it.
var nested = map[string][2]string{
	"parentheses": {"a = (1+", "1" + strings.Repeat(")", 900) + ";"},
	"calls":       {"f(", strings.Repeat(")", 900) + ";"},
	"braces":      {"{", strings.Repeat("}", 900)},
	"else":        {"if (a == 1) f(); else ", "f();"},
	"if":          {"if (a) ", "f();"},
	"not":         {"!", "a;"},
	"plus":        {"a+", "a;"},
	"comma":       {"a=1,", "a=2;"},
	"cast":        {"(int)", "2;"},
	"conditional": {"a?1:", "2;"},
	"case":        {"case __COUNTER__: ", "f();"},
	"label":       {"while (a) ", "f();"},
	"lists":       {"int b[] = {", strings.Repeat("}", 900) + ";"},
}

// Depth up to the limit is analysed, what is deeper is refused: never a crash.
func TestDeepNesting(t *testing.T) {
	for name, parts := range nested {
		t.Run(name, func(t *testing.T) {
			for _, times := range []int{200, 100_000} {
				closing := strings.ReplaceAll(parts[1], strings.Repeat(parts[1][:1], 900), strings.Repeat(parts[1][:1], times))
				text := strings.ReplaceAll("VOID f(); VOID Work(int a) { switch (a) { default: TEXT } KeBugCheck(1); }", "TEXT", strings.Repeat(parts[0], times)+closing)
				loaded := load(t, write(t, map[string]string{"a.c": text}), "a.c")
				if times > maxDepth {
					if len(loaded.Problems) != 1 || !strings.Contains(loaded.Problems[0].Message, "levels deep at line 1") {
						t.Errorf("%d times: problems %v", times, loaded.Problems)
					}
					continue
				}
				if len(loaded.Problems) != 0 {
					t.Errorf("%d times: problems %v", times, loaded.Problems)
				}
			}
		})
	}
}

// Long is not deep: tables, argument lists and sequences may be of any length.
func TestLongIsNotDeep(t *testing.T) {
	for name, text := range map[string]string{
		"table":      "int a[] = {" + strings.Repeat("1 << 2 | 3,\n", 5000) + "};" + guarded,
		"records":    "struct { int a, b; } a[] = {" + strings.Repeat("{1, -2},\n", 5000) + "};" + guarded,
		"macros":     "int a[] = {\n" + strings.Repeat("ENTRY(1 + 2, (3))\n", 5000) + "};" + guarded,
		"statements": "VOID g() {" + strings.Repeat("if (a) { b = (c + d); } else c = 1;\n", 5000) + "}" + guarded,
		"strings":    "char *s =" + strings.Repeat("\"a\"\n", 5000) + ";" + guarded,
		"defines":    strings.Repeat("#define A ((((((((((1 + 2\n", 500) + guarded,
	} {
		tokens := ctext.Tokens([]byte(text))
		if err := tooDeep([]byte(text), tokens); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
