package cli

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/drvlint/drvlint/internal/cache"
)

// secret stands in a file outside of the tree under analysis.
const secret = "DRVLINT_TEST_SECRET_VALUE"

// hostileTree makes a folder "tree" that tries to get out, and beside it a folder
// "outside" with what it tries to get at. Both paths are returned. What a build file names
// as a source, a property sheet or an include folder belongs to the analysis by intent: of
// that there is nothing here but commands and searches.
func hostileTree(t *testing.T) (tree, outside string) {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	tree, outside = filepath.Join(base, "tree"), filepath.Join(base, "outside")
	plant(t, outside, map[string]string{
		"secret.h": "#define " + secret + " 1\n", "secret.txt": secret + "\n", "options.rsp": "-D" + secret + "\n",
		"stolen.c": "/* " + secret + " */\n",
	})
	run := filepath.Join(tree, "run.sh")
	body := "NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)\n{\n\tFAST_MUTEX m;\n\tKEVENT e;\n\tExAcquireFastMutex(&m);\n\tKeWaitForSingleObject(&e, Executive, KernelMode, FALSE, NULL);\n\tExReleaseFastMutex(&m);\n\treturn 0;\n}\n"
	plant(t, tree, map[string]string{
		"run.sh":           "#!/bin/sh\ntouch " + outside + "/ran\n",
		"plain/absolute.c": "#include <ntddk.h>\n#include \"" + outside + "/secret.h\"\n" + body,
		"plain/dots.c":     "#include <ntddk.h>\n#include \"../../outside/secret.h\"\n#include <../../outside/secret.h>\n",
		"plain/link.c":     "#include <ntddk.h>\n#include \"link.h\"\n#include \"away/secret.h\"\n",
		"plain/unc.c":      "#include <ntddk.h>\n#include \"\\\\server\\share\\secret.h\"\n#include \"//server/share/secret.h\"\n",
		"plain/macro.c":    "#include <ntddk.h>\n#define PLACE \"" + outside + "/secret.h\"\n#include PLACE\n#if __has_include(PLACE)\n#endif\n#import PLACE\n",
		"plain/lines.c":    "#include <ntddk.h>\n#line 1 \"" + outside + "/secret.txt\"\nVOID Lines(VOID) { FAST_MUTEX m; KEVENT e; ExAcquireFastMutex(&m); KeWaitForSingleObject(&e, Executive, KernelMode, FALSE, NULL); ExReleaseFastMutex(&m); }\n",
		"plain/pragma.c":   "#include <ntddk.h>\n#pragma GCC dependency \"" + outside + "/secret.h\"\n#pragma include_alias(\"a.h\", \"" + outside + "/secret.h\")\n#include \"a.h\"\n#pragma comment(lib, \"" + outside + "/secret.txt\")\n",
		"plain/asm.c":      "__asm__(\".incbin \\\"" + outside + "/secret.txt\\\"\");\nVOID Assembly(VOID) { __asm { int 3 } }\n",
		"built/driver.vcxproj": `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType>
			<Read>$([System.IO.File]::ReadAllText('` + outside + `/secret.txt'))</Read></PropertyGroup>
			<PropertyGroup><PreBuildEventUseInBuild>true</PreBuildEventUseInBuild></PropertyGroup>
			<ItemDefinitionGroup><PreBuildEvent><Command>` + run + `</Command></PreBuildEvent><ClCompile><PreprocessorDefinitions>$(Read)</PreprocessorDefinitions></ClCompile></ItemDefinitionGroup>
			<ItemGroup><ClCompile Include="entry.c"/><ClCompile Include="..\..\**\*.c"/></ItemGroup>
			<Target Name="Build"><Exec Command="` + run + `"/></Target></Project>`,
		"built/entry.c": "#include <ntddk.h>\n" + body,
		"base/compile_commands.json": fmt.Sprintf(`[{"directory": %q, "file": "base.c", "command": "%s -fplugin=%s -Xclang -load -Xclang %s @%s/options.rsp -D_KERNEL_MODE -c base.c"}]`,
			filepath.Join(tree, "base"), run, run, run, outside),
		"base/base.c":     "#include <ntddk.h>\n" + body,
		"old/sources":     "TARGETNAME=old\nTARGETTYPE=DRIVER\nSOURCES=old.c\n!IF [" + run + "]\n!ENDIF\n",
		"old/old.c":       "#include <ntddk.h>\n" + body,
		"old/makefile":    "all:\n\t" + run + "\n",
		"plain/\x1b[2J.c": "#include <ntddk.h>\nVOID \x1b]0;owned\x07(VOID);\n",
	})
	for link, target := range map[string]string{"plain/link.h": outside + "/secret.h", "plain/away": outside, "plain/stolen.c": outside + "/stolen.c"} {
		if err := os.Symlink(target, filepath.Join(tree, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(run, 0o755); err != nil {
		t.Fatal(err)
	}
	return tree, outside
}

// fingerprintOf tells whether anything in a folder changed.
func fingerprintOf(t *testing.T, folder string) string {
	t.Helper()
	sum := sha256.New()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(sum, path, info.Mode(), info.Size(), info.ModTime())
		if entry.Type().IsRegular() {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			sum.Write(text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

var (
	executed = regexp.MustCompile(`execve\("([^"]*)"`)
	opened   = regexp.MustCompile(`(?:open|openat|creat)\((?:AT_FDCWD, )?"([^"]*)"(?:, ([A-Z_|0-9a-z]*))?`)
)

// The system's own record of a run over a hostile tree: nothing is executed but drvlint,
// nothing of what the tree points to outside is opened, nothing in the tree is written.
func TestHostileTree(t *testing.T) {
	needTool(t, "strace", "strace")
	drvlint, err := exec.LookPath("drvlint")
	if err != nil {
		t.Fatal(err)
	}
	tree, outside := hostileTree(t)
	before := fingerprintOf(t, tree)
	log := filepath.Join(t.TempDir(), "strace")
	run := exec.Command("strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve,open,openat,creat", "-o", log, drvlint, "--color", "never", tree)
	run.Env = append(os.Environ(), cache.Variable+"="+t.TempDir())
	var out bytes.Buffer
	run.Stdout, run.Stderr = &out, &out
	if code := run.Run(); code == nil || run.ProcessState.ExitCode() != exitFindings {
		t.Fatalf("%v: %s", code, out.String())
	}
	trace, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	// What is tried must have been tried, or the test shows nothing.
	for _, file := range []string{"absolute.c", "dots.c", "link.c", "unc.c", "macro.c", "lines.c", "pragma.c", "asm.c", "driver.vcxproj", "compile_commands.json", "sources"} {
		if !strings.Contains(string(trace), "/"+file+`"`) {
			t.Errorf("%s was not read", file)
		}
	}
	for _, m := range executed.FindAllStringSubmatch(string(trace), -1) {
		if m[1] != drvlint && m[1] != "/proc/self/exe" {
			t.Errorf("executes %s", m[1])
		}
	}
	for _, m := range opened.FindAllStringSubmatch(string(trace), -1) {
		if strings.HasPrefix(m[1], outside+"/") || strings.HasPrefix(m[1], "//server") || strings.HasPrefix(m[1], `\\`) {
			t.Errorf("opens %s", m[0])
		}
		if strings.HasPrefix(m[1], tree) && (strings.Contains(m[2], "O_WRONLY") || strings.Contains(m[2], "O_RDWR") || strings.Contains(m[2], "O_CREAT")) {
			t.Errorf("writes to %s", m[1])
		}
	}
	if after := fingerprintOf(t, tree); after != before {
		t.Error("the tree has changed")
	}
	if strings.Contains(out.String(), secret) {
		t.Errorf("the report gives away what is outside of the tree:\n%s", out.String())
	}
	if i := slices.IndexFunc(out.Bytes(), func(c byte) bool { return c < ' ' && c != '\n' && c != '\t' }); i >= 0 {
		t.Errorf("a control character at %d of\n%q", i, out.String())
	}
}

// What names and texts of the tree hold is data in every report, never a command to what
// shows the report.
func TestReportsOfHostileNames(t *testing.T) {
	tree := t.TempDir()
	name := "a\x1b]0;owned\x07\n::error::x%0A<script>alert(1)<!--[l](javascript:1)`\u202e\u009b\u2028##vso[task.x]##[error]section_start:1:x.c"
	plant(t, tree, map[string]string{name: "#include <ntddk.h>\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)\n{\n\tFAST_MUTEX m; KEVENT e;\n\tExAcquireFastMutex(&m); /* \x1b[2J ::error::y ##VSO[task.y] */\n\tKeWaitForSingleObject(&e, Executive, KernelMode, FALSE, NULL); // \u202e ##[group] section_end:1:x\r\u0085\n\tExReleaseFastMutex(&m);\n\treturn 0;\n}\n"})
	t.Setenv(cache.Variable, t.TempDir())
	for format, text := range reportsOf(t, tree, ".") {
		for _, r := range text {
			if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Errorf("%s: holds the character %U", format, r)
				break
			}
		}
		for _, command := range []string{"##vso[", "##[", "section_start:", "section_end:"} {
			if strings.Contains(strings.ToLower(text), command) {
				t.Errorf("%s: holds the command %s", format, command)
			}
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "::error::") || format != "json" && format != "sarif" && strings.Contains(line, "\x07") {
				t.Errorf("%s: the line %q is a command", format, line)
			}
		}
		if (format == "junit" || format == "sarif") && strings.Contains(text, "<script>") {
			t.Errorf("%s: holds markup of the tree", format)
		}
	}
}
