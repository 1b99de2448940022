//go:build unix

package project

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Inputs that are large, but not so large that reading them should take long. The time is
// the processor's: what is quadratic takes minutes of it.
func TestGrowth(t *testing.T) {
	const n = 100_000
	repeat := func(text string) string { return strings.Repeat(text, n) }
	count := func(format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	const driver = "driver a in . a.vcxproj\n"
	const refused = "expands its macros and lists to more than 64 MiB of text"
	//attack:quadratic
	for _, test := range []struct{ name, elements, want string }{
		{"items", "<ItemGroup>" + repeat(`<ClCompile Include="a.c"/>`) + "</ItemGroup>", driver},
		{"items removed", "<ItemGroup>" + repeat(`<ClCompile Include="a.c"/><ClCompile Remove="a.c"/>`) + "</ItemGroup>" + compileA, driver},
		{"items without themselves", "<ItemGroup>" + repeat(`<ClCompile Include="a.c" Exclude="@(ClCompile)"/>`) + "</ItemGroup>", driver},
		{"items updated", "<ItemGroup>" + repeat(`<ClCompile Include="a.c"/>`) + repeat(`<ClCompile Update="a.c"/>`) + "</ItemGroup>", refused},
		{"items missing", "<ItemGroup>" + count(`<ClCompile Include="b%d.c"/>`) + "</ItemGroup>" + compileA, "99999 more files are missing"},
		{"lists", "<ItemGroup>" + repeat(`<L Include="a.c"/>`) + repeat(`<ClCompile Include="@(L)"/>`) + "</ItemGroup>", refused},
		{"settings", "<ItemDefinitionGroup><ClCompile>" + count("<M%d/>") + "</ClCompile></ItemDefinitionGroup><ItemGroup>" + repeat(`<ClCompile Include="a.c"/>`) + "</ItemGroup>", refused},
		{"groups", repeat("<PropertyGroup Condition=\"Exists('a.c')\"/>") + compileA, driver},
		{"imports", repeat(`<Import Project="none.props"/>`) + compileA, driver},
		{"wildcards", `<ItemGroup><ClCompile Include="a.c;` + strings.Repeat(`**\a\`, 30) + `*.c"/></ItemGroup>`, driver},
		{"a deep path", `<ItemGroup><ClCompile Include="a.c;` + repeat("q/") + `x.txt"/></ItemGroup>`, driver},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := hostile(t, test.elements)
			plant(t, dir, strings.Repeat("a/", 60)+"x.c", "")
			start := processorTime(t)
			if got := render(dir, []string{filepath.Join(dir, "a.vcxproj")}); !strings.Contains(got, test.want) {
				t.Errorf("got %.300s want %s", got, test.want)
			}
			if spent := processorTime(t) - start; spent > 10*time.Second {
				t.Errorf("it took %v of processor time", spent)
			}
		})
	}
}

func TestGrowthOfDatabases(t *testing.T) {
	var words, entries []string
	for i := range 60_000 {
		words = append(words, fmt.Sprintf(`"-DA%d","-UB%d"`, i, i))
		entries = append(entries, fmt.Sprintf(`{"directory":"C:\\x%d","file":"C:\\x%d\\no\\a.c","command":"cl a.c"}`, i, i))
	}
	//attack:quadratic
	for name, text := range map[string]string{
		"macros":    `[{"directory":".","file":"a.c","arguments":["cl",` + strings.Join(words, ",") + `,"a.c"]}]`,
		"elsewhere": "[" + strings.Join(entries, ",") + "]",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			plant(t, dir, "a.c", entryText)
			plant(t, dir, "compile_commands.json", text)
			start := processorTime(t)
			if got := render(dir, []string{dir}); !strings.HasPrefix(got, "driver ") {
				t.Errorf("got %.300s", got)
			}
			if spent := processorTime(t) - start; spent > 10*time.Second {
				t.Errorf("it took %v of processor time", spent)
			}
		})
	}
}

// Trees and texts that are large in one way: what reads them looks at each thing a few times.
func TestGrowthOfTrees(t *testing.T) {
	const n = 100_000
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "#", strconv.Itoa(i)))
		}
		return b.String()
	}
	//attack:quadratic
	for name, files := range map[string]map[string]string{
		"a deep folder":                 {strings.Repeat("d/", 1200) + "b.c": "int b;\n"},
		"heads without an end":          {"b.c": strings.Repeat("int DriverEntry(\n", n)},
		"heads of the old kind":         {"b.c": strings.Repeat("int DriverEntry(a) int a ", n)},
		"declared entry points":         {"b.c": strings.Repeat("DRIVER_INITIALIZE a, b, ", n)},
		"conditions in conditions":      {"b.c": strings.Repeat("#if A\n", n) + strings.Repeat("#endif\n", n)},
		"conditions of CMake":           {"CMakeLists.txt": strings.Repeat("if(A)\nadd_definitions(-DA)\n", n)},
		"targets of CMake":              {"CMakeLists.txt": many("add_library(t# x#.c)\ntarget_compile_definitions(t# PRIVATE A#)\n", 20_000), "s/b.c": "", "s/c.c": "", "s/d.c": ""},
		"properties of CMake":           {"CMakeLists.txt": "set_target_properties(" + many("t# ", 20_000) + "PROPERTIES COMPILE_DEFINITIONS \"" + many("A#;", 20_000) + "\")\n" + many("set_source_files_properties(b#.c PROPERTIES COMPILE_DEFINITIONS B#)\n", 20_000), "b1.c": "", "c.c": ""},
		"lists of CMake":                {"CMakeLists.txt": "set(V0 x)\n" + many("set(V#1 ${V#}${V#})\n", 60) + "add_definitions(-DA=${V591})\n"},
		"commands of a script":          {"build.cmd": many("cl /kernel /DA# a.c\n", n)[:maxScript-2] + "\n"},
		"files and macros of a .dsp":    {"a.dsp": "# ADD CPP " + many(`/D "A#" `, n) + "\n" + many("SOURCE=.\\a.c\n# ADD CPP /D \"B#\"\n", n)},
		"files of a .vcproj":            {"a.vcproj": `<VisualStudioProject><Files>` + strings.Repeat("<Filter>", 20_000) + strings.Repeat("</Filter>", 20_000) + many(`<File RelativePath="a.c"/>`, n) + `</Files></VisualStudioProject>`},
		"sheets that inherit each":      {"a.vcproj": `<VisualStudioProject><Configurations><Configuration Name="R" InheritedPropertySheets="a.vsprops;b.vsprops"/></Configurations><Files><File RelativePath="a.c"/></Files></VisualStudioProject>`, "a.vsprops": `<VisualStudioPropertySheet InheritedPropertySheets="b.vsprops"/>`, "b.vsprops": `<VisualStudioPropertySheet InheritedPropertySheets="a.vsprops"/>`},
		"lists of Meson":                {"meson.build": "a = ['/DRIVER']\n" + strings.Repeat("a += a + a\n", 50_000) + "library('x', 'a.c', c_args: a)\n"},
		"lists in lists of Meson":       {"meson.build": "'/DRIVER'\na = " + strings.Repeat("[", n)},
		"tables of xmake":               {"xmake.lua": "target('x')\nadd_rules('wdk.driver')\n" + many("add_files('a.c', {defines = 'A#'})\n", 20_000)},
		"blocks of xmake":               {"xmake.lua": strings.Repeat("do ", n) + strings.Repeat("end ", n)},
		"conditions of sources":         {"sources": "TARGETNAME=a\nTARGETTYPE=DRIVER\n" + strings.Repeat("!if 1\n", n) + "SOURCES=a.c\n" + strings.Repeat("!endif\n", n)},
		"files of sources":              {"sources": "TARGETNAME=a\nTARGETTYPE=DRIVER\nSOURCES=a.c" + many(" \\\n x#.c", n) + "\n"},
		"macros of sources in a ring":   {"sources": "TARGETNAME=a\nTARGETTYPE=DRIVER\nA=$(B)$(B)\nB=$(A)$(A)\nC_DEFINES=$(A)\nSOURCES=a.c\n"},
		"folders of dirs":               {"dirs": "DIRS=" + many(" d#", n) + "\n"},
		"projects of a solution":        {"a.sln": "Microsoft Visual Studio Solution File, Format Version 12.00\n" + many("Project(\"{8BC9CEB8-8B4A-11D0-8D11-00A0C91BC942}\") = \"p#\", \"p#.vcxproj\", \"{#}\"\nEndProject\n", n)},
		"folders of a solution":         {"a.slnx": "<Solution>" + strings.Repeat(`<Folder Name="/a/">`, 20_000) + strings.Repeat("</Folder>", 20_000) + "</Solution>"},
		"folders of a database":         {"compile_commands.json": "[" + many(`{"directory":"x#","file":"../a.c","arguments":["cl","a.c"]},`, n) + `{"directory":".","file":"a.c","arguments":["cl","a.c"]}]`},
		"entries of one file":           {"compile_commands.json": "[" + many(`{"directory":".","file":"a.c","arguments":["cl","-DA#","a.c"]},`, n) + `{"directory":".","file":"a.c","arguments":["cl","a.c"]}]`},
		"folders of headers":            {"compile_commands.json": `[{"directory":".","file":"a.c","arguments":["cl"` + many(`,"-Ii#"`, n) + `,"a.c"]}]`},
		"quotes in a command":           {"compile_commands.json": `[{"directory":".","file":"a.c","command":"cl ` + strings.Repeat(`\"`, n) + ` a.c"}]`},
		"lists in lists":                {"compile_commands.json": strings.Repeat("[", n)},
		"response files that name each": {"r.rsp": strings.Repeat("@r.rsp ", 1000), "compile_commands.json": `[{"directory":".","file":"a.c","arguments":["cl","@r.rsp","@r.rsp","a.c"]}]`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			plant(t, dir, "a.c", entryText)
			for file, text := range files {
				plant(t, dir, file, text)
			}
			start := processorTime(t)
			if got := render(dir, []string{dir}); !strings.HasPrefix(got, "driver ") {
				t.Errorf("got %.300s", got)
			}
			if spent := processorTime(t) - start; spent > 10*time.Second {
				t.Errorf("it took %v of processor time", spent)
			} else {
				t.Logf("it took %v of processor time", spent)
			}
		})
	}
}

// Macros that are undefined and defined again, in the order of the command line.
func TestDefinesInOrder(t *testing.T) {
	o := &options{style: styleCL}
	o.read([]string{"/DA=1", "/UA", "/DB", "/DA=2", "-UC", "/DC", "/UB"})
	if got, want := fmt.Sprint(o.defines(), o.undefined()), "[A=2 C] [B]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// processorTime is what this process has used so far, without the time of the system, which
// grows with whatever else the machine does.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano())
}
