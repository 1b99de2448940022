package clang

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/sys/unix"
)

// watchOpens returns a function that tells how often a file of the folder was opened so far:
// what the system saw, not what anybody says.
func watchOpens(t *testing.T, folder string) func() int {
	t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	if _, err := unix.InotifyAddWatch(fd, folder, unix.IN_OPEN|unix.IN_ACCESS); err != nil {
		t.Fatal(err)
	}
	return func() int {
		buffer := make([]byte, 1<<16)
		n, err := unix.Read(fd, buffer)
		if err != nil {
			return 0
		}
		return n
	}
}

func TestOpensAreSeen(t *testing.T) {
	folder := write(t, map[string]string{"secret.h": "int x;\n"})
	seen := watchOpens(t, folder)
	if _, err := os.ReadFile(filepath.Join(folder, "secret.h")); err != nil || seen() == 0 {
		t.Errorf("%v, and nothing was seen", err)
	}
}

// A spelling leads out of the tree: OUT stands for the path of a file outside.
type spelling struct {
	text   string
	file   string            // "a.c" if it is ""
	others map[string]string // further files of the tree
	args   []string
	silent bool // clang would not include it: it is an error, or only looked for
}

//attack:include-fence
var spellings = map[string]spelling{
	"plain":                        {text: "#include \"OUT\"\n"},
	"angled":                       {text: "#include <OUT>\n"},
	"dots":                         {text: "#include \"sub/../../outside/secret.h\"\n", others: map[string]string{"sub/x.h": ""}},
	"dots through nothing":         {text: "%:include \"nowhere/../../outside/secret.h\"\n"},
	"slashes":                      {text: "%:include \"//OUT\"\n"},
	"dot":                          {text: "%:include \"/.OUT\"\n"},
	"the system's own link":        {text: "%:include \"/proc/self/rootOUT\"\n"},
	"word joined":                  {text: "#inc\\\nlude \"OUT\"\n"},
	"digraph joined":               {text: "%\\\n:include \"OUT\"\n"},
	"digraph and comment":          {text: "/* a */ %: /* b */ include /* c */ \"OUT\"\n"},
	"digraph import":               {text: "%:import \"OUT\"\n", silent: true},
	"digraph next":                 {text: "%:include_next \"OUT\"\n"},
	"digraph macros":               {text: "%:__include_macros \"OUT\"\n", silent: true},
	"digraph of a header":          {text: "#include \"h.h\"\n", others: map[string]string{"h.h": "%:include \"i.h\"\n", "i.h": "%:include \"OUT\"\n"}},
	"digraph of C++":               {text: "%:include <OUT>\n", file: "a.cpp"},
	"UTF-16":                       {text: "UTF-16 %:include \"OUT\"\n"},
	"carriage returns":             {text: "int a;\r%:include \"OUT\"\r"},
	"argument of a macro":          {text: "#define F(x) x\nF(\n%:include \"OUT\"\n)\n", silent: true},
	"body of an enumeration":       {text: "enum {\n%:include \"OUT\"\nA };\n"},
	"string that is none":          {text: "#error it's \"\n#include \"OUT\"\n//'\"\n"},
	"comment that is none":         {text: "#pragma note /\\\n/*\n#include \"OUT\"\n/* */\n"},
	"raw text":                     {text: "const char *s = R\"(\n/*)\";\n#include \"OUT\"\n/* */\n", file: "a.cpp"},
	"macro of macros":              {text: "#define Q(x) #x\n#define P(x) Q(x)\n#define PLACE P(OUT)\n#include PLACE\n"},
	"macro of brackets":            {text: "#define OPEN <OUT\n#include OPEN>\n"},
	"macro of two values":          {text: "#define I \"ok.h\"\n#include I\n#undef I\n%:define I \"OUT\"\n#include I\n", others: map[string]string{"ok.h": ""}},
	"macro of a header":            {text: "%:include \"m.h\"\n#include I\n", others: map[string]string{"m.h": "%:define I <OUT>\n"}},
	"macro of the command line":    {text: "#include I\n", args: []string{"-DI=\"OUT\""}},
	"macro with a parameter":       {text: "#include I(x)\n", args: []string{"-DI(x)=<OUT>"}},
	"macro that hides another":     {text: "#ifndef I\n#define I \"ok.h\"\n#endif\n#include I\n", args: []string{"-DI=\"OUT\""}, others: map[string]string{"ok.h": ""}},
	"forced":                       {args: []string{"-include", "OUT"}},
	"forced by dots":               {args: []string{"-include", "../outside/secret.h"}},
	"link":                         {text: "%:include \"link.h\"\n"},
	"link to a folder":             {text: "%:include \"away/secret.h\"\n"},
	"folder in a linked folder":    {text: "#include \"away/../outside/secret.h\"\n", silent: true},
	"alias":                        {text: "_Pragma(\"include_alias(\\\"x.h\\\", \\\"OUT\\\")\")\n#include \"x.h\"\n"},
	"alias by a keyword":           {text: "__pragma(include_alias(\"x.h\", \"OUT\"))\n%:include \"x.h\"\n"},
	"dependency":                   {text: "_Pragma(\"GCC dependency \\\"OUT\\\"\")\n"},
	"probe":                        {text: "#if __has_include(\"OUT\")\n#error\n#endif\n"},
	"probe by a digraph":           {text: "%:if __has_include(<OUT>)\n#error\n%:endif\n", silent: true},
	"probe by a macro":             {text: "#define HAS(x) __has_include(x)\n#if HAS(\"OUT\")\n#endif\n", silent: true},
	"probe next":                   {text: "#if 0\n%:elif __has_include_next(\"OUT\")\n#error\n#endif\n", silent: true},
	"header unit":                  {text: "export import <OUT>;\n", file: "a.cpp"},
	"quoted header unit":           {text: "import \"OUT\";\n", file: "a.cpp"},
	"module":                       {text: "#pragma clang module import OUT\n", silent: true},
	"assembly":                     {text: "void g(void) { __asm { .include \"OUT\" } }\n", silent: true},
	"assembly of a line":           {text: "void g(void) { _asm .incbin \"OUT\"\n}\n", silent: true},
	"assembly by a macro":          {text: "#define CAT(a, b) a##b\nvoid g(void) { CAT(__a, sm) { .include \"OUT\" } }\n", silent: true},
	"assembly of C++":              {text: "void g() { asm { .incbin \"OUT\" } }\n", file: "a.cpp", silent: true},
	"name joined":                  {text: "#include \"OUT\\\n\"\n"},
	"name cut and joined":          {text: "#include \"CUT\"\n"},
	"form feed and vertical tab":   {text: "#\finclude\v\"OUT\"\n"},
	"trigraph":                     {text: "??=include \"OUT\"\n", silent: true},
	"trigraph of a joined line":    {text: "#inc??/\nlude \"OUT\"\n", silent: true},
	"byte order mark":              {text: "\ufeff%:include \"OUT\"\n"},
	"NUL behind it":                {text: "#include \"OUT\"\x00\n"},
	"NUL in front of it":           {text: "\x00 %:include \"OUT\"\n"},
	"backslashes":                  {text: "%:include \"..\\outside\\secret.h\"\n"},
	"mixed slashes":                {text: "#include \"..\\/.\\outside/.\\secret.h\"\n"},
	"device of Windows":            {text: "#include \"\\\\?\\OUT\"\n", silent: true},
	"dots at the end":              {text: "%:include \"OUT/.\"\n", silent: true},
	"slash at the end":             {text: "#include \"OUT/\"\n%:include \"OUT/\"\n"},
	"embedded":                     {text: "const char b[] = {\n#embed \"OUT\"\n};\n", silent: true},
	"embedded by a digraph":        {text: "const char b[] = {\n%:embed <OUT> limit(4)\n};\n", silent: true},
	"probe for an embedded":        {text: "#if __has_embed(\"OUT\")\n#define KeBugCheck(x) Leaked(x)\n#endif\n", silent: true},
	"elifdef":                      {text: "#ifdef NO\n#elifndef NO\n%:include \"OUT\"\n#endif\n"},
	"function that makes a macro":  {text: "#define S(x) #x\n#define J(a, b) S(a##b)\n#include J(, OUT)\n"},
	"macro that was pushed":        {text: "#define I \"ok.h\"\n#pragma push_macro(\"I\")\n#undef I\n%:define I \"OUT\"\n#pragma push_macro(\"I\")\n#undef I\n#define I \"ok.h\"\n#pragma pop_macro(\"I\")\n#include I\n", others: map[string]string{"ok.h": ""}},
	"macro of another":             {text: "#define PLACE <OUT>\n#define I PLACE\n#include I\n"},
	"built-in macro":               {text: "%:include __FILE__ \"/../../outside/secret.h\"\n", silent: true},
	"file as a marker says":        {text: "# 1 \"OUT\" 1\n%:include \"secret.h\"\n", silent: true},
	"file as a line says":          {text: "#line 1 \"OUT\"\n#include \"secret.h\"\n", silent: true},
	"header of the marker's file":  {text: "#include \"h.h\"\n", others: map[string]string{"h.h": "# 1 \"OUT\" 1 3\n%:include_next <secret.h>\n"}, silent: true},
	"link by its case":             {text: "%:include \"LINK.H\"\n", silent: true},
	"searched behind a link":       {text: "#include \"secret.h\"\n", silent: true},
	"searched by its case":         {text: "%:include <SECRET.H>\n", silent: true},
	"folder and name searched":     {text: "#include <outside/secret.h>\n", silent: true},
	"working folder":               {text: "%:include \"/proc/self/cwd/../outside/secret.h\"\n", silent: true},
	"home":                         {text: "#include \"~/../..OUT\"\n", silent: true},
	"address":                      {text: "#include \"file://OUT\"\n", silent: true},
	"variable":                     {text: "#include \"$(PWD)OUT\"\n", silent: true},
	"alias of a macro":             {text: "#define ALIAS include_alias(<x.h>, <OUT>)\n__pragma(ALIAS)\n#include <x.h>\n"},
	"alias of an alias":            {text: "#pragma include_alias(\"x.h\", \"y.h\")\n#pragma include_alias(\"y.h\", \"OUT\")\n#include \"x.h\"\n", silent: true},
	"alias by a digraph":           {text: "%:pragma include_alias(\"x.h\", \"OUT\")\n#include \"x.h\"\n"},
	"module map":                   {text: "#pragma clang module build M\nmodule M { header \"OUT\" }\n#pragma clang module contents\n#pragma clang module begin M\n#include \"OUT\"\n#pragma clang module end\n#pragma clang module endbuild\n"},
	"module map beside it":         {text: "#include \"m/a.h\"\n@import M;\n", others: map[string]string{"m/a.h": "", "m/module.modulemap": "module M { header \"OUT\" export * }", "module.modulemap": "module M { header \"OUT\" }"}, silent: true},
	"precompiled header beside it": {text: "#include \"p.h\"\n", others: map[string]string{"p.h": "%:include \"OUT\"\n", "p.h.gch": "CPCH", "p.h.pch": "CPCH"}},
	"header map":                   {text: "#include <secret.h>\n", args: []string{"-IROOT/m.hmap"}, others: map[string]string{"m.hmap": "pamh\x01\x00\x00\x00"}, silent: true},
	"framework":                    {text: "#include <F/secret.h>\n", args: []string{"-IROOT"}, others: map[string]string{"F.framework/Headers/x.h": ""}, silent: true},
	"forced by a folder":           {args: []string{"-IROOT/sub", "-include", "../../outside/secret.h"}, others: map[string]string{"sub/x.h": ""}},
	"forced by a link":             {args: []string{"-include", "link.h"}},
	"forced of another":            {args: []string{"-include", "f.h"}, others: map[string]string{"f.h": "%:include \"OUT\"\n"}},
	"macro that is a directive":    {text: "I\n", args: []string{"-DI=_Pragma(\"GCC dependency \\\"OUT\\\"\")"}},
	"macro that hides a probe":     {text: "#if H(\"OUT\")\n#error\n#endif\n", args: []string{"-DH=__has_include"}, silent: true},
	"import by a macro":            {text: "#define I <OUT>\nimport I;\n", file: "a.cpp"},
	"import of a joined line":      {text: "im\\\nport \"OUT\";\n", file: "a.cpp"},
	"embedded using":               {text: "#using <OUT>\n#using \"OUT\"\n", file: "a.cpp", silent: true},
	"identity":                     {text: "#ident \"OUT\"\n#sccs \"OUT\"\n#unassert OUT\n", silent: true},
	"assembly that is named":       {text: "int g(void) __asm__(\".incbin \\\"OUT\\\"\");\n", silent: true},
	"assembly of many strings":     {text: "void g(void) { __asm__ volatile(\".in\" \"cbin \\\"OUT\\\"\" : : : \"memory\"); }\n", silent: true},
	"assembly by a joined word":    {text: "void g(void) { __a\\\nsm { .include \"OUT\" } }\n", silent: true},
	"assembly by a universal name": {text: "void g(void) { __\\u0061sm { .include \"OUT\" } }\n", silent: true},
	"assembly of a pragma":         {text: "__pragma(message(\"OUT\"))\n__asm__(\".include \\\"OUT\\\"\");\n", silent: true},
}

// Whatever a file outside is spelled with, nothing opens it. Where it is included, it is
// named, and the rest of the unit is analysed.
func TestIncludesOfAnySpelling(t *testing.T) {
	for name, s := range spellings {
		t.Run(name, func(t *testing.T) {
			base, err := filepath.EvalSymlinks(write(t, map[string]string{"outside/secret.h": "#define KeBugCheck(x) Leaked(x)\nVOID Leaked(int);\n"}))
			if err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(base, "outside", "secret.h")
			fill := func(text string) string {
				return strings.NewReplacer("OUT", out, "ROOT", filepath.Join(base, "tree"), "CUT", out[:len(out)/2]+"\\\n"+out[len(out)/2:]).Replace(text)
			}
			file, text := s.file, s.text
			if file == "" {
				file = "a.c"
			}
			text, isUTF16 := strings.CutPrefix(fill(text)+guarded, "UTF-16 ")
			if isUTF16 {
				text = utf16Text(text)
			}
			tree := filepath.Join(base, "tree")
			plant(t, filepath.Join(tree, file), text)
			for other, text := range s.others {
				plant(t, filepath.Join(tree, other), fill(text)+"\n")
			}
			for link, target := range map[string]string{"link.h": out, "away": filepath.Dir(out)} {
				if err := os.Symlink(target, filepath.Join(tree, link)); err != nil {
					t.Fatal(err)
				}
			}
			var args []string
			for _, arg := range s.args {
				args = append(args, fill(arg))
			}
			seen := watchOpens(t, filepath.Dir(out))
			loaded := Load(tree, []Unit{{File: filepath.Join(tree, file), Args: args}}, LoadOptions{Trees: []string{tree}})
			if n := seen(); n != 0 {
				t.Errorf("the file outside was opened")
			}
			named := strings.Contains(problemText(loaded), "secret.h") || strings.Contains(problemText(loaded), "link.h")
			if named == s.silent {
				t.Errorf("named: %t; problems %v", named, loaded.Problems)
			}
			if loaded.Units[0] == nil {
				t.Fatalf("nothing is analysed: %v", loaded.Problems)
			}
			for _, call := range calls(loaded.Units[0]) {
				if call != "KeBugCheck" {
					t.Errorf("the file outside is known: %s is called", call)
				}
			}
		})
	}
}

func problemText(loaded *Loaded) string {
	var b strings.Builder
	for _, p := range loaded.Problems {
		b.WriteString(p.Message + "\n")
	}
	return b.String()
}

func plant(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func utf16Text(text string) string {
	bytes := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		bytes = append(bytes, byte(unit), byte(unit>>8))
	}
	return string(bytes)
}

// What the system tells of itself is no source, whatever leads there: it holds what the environment of drvlint holds.
func TestIncludesOfTheSystem(t *testing.T) {
	t.Setenv("DRVLINT_TEST_VALUE", "value")
	for name, test := range map[string]struct {
		text string
		args []string
		want string
	}{
		"folder":              {"#include <self/environ>\n", []string{"-I/proc"}, "includes self/environ, which is no file"},
		"folder of a process": {"#include \"environ\"\n", []string{"-I/proc/self"}, "includes environ, which is no file"},
		"link to a folder":    {"#include \"self/environ\"\n", []string{"-IROOT/away"}, "no file"},
		"digraph":             {"%:include <self/environ>\n", []string{"-I/proc"}, "no file"},
		"macro":               {"#define P <self/environ>\n#include P\n", []string{"-I/proc"}, "no file"},
		"forced":              {"", []string{"-I/proc", "-include", "self/environ"}, "is compiled with self/environ included, which is no file"},
		"maps":                {"#include <self/maps>\n", []string{"-I/proc"}, "no file"},
		"of a thread":         {"#include <thread-self/environ>\n", []string{"-I/proc"}, "no file"},
		"by dots":             {"#include <sys/../self/environ>\n", []string{"-I/proc"}, "no file"},
		"kernel":              {"#include <notes>\n", []string{"-I/sys/kernel"}, "no file"},
	} {
		t.Run(name, func(t *testing.T) {
			root := write(t, map[string]string{"a.c": test.text + guarded})
			if err := os.Symlink("/proc", filepath.Join(root, "away")); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat("/sys/kernel/notes"); err != nil && name == "kernel" {
				return // not every container shows it
			}
			var args []string
			for _, a := range test.args {
				args = append(args, strings.Replace(a, "ROOT", root, 1))
			}
			loaded := Load(root, []Unit{{File: filepath.Join(root, "a.c"), Args: args}}, LoadOptions{Trees: []string{root}})
			if len(loaded.Problems) == 0 || !strings.Contains(loaded.Problems[0].Message, test.want) {
				t.Errorf("problems: %+v, want %q", loaded.Problems, test.want)
			}
			if got := calls(loaded.Units[0]); len(got) != 1 || got[0] != "KeBugCheck" {
				t.Errorf("calls: %v", got)
			}
		})
	}
}
