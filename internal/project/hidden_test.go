package project

import (
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/paths"
)

// Whatever lies beside it, the source of a driver is analysed, or what was not is named.
func TestSourcesAreNotHidden(t *testing.T) {
	const entry = "#include <ntddk.h>\n" + entryText + "\n"
	project := func(kind, items string) string {
		return "<Project><PropertyGroup><ConfigurationType>" + kind + "</ConfigurationType></PropertyGroup><ItemGroup>" + items + "</ItemGroup></Project>"
	}
	item := func(name string) string { return `<ClCompile Include="` + name + `"/>` }
	solution := func(path string) string {
		return "Microsoft Visual Studio Solution File, Format Version 12.00\nProject(\"{8BC9CEB8-8B4A-11D0-8D11-00A0C91BC942}\") = \"a\", \"" + path + "\", \"{1}\"\nEndProject\n"
	}
	//attack:project-hides
	for name, files := range map[string]map[string]string{
		"a project for a program":            {"a.vcxproj": project("Application", item("driver.c"))},
		"a project for a program with both":  {"main.c": "int main(void) { return 0; }", "a.vcxproj": project("Application", item("driver.c")+item("main.c"))},
		"a project for a library":            {"a.vcxproj": project("StaticLibrary", item("driver.c"))},
		"a project for a DLL":                {"a.vcxproj": project("DynamicLibrary", item("driver.c"))},
		"a project for nothing":              {"a.vcxproj": project("Utility", item("driver.c"))},
		"a project for a makefile":           {"a.vcxproj": project("Makefile", item("driver.c"))},
		"a project of an unknown kind":       {"a.vcxproj": project("$(Nope)", item("driver.c"))},
		"left out of the build":              {"o.c": "", "a.vcxproj": project("Driver", item("o.c")+`<ClCompile Include="driver.c"><ExcludedFromBuild>true</ExcludedFromBuild></ClCompile>`)},
		"removed":                            {"o.c": "", "a.vcxproj": project("Driver", item("*.c")+`<ClCompile Remove="driver.c"/>`)},
		"excluded":                           {"o.c": "", "a.vcxproj": project("Driver", `<ClCompile Include="*.c" Exclude="driver.c"/>`)},
		"under a condition":                  {"o.c": "", "a.vcxproj": project("Driver", item("o.c")+`<ClCompile Include="driver.c" Condition="false"/>`)},
		"in a choice":                        {"o.c": "", "a.vcxproj": project("Driver", item("o.c")+`</ItemGroup><Choose><When Condition="false"><ItemGroup><ClCompile Include="driver.c"/></ItemGroup></When></Choose><ItemGroup>`)},
		"in a target":                        {"o.c": "", "a.vcxproj": project("Driver", item("o.c")+`</ItemGroup><Target Name="T"><ItemGroup><ClCompile Include="driver.c"/></ItemGroup></Target><ItemGroup>`)},
		"an item of another kind":            {"o.c": "", "a.vcxproj": project("Driver", item("o.c")+`<None Include="driver.c"/>`)},
		"by a macro":                         {"o.c": "", "a.vcxproj": project("Driver", item("o.c")+item("$(Nope)x.c"))},
		"by a transformation":                {"o.c": "", "a.vcxproj": project("Driver", item("o.c")+item("@(None->'%(Filename).c')"))},
		"by metadata":                        {"o.c": "", "a.vcxproj": project("Driver", item("o.c")+item("%(None.Identity)"))},
		"another source":                     {"o.c": "", "a.vcxproj": project("Driver", item("o.c"))},
		"another entry point":                {"o.c": entry, "a.vcxproj": project("Driver", item("o.c"))},
		"an entity":                          {"a.vcxproj": `<!DOCTYPE x [<!ENTITY e "driver.c">]>` + project("Driver", item("&e;"))},
		"a project that ends too early":      {"a.vcxproj": "<Project><ItemGroup>"},
		"an old project that ends too early": {"a.vcproj": "<VisualStudioProject>"},
		"an old project for a program":       {"a.vcproj": `<VisualStudioProject><Configurations><Configuration Name="R" ConfigurationType="1"/></Configurations><Files><File RelativePath="driver.c"/></Files></VisualStudioProject>`},
		"an xmake.lua that is none":          {"xmake.lua": "target("},
		"a meson.build that is none":         {"meson.build": "library('x', ['/DRIVER'"},
		"an empty project":                   {"a.vcxproj": ""},
		"an import that is missing":          {"o.c": "", "a.vcxproj": project("Driver", item("o.c")+`</ItemGroup><Import Project="gone.props"/><ItemGroup>`)},
		"an empty solution":                  {"a.sln": "Microsoft Visual Studio Solution File, Format Version 12.00\n"},
		"a solution without its project":     {"a.sln": solution("gone.vcxproj")},
		"a solution of another folder":       {"a.sln": solution(`..\gone\a.vcxproj`)},
		"a solution in XML":                  {"a.slnx": `<Solution><Project Path="gone.vcxproj"/></Solution>`},
		"a database of another":              {"o.c": "", "compile_commands.json": `[{"directory": ".", "file": "o.c", "command": "cl o.c"}]`},
		"an empty database":                  {"compile_commands.json": "[]"},
		"a database that is none":            {"compile_commands.json": "null"},
		"a database of nothing":              {"compile_commands.json": `[{"directory": "."}]`},
		"sources of a program":               {"sources": "TARGETNAME=a\nTARGETTYPE=PROGRAM\nSOURCES=driver.c\n"},
		"sources of a library":               {"sources": "TARGETNAME=a\nTARGETTYPE=LIBRARY\nSOURCES=driver.c\n"},
		"sources of no target":               {"sources": "TARGETNAME=a\nTARGETTYPE=NOTARGET\nSOURCES=driver.c\n"},
		"sources for user mode":              {"sources": "TARGETNAME=a\nTARGETTYPE=DYNLINK\nUMTYPE=windows\nSOURCES=driver.c\n"},
		"sources under a condition":          {"sources": "TARGETNAME=a\nTARGETTYPE=DRIVER\n!IF 0\nSOURCES=driver.c\n!ENDIF\n"},
		"sources by a macro":                 {"o.c": "", "sources": "TARGETNAME=a\nTARGETTYPE=DRIVER\nSOURCES=o.c $(NOPE)river.c\n"},
		"sources of nothing":                 {"sources": ""},
		"dirs of nothing":                    {"dirs": "DIRS=\n"},
		"dirs of another":                    {"o/o.c": "", "dirs": "DIRS=o\n"},
		"a program of CMake":                 {"CMakeLists.txt": "add_executable(a driver.c)\n"},
		"a library of CMake":                 {"CMakeLists.txt": "add_library(a STATIC driver.c)\n"},
		"an old project":                     {"a.vcproj": `<VisualStudioProject><Configurations><Configuration Name="Release|Win32" ConfigurationType="1"/></Configurations><Files><File RelativePath="driver.c"/></Files></VisualStudioProject>`},
		"a makefile":                         {"Makefile": "all:\n\tcl driver.c\n"},
		"a program beside it":                {"main.c": "#include <windows.h>\nint main(void) { return 0; }"},
		"a folder for another processor":     {"arm64/driver.c": entry},
		"a script that compiles another":     {"o.c": "", "build.cmd": "cl o.c\n"},
		"an include of it that nobody meets": {"o.c": "#if 0\n#include \"driver.c\"\n#endif\n", "a.vcxproj": project("Driver", item("o.c"))},
		"an include of it in a comment":      {"o.c": "/*\n#include \"driver.c\"\n*/\n", "a.vcxproj": project("Driver", item("o.c"))},
		"an include of it in a literal":      {"o.c": "char *a = \"\\\n#include \\\"driver.c\\\"\\\n\";\n", "a.vcxproj": project("Driver", item("o.c"))},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir() + "/tree"
			plant(t, dir, "driver.c", entry)
			for name, text := range files {
				plant(t, dir, name, text)
			}
			drivers, notices, err := Find([]string{dir}, Options{})
			compiled := slices.ContainsFunc(drivers, func(d Driver) bool {
				return slices.ContainsFunc(d.Units, func(u Unit) bool { return paths.EndsIn(u.File, "tree/driver.c") })
			})
			if err == nil && !compiled && !slices.ContainsFunc(notices, func(n Notice) bool { return n.Incomplete }) {
				t.Errorf("nothing is said of it: %s", strings.ReplaceAll(render(dir, []string{dir}), "\n", "; "))
			}
		})
	}
}
