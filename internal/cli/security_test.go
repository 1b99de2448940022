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
	"github.com/drvlint/drvlint/internal/tooltest"
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
		"stolen.c": "/* " + secret + " */\n", "name.txt": "M_" + secret + "\n",
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
		"plain/spelled.c": "#include <ntddk.h>\n%:include \"" + outside + "/secret.h\"\n#inc\\\nlude \"" + outside + "/secret.h\"\n#define Q(x) #x\n#define P(x) Q(x)\n#include P(" + outside + "/secret.h)\n" +
			"_Pragma(\"include_alias(\\\"b.h\\\", \\\"" + outside + "/secret.h\\\")\")\n#include \"b.h\"\n" +
			"KEVENT e;\nFAST_MUTEX\n%:include \"" + outside + "/name.txt\"\n;\nVOID Spelled(VOID) {\n\tExAcquireFastMutex(&\n%:include \"" + outside + "/name.txt\"\n);\n\tKeWaitForSingleObject(&e, Executive, KernelMode, FALSE, NULL);\n}\n",
		"plain/unit.cpp": "module;\nimport <" + outside + "/secret.h>;\nimport \"" + outside + "/secret.h\";\n",
		"plain/wait.c":   "#include <ntddk.h>\n%:include \"" + outside + "/pipe.h\"\n%:include \"/dev/zero\"\n#define HAS __has_include\n#if HAS(\"" + outside + "/pipe.h\")\n#endif\n",
		"plain/asm.c":    "__asm__(\".incbin \\\"" + outside + "/secret.txt\\\"\");\nVOID Assembly(VOID) { __asm { int 3 } __asm { .include \"" + outside + "/secret.txt\" } }\n#define CAT(a, b) a##b\nVOID Pasted(VOID) { CAT(__a, sm) { .incbin \"" + outside + "/secret.txt\" } }\n",
		"kit/km/ntddk.h": "%:include \"" + outside + "/secret.h\"\n#define K <" + outside + "/secret.h>\n#include K\ntypedef long NTSTATUS;\n",
		"kit/km/wdm.h":   "\n",
		"kit/entry.c":    "#include <ntddk.h>\n#include <away.h>\nint DriverEntry(void *d, void *p) { return 0; }\n",
		"kit/kit.vcxproj": `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType><DriverType>WDM</DriverType></PropertyGroup>
			<ItemDefinitionGroup><ClCompile><AdditionalIncludeDirectories>km</AdditionalIncludeDirectories><ForcedIncludeFiles>` + outside + `/secret.h;..\..\outside\secret.h</ForcedIncludeFiles>
			<AdditionalOptions>/FI` + outside + `/secret.h /DINC=&lt;` + outside + `/secret.h&gt; @` + outside + `/options.rsp</AdditionalOptions></ClCompile></ItemDefinitionGroup>
			<ItemGroup><ClCompile Include="entry.c"/></ItemGroup></Project>`,
		"built/driver.vcxproj": `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType>
			<Read>$([System.IO.File]::ReadAllText('` + outside + `/secret.txt'))</Read></PropertyGroup>
			<PropertyGroup><PreBuildEventUseInBuild>true</PreBuildEventUseInBuild></PropertyGroup>
			<ItemDefinitionGroup><PreBuildEvent><Command>` + run + `</Command></PreBuildEvent><ClCompile><PreprocessorDefinitions>$(Read)</PreprocessorDefinitions></ClCompile></ItemDefinitionGroup>
			<ItemGroup><ClCompile Include="entry.c"/><ClCompile Include="..\..\**\*.c"/></ItemGroup>
			<Target Name="Build"><Exec Command="` + run + `"/></Target></Project>`,
		"built/entry.c": "#include <ntddk.h>\n" + body,
		"base/compile_commands.json": fmt.Sprintf(`[{"directory": %q, "file": "base.c", "command": "%s -fplugin=%s -Xclang -load -Xclang %s @%s/options.rsp -D_KERNEL_MODE '-DPLACE=\"%[5]s/secret.h\"' '-DMADE(x)=<x>' -include %[5]s/secret.h -imacros %[5]s/secret.h -include-pch %[5]s/secret.h -ivfsoverlay %[5]s/secret.txt -fmodules -fmodule-map-file=%[5]s/secret.txt -Xclang -dependency-file -Xclang %[5]s/written -c base.c"}]`,
			filepath.Join(tree, "base"), run, run, run, outside),
		"base/base.c":     "#include <ntddk.h>\n#ifndef PLACE\n#define PLACE \"base.h\"\n#endif\n#include PLACE\n#include MADE(" + outside + "/secret.h)\n" + body,
		"base/base.h":     "",
		"old/sources":     "TARGETNAME=old\nTARGETTYPE=DRIVER\nSOURCES=old.c\n!IF [" + run + "]\n!ENDIF\n",
		"old/old.c":       "#include <ntddk.h>\n" + body,
		"old/makefile":    "all:\n\t" + run + "\n",
		"plain/\x1b[2J.c": "#include <ntddk.h>\nVOID \x1b]0;owned\x07(VOID);\n",
	})
	for link, target := range map[string]string{"plain/link.h": outside + "/secret.h", "plain/away": outside, "plain/stolen.c": outside + "/stolen.c", "kit/km/away.h": outside + "/secret.h"} {
		if err := os.Symlink(target, filepath.Join(tree, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(run, 0o755); err != nil {
		t.Fatal(err)
	}
	tooltest.Pipe(t, filepath.Join(outside, "pipe.h"))
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
	for _, file := range []string{"absolute.c", "dots.c", "link.c", "unc.c", "macro.c", "lines.c", "pragma.c", "asm.c", "spelled.c", "unit.cpp", "wait.c", "entry.c", "kit.vcxproj", "driver.vcxproj", "compile_commands.json", "sources"} {
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
		if leadsOut(m[1], outside) {
			t.Errorf("opens %s", m[0])
		}
		if strings.HasPrefix(m[1], tree) && (strings.Contains(m[2], "O_WRONLY") || strings.Contains(m[2], "O_RDWR") || strings.Contains(m[2], "O_CREAT")) {
			t.Errorf("writes to %s", m[1])
		}
	}
	if after := fingerprintOf(t, tree); after != before {
		t.Error("the tree has changed")
	}
	for _, file := range []string{"spelled.c", "unit.cpp", "wait.c", "base.c", "ntddk.h", "away.h"} {
		if !regexp.MustCompile(`(?m)/` + regexp.QuoteMeta(file) + `: error: .*it is not read`).MatchString(out.String()) {
			t.Errorf("nothing says what is not read of %s", file)
		}
	}
	if strings.Contains(out.String(), secret) {
		t.Errorf("the report gives away what is outside of the tree:\n%s", out.String())
	}
	if i := slices.IndexFunc(out.Bytes(), func(c byte) bool { return c < ' ' && c != '\n' && c != '\t' }); i >= 0 {
		t.Errorf("a control character at %d of\n%q", i, out.String())
	}
}

func leadsOut(path, outside string) bool {
	return strings.HasPrefix(path, outside+"/") || strings.HasPrefix(path, "//server") || strings.HasPrefix(path, `\\`) || path == "/dev/zero"
}

// Without a worker, which the kernel may confine, what clang is shown of the disk does it
// alone: dump, the language server and systems without Landlock have no more.
func TestHostileTreeWithoutConfinement(t *testing.T) {
	needTool(t, "strace", "strace")
	drvlint, err := exec.LookPath("drvlint")
	if err != nil {
		t.Fatal(err)
	}
	tree, outside := hostileTree(t)
	if err := os.Mkdir(filepath.Join(tree, ".git"), 0o755); err != nil { // else folders above belong to it
		t.Fatal(err)
	}
	for _, name := range []string{"absolute.c", "dots.c", "link.c", "unc.c", "macro.c", "pragma.c", "asm.c", "spelled.c", "unit.cpp", "wait.c"} {
		log := filepath.Join(t.TempDir(), "strace")
		run := exec.Command("strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve,open,openat,creat", "-o", log, drvlint, "dump", "ir", filepath.Join(tree, "plain", name))
		out, err := run.CombinedOutput()
		if run.ProcessState == nil {
			t.Fatal(err)
		}
		trace, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(trace), "/"+name+`"`) {
			t.Errorf("%s was not read: %s", name, out)
		}
		if n := len(executed.FindAllString(string(trace), -1)); n != 1 {
			t.Errorf("%s: %d programs are executed: there is a worker", name, n)
		}
		for _, m := range opened.FindAllStringSubmatch(string(trace), -1) {
			if leadsOut(m[1], outside) {
				t.Errorf("%s: opens %s", name, m[0])
			}
		}
		if strings.Contains(string(out), secret) {
			t.Errorf("%s gives away what is outside:\n%s", name, out)
		}
	}
}

var ownCommand = regexp.MustCompile(`(?m)^##vso\[task\.logissue `)

// What names and texts of the tree hold is data in every report, never a command to what
// shows the report.
func TestReportsOfHostileNames(t *testing.T) {
	tree := t.TempDir()
	name := "a\x1b]0;owned\x07\n::error::x%0A<script>alert(1)<!--[l](javascript:1)`\u202e\u009b\u2028##vso[task.x]##[error]section_start:1:x.c"
	plant(t, tree, map[string]string{name: "#include <ntddk.h>\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)\n{\n\tFAST_MUTEX m; KEVENT e;\n\tExAcquireFastMutex(&m); /* \x1b[2J ::error::y ##VSO[task.y] */\n\tKeWaitForSingleObject(&e, Executive, KernelMode, FALSE, NULL); // \u202e ##[group] section_end:1:x\r\u0085\n\tExReleaseFastMutex(&m);\n\treturn 0;\n}\n"})
	t.Setenv(cache.Variable, t.TempDir())
	for format, text := range reportsOf(t, tree, ".") {
		if format == "azure" { // its own commands, which begin a line
			text = ownCommand.ReplaceAllString(text, "")
		}
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
