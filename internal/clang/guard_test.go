package clang

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/tooltest"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

const guarded = "#include <ntddk.h>\nVOID Work(VOID) { KeBugCheck(1); }\n"

// What an #include may not lead to is named, and the rest of the file is analysed.
func TestIncludesOfWhatIsNoSource(t *testing.T) {
	outside := write(t, map[string]string{"secret.h": "#define KeBugCheck(x)\n"})
	//attack:include-fence
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
		"slash":           {"#include \"sub/plain.h/\"\n", "includes sub/plain.h/, which is a folder"},
		"slash of none":   {"#include <nowhere\\>\n", "includes nowhere/, which is a folder"},
		"slash of a tree": {"#define Q(x) #x\n#include Q(sub/)\n#include \"..\\\"\n", "includes ../, which is a folder"},
		"slash of a name": {"#define P \"./\"\n#include P\n", "includes P, which is a folder"},
		"root":            {"#include \"/\"\n", "includes /, which is a folder"},
		"absolute":        {"#include \"" + outside + "/secret.h\"\n", "outside of the source tree"},
		"link":            {"#include \"link.h\"\n", "includes link.h, which is outside of the source tree"},
		"folder link":     {"#include \"away/secret.h\"\n", "outside of the source tree"},
		"large":           {"#include \"large.h\"\n", "which is 17 MiB long"},
		"binary":          {"#include \"binary.h\"\n", "not readable as source text"},
	} {
		t.Run(name, func(t *testing.T) {
			root := write(t, map[string]string{"a.c": test.text + guarded, "sub/up.h": "#include \"p.h\"\n", "sub/plain.h": "", "binary.h": strings.Repeat("\x01\x02\x00", 100)})
			tooltest.Pipe(t, filepath.Join(root, "p.h"))
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

// Includes that only clang can read lead to the files of the tree all the same.
func TestIncludesThatOnlyClangReads(t *testing.T) {
	//attack:include-fence
	for name, text := range map[string]string{
		"digraph": "%:include \"sub/own.h\"\n", "joined": "#incl\\\nude \"sub/own.h\"\n", "macro": "#define Q(x) #x\n#include Q(sub/own.h)\n",
		"brackets": "#define OPEN <own\n#include OPEN.h>\n", "backslash": "%:include \"sub\\own.h\"\n", "case": "%:include \"SUB/Own.H\"\n",
		"of a header": "%:include \"first.h\"\n", "of the command line": "#include OWN\n",
	} {
		root := write(t, map[string]string{"a.c": text + "#include <ntddk.h>\nVOID Work(VOID) { Stop(1); }\n", "sub/own.h": "#define Stop KeBugCheck\n", "first.h": "%:include \"second.h\"\n", "second.h": "%:include <own.h>\n"})
		unit := Unit{File: filepath.Join(root, "a.c"), Args: []string{"-I" + root + "/sub", "-DOWN=<own.h>"}}
		loaded := Load(root, []Unit{unit}, LoadOptions{})
		if got := calls(loaded.Units[0]); len(loaded.Problems) != 0 || len(got) != 1 || got[0] != "KeBugCheck" {
			t.Errorf("%s: calls %v, problems %v", name, got, loaded.Problems)
		}
	}
}

// A chain of such includes ends somewhere, and what is behind that is named.
func TestIncludesThatOnlyClangReadsEnd(t *testing.T) {
	files := map[string]string{"a.c": "%:include \"h0.h\"\n" + guarded}
	for i := range 3 * maxAsked {
		files[fmt.Sprintf("h%d.h", i)] = fmt.Sprintf("%%:include \"h%d.h\"\n", i+1)
	}
	loaded := load(t, write(t, files), "a.c")
	if got := calls(loaded.Units[0]); len(got) != 1 || got[0] != "KeBugCheck" {
		t.Errorf("calls: %v", got)
	}
	if len(loaded.Problems) != 1 || !strings.Contains(loaded.Problems[0].Message, fmt.Sprintf("includes h%d.h, which is not read", maxAsked)) {
		t.Errorf("problems: %v", loaded.Problems)
	}
}

// Names of any bytes are listed in the overlay as they are.
func TestIncludesOfOddNames(t *testing.T) {
	//attack:include-fence
	for _, name := range []string{"a b", "q\"uote", "it's", "back\\slash", "new\nline", "\x7f", "\u0085", "\ufeff", "\u00fc", "\U0001f600", "\xb0\xa1", "#", "{}", "%s", "&a", "*", "~", "null"} {
		root := write(t, map[string]string{name + "/" + name + ".c": "#include \"../" + "x.h\"\n#include \"y.h\"\n#include <ntddk.h>\nVOID Work(VOID) { Stop(1); Halt(1); }\n", "x.h": "#define Stop KeBugCheck\n", name + "/y.h": "#define Halt KeBugCheck\n"})
		loaded := load(t, root, name+"/"+name+".c")
		if got := calls(loaded.Units[0]); len(loaded.Problems) != 0 || len(got) != 2 || got[0] != "KeBugCheck" || got[1] != "KeBugCheck" {
			t.Errorf("%q: calls %v, problems %v", name, got, loaded.Problems)
		}
	}
}

// Headers of a kit that a build names are fenced like the rest of the tree.
// #import is one of a type library to clang, and nothing is read for it.
func TestKitsInTheTree(t *testing.T) {
	outside := write(t, map[string]string{"secret.h": "#define KeBugCheck(x)\n"})
	const base = "typedef long NTSTATUS;\nvoid KeBugCheck(unsigned long);\n"
	//attack:kit-in-tree
	for name, test := range map[string]struct{ text, want string }{
		"plain":                    {"#include \"OUT/secret.h\"\n" + base, "outside of the source tree"},
		"digraph":                  {"%:include \"OUT/secret.h\"\n" + base, "outside of the source tree"},
		"joined":                   {"#in\\\nclude <OUT/secret.h>\n" + base, "outside of the source tree"},
		"macro":                    {"#define P <OUT/secret.h>\n#include P\n" + base, "outside of the source tree"},
		"pipe":                     {"%:include \"pipe.h\"\n" + base, "a named pipe"},
		"link":                     {"#include <link.h>\n" + base, "a link out of the kit"},
		"dots":                     {"%:include \"../../outside/secret.h\"\n" + base, ""},
		"assembly":                 {"%:define asm asm\n" + base, "in a way that hides it"},
		"own":                      {"%:include \"other.h\"\n" + base, ""},
		"next":                     {"#include_next <OUT/secret.h>\n" + base, "outside of the source tree"},
		"import":                   {"#import \"OUT/secret.h\"\n" + base, ""},
		"macros":                   {"#__include_macros <OUT/secret.h>\n" + base, ""},
		"argument of a macro":      {"#define P(x) <x>\n#include P(OUT/secret.h)\n" + base, "outside of the source tree"},
		"made a text":              {"#define P(x) #x\n#include P(OUT/secret.h)\n" + base, "outside of the source tree"},
		"joined digraph":           {"%:inc\\\nlude \"OUT/secret.h\"\n" + base, "outside of the source tree"},
		"comments":                 {"#/**/include/**/\"OUT/secret.h\"\n" + base, "outside of the source tree"},
		"device":                   {"%:include \"/dev/zero\"\n" + base, "a device"},
		"environment":              {"%:include </proc/self/environ>\n" + base, "no file"},
		"folder link":              {"#include <away/secret.h>\n" + base, "a link out of the kit"},
		"folder link by a digraph": {"%:include <away/secret.h>\n" + base, "a link out of the kit"},
		"two kits away":            {"#include <first.h>\n" + base, "outside of the source tree"},
		"line":                     {"#line 1 \"OUT/secret.h\"\n" + base, ""},
		"incbin":                   {"__asm__(\".incbin \\\"OUT/secret.h\\\"\");\n" + base, ""},
		"alias":                    {"#pragma include_alias(\"b.h\", \"OUT/secret.h\")\n#include \"b.h\"\n" + base, "outside of the source tree"},
		"dependency":               {"#pragma GCC dependency \"OUT/secret.h\"\n" + base, "outside of the source tree"},
		"probe":                    {"#if __has_include(<OUT/secret.h>)\n#define KeBugCheck(x)\n#endif\n" + base, ""},
		"probe of the next":        {"#if __has_include_next(<OUT/secret.h>)\n#define KeBugCheck(x)\n#endif\n" + base, ""},
		"home":                     {"%:include \"~/secret.h\"\n" + base, ""},
	} {
		root := write(t, map[string]string{"km/ntddk.h": strings.ReplaceAll(test.text, "OUT", outside), "km/wdm.h": "", "km/other.h": "#define Other 1\n", "km/first.h": strings.ReplaceAll("%:include <second.h>\n", "OUT", outside), "km/second.h": strings.ReplaceAll("%:include \"OUT/secret.h\"\n", "OUT", outside), "a.c": "#include <ntddk.h>\nvoid Work(void) { KeBugCheck(1); }\n"})
		for link, target := range map[string]string{"link.h": outside + "/secret.h", "away": outside} {
			if err := os.Symlink(target, filepath.Join(root, "km", link)); err != nil {
				t.Fatal(err)
			}
		}
		tooltest.Pipe(t, filepath.Join(root, "pipe.h"))
		unit := Unit{File: filepath.Join(root, "a.c"), Args: []string{"-I" + root + "/km"}}
		loaded := Load(root, []Unit{unit}, LoadOptions{Trees: []string{root}})
		if got := calls(loaded.Units[0]); len(got) != 1 || got[0] != "KeBugCheck" {
			t.Errorf("%s: calls %v", name, got)
		}
		if named := len(loaded.Problems) > 0; named != (test.want != "") || named && !strings.Contains(loaded.Problems[0].Message, test.want) {
			t.Errorf("%s: problems %v, want %q", name, loaded.Problems, test.want)
		}
	}
}

// Were the overlay to fail, what clang read is held against what it was shown.
func TestOutsidersAreSeen(t *testing.T) {
	root := write(t, map[string]string{"a.c": "#include \"in.h\"\n%:include \"out/side.h\"\n", "in.h": "int a;\n", "out/side.h": "int b;\n"})
	l := NewSession(root, LoadOptions{}).loader(Unit{File: filepath.Join(root, "a.c")}, nil)
	index := clang.NewIndex()
	defer index.Dispose()
	tu, err := index.Parse(l.unit.File, nil, nil, parseOptions)
	if err != nil {
		t.Fatal(err)
	}
	defer tu.Dispose()
	got, want := l.unit.outsiders(tu), filepath.Join(root, "out", "side.h")
	if len(got) != 1 || filepath.Clean(got[0]) != want {
		t.Errorf("got %q, want %q", got, want)
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

// TestIncludeByName has headers that name one of their own name, which the build finds elsewhere:
// nothing else of that name is in the checkout.
func TestIncludeByName(t *testing.T) {
	main := "#include <debug.h>\n" + strings.Replace(guarded, "KeBugCheck(1)", "STOP(1)", 1)
	stop := "#define STOP(x) KeBugCheck(x)\n"
	for name, files := range map[string]map[string]string{
		"itself":         {"inc/kit/debug.h": "#include <debug.h>\n" + stop},
		"above itself":   {"inc/kit/debug.h": "#  include \"../debug.h\"\n" + stop},
		"next":           {"inc/kit/debug.h": "#include_next <debug.h>\n" + stop},
		"each other":     {"inc/kit/debug.h": "#include <trace.h>\n" + stop, "inc/kit/trace.h": "#include <debug.h>\n"},
		"beside":         {"inc/kit/debug.h": "#include \"trace.h\"\n" + stop, "inc/kit/trace.h": "#include <debug.h>\n"},
		"twice":          {"inc/kit/debug.h": "#include <debug.h>\n#include <debug.h>\n" + stop},
		"behind a split": {"inc/kit/debug.h": "#include \\\n  <debug.h>\n" + stop},
	} {
		files["sys/a.c"] = main
		loaded := load(t, write(t, files), "sys/a.c")
		if got := calls(loaded.Units[0]); len(loaded.Problems) != 0 || len(got) != 1 || got[0] != "KeBugCheck" {
			t.Errorf("%s: calls %v, problems %v", name, got, loaded.Problems)
		}
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
		"constants":  "enum CODE {" + strings.Repeat("A_CODE,\n", 5000) + "};" + guarded,
		"based":      "enum class CODE : unsigned char {" + strings.Repeat("A_CODE = 1,\n", 5000) + "};" + guarded,
		"unnamed":    "typedef enum {" + strings.Repeat("A_CODE,\n", 5000) + "} CODE;" + guarded,
		"braces":     "static const int a[] {" + strings.Repeat("1,\n", 5000) + "};" + guarded,
		"records":    "struct { int a, b; } a[] = {" + strings.Repeat("{1, -2},\n", 5000) + "};" + guarded,
		"conditions": "static const char a[2][5000] = {\n#ifdef OLD\n{" + strings.Repeat("1 << 2,\n", 5000) + "},\n#endif\n{" + strings.Repeat("1 << 2,\n", 5000) + "} };" + guarded,
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
