package project

import (
	"fmt"
	"strings"
	"testing"
)

// What a bound leaves out is named, and nothing that it may decide counts as decided.
func TestBounds(t *testing.T) {
	const whole = "driver tree in .\n  a.c\n"
	nested := func(n int) string {
		return strings.Repeat("$([MSBuild]::Escape(", n) + "b.c" + strings.Repeat("))", n)
	}
	scripts := func(n int) map[string]string {
		files := map[string]string{"a.c": entryText}
		for i := range n {
			files[fmt.Sprintf("s/%04d.cmd", i)] = "echo\n"
		}
		return files
	}
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string // of what is said
	}{
		{"a long script", map[string]string{"a.c": entryText, "build.cmd": "cl a.c /DA\n" + strings.Repeat("rem a long line\n", 1<<17)},
			whole + "notice build.cmd: is a command script or an old project of more than 1024 KiB, so it is not read"},
		{"a script of a bearable length", map[string]string{"a.c": entryText, "build.cmd": "cl a.c /DA\n" + strings.Repeat("rem\n", 1000)}, "driver tree in .\n  a.c -DA\n"},
		{"many scripts", scripts(maxScripts + 1), whole + "notice .: holds more than 1000 command scripts and old projects"},
		{"as many scripts as are read", scripts(maxScripts), whole},
		{"a long condition", map[string]string{"a.c": entryText, "a.vcxproj": `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup>
			<ItemGroup Condition="1 == 2` + strings.Repeat(" and 1 == 1", maxWords) + ` or 1 == 1"><ClCompile Include="a.c"/></ItemGroup></Project>`},
			"driver a in . a.vcxproj\n  a.c"},
		{"functions in each other", map[string]string{"a.c": entryText, "b.c": "", "a.vcxproj": `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup>
			<ItemGroup><ClCompile Include="a.c;` + nested(maxNesting+1) + `"/></ItemGroup></Project>`},
			"names files by $(… 40 functions in each other …), which is not understood"},
		{"a function in the argument of another", map[string]string{"a.c": entryText, "b.c": "", "a.vcxproj": `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup>
			<ItemGroup><ClCompile Include="a.c;$([MSBuild]::Escape($([System.Guid]::NewGuid())))"/></ItemGroup></Project>`},
			"names files by $([System.Guid]::NewGuid()), which is not understood"},
		{"blocks of xmake in each other", map[string]string{"a.c": entryText, "xmake.lua": strings.Repeat("do ", maxBlocks+2) + `target("a") add_rules("wdk.driver") add_files("a.c") add_defines("A") ` + strings.Repeat(" end", maxBlocks+2)},
			"notice xmake.lua: nests more than 50 levels deep, so it is not read"},
		{"lists of Meson in each other", map[string]string{"a.c": entryText, "meson.build": "a = " + strings.Repeat("[", maxBlocks+1) + "'a'" + strings.Repeat("]", maxBlocks+1) + "\nshared_library('a', 'a.c', name_suffix: 'sys', c_args: '-DA')\n"},
			"notice meson.build: nests more than 50 levels deep, so it is not read"},
		{"a list of Meson that doubles", map[string]string{"a.c": entryText, "meson.build": "a = ['-DA']\n" + strings.Repeat("a += a\n", 14) + "shared_library('a', 'a.c', name_suffix: 'sys', c_args: a)\n"},
			"notice meson.build: has a list of more than 10000 words, so it is not read"},
		{"filters in each other", map[string]string{"a.c": entryText, "a.vcproj": `<VisualStudioProject><Configurations><Configuration Name="Release|x64" ConfigurationType="1"><Tool Name="VCLinkerTool" Driver="1"/></Configuration></Configurations><Files>` +
			strings.Repeat(`<Filter Name="a">`, maxFilters+1) + `<File RelativePath="a.c"/>` + strings.Repeat("</Filter>", maxFilters+1) + "</Files></VisualStudioProject>"},
			"notice a.vcproj: has filters more than 100 levels deep, so it is not read"},
		{"a list of CMake that doubles", map[string]string{"a.c": entryText, "CMakeLists.txt": "set(A a)\n" + strings.Repeat("list(APPEND A ${A})\n", 15) + "add_definitions(-DB ${A})\n"},
			"notice CMakeLists.txt: has a list of more than 10000 words, which is not put in"},
		{"a long head", map[string]string{"a.c": "NTSTATUS DriverEntry(" + strings.Repeat("A(1) ", 400) + "PDRIVER_OBJECT d, PUNICODE_STRING p) { return 0; }"}, whole},
		{"a long head of a program", map[string]string{"a.c": entryText, "b/b.c": "int main(" + strings.Repeat("A(1) ", 400) + "int c) { return 0; }"}, "driver tree in .\n  a.c\n  b/b.c\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir() + "/tree"
			for name, text := range test.files {
				plant(t, dir, name, text)
			}
			if got := render(dir, []string{dir}); !strings.Contains(got, test.want) {
				t.Errorf("got %.900s want %s", got, test.want)
			}
		})
	}
}
