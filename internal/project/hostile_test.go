package project

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
)

const entryText = "NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p) { return 0; }"

// hostile makes a folder "tree" with a driver and a project around the elements. None of
// the tests below may take long or much memory.
func hostile(t *testing.T, elements string) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "tree")
	plant(t, dir, "a.c", entryText)
	plant(t, dir, "a.vcxproj", "<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup>"+elements+"</Project>")
	return dir
}

func plant(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const compileA = `<ItemGroup><ClCompile Include="a.c"/></ItemGroup>`

func TestHostileProjects(t *testing.T) {
	const whole = "driver a in . a.vcxproj\n  a.c -I.\n"
	const tooMuch = "driver tree in .\n  a.c\nnotice a.vcxproj: this .vcxproj expands its macros and lists to more than 64 MiB of text: repair it, or name its C files [incomplete]\n"
	double := func(open, between, close string) string { return strings.Repeat(open+between+between+close, 45) }
	for _, test := range []struct{ name, elements, want string }{
		{"doubling property", "<PropertyGroup><A>xxxxxxxx</A>" + double("<A>", "$(A)", "</A>") + "</PropertyGroup>" + compileA, tooMuch},
		{"doubling setting", "<ItemDefinitionGroup><ClCompile><D>xxxxxxxx</D>" + double("<D>", "%(D)", "</D>") + "</ClCompile></ItemDefinitionGroup>" + compileA, tooMuch},
		{"deep condition", `<PropertyGroup Condition="` + strings.Repeat("(", 3_000_000) + `"/>` + compileA, whole},
		{"many escapes", `<ItemGroup><ClCompile Include="a.c;` + strings.Repeat("%zz", 300_000) + `.txt"/></ItemGroup>`, ""},
		{"the whole disk", `<ItemGroup><ClCompile Include="a.c;` + strings.Repeat(`..\`, 40) + `**\*.c"/></ItemGroup>`,
			whole + "notice a.vcxproj: names files by " + strings.Repeat(`..\`, 40) + "**\\*.c, which searches more than the tree: name a folder in it [incomplete]\n"},
		{"beyond the tree", `<ItemGroup><ClCompile Include="a.c;..\**\*.c"/></ItemGroup>`,
			whole + "notice a.vcxproj: names files by ..\\**\\*.c, which searches more than the tree: name a folder in it [incomplete]\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := hostile(t, test.elements)
			if got := render(dir, []string{dir}); got != test.want && test.want != "" {
				t.Errorf("got %.500s want %s", got, test.want)
			}
		})
	}
}

// Imports may form cycles, also through links, and each may branch.
func TestImportCycle(t *testing.T) {
	branch := strings.Repeat(`<Import Project="a.props"/><Import Project="x\a.props"/><Import Project="y\a.props"/>`, 2)
	dir := hostile(t, branch+compileA)
	plant(t, dir, "a.props", "<Project>"+branch+"</Project>")
	for _, link := range []string{"x", "y"} {
		if err := os.Symlink(dir, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := render(dir, []string{dir}), "driver a in . a.vcxproj\n  a.c -I.\nnotice a.props: imports a.props, which leads back to it: take one of the imports out [incomplete]\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

// Named pipes, folders and files beyond all measure, wherever a source may stand.
func TestUnusableFiles(t *testing.T) {
	dir := hostile(t, `<ItemGroup><ClCompile Include="a.c;pipe.c;folder.c;large.c"/></ItemGroup>
		<ItemDefinitionGroup><ClCompile><ForcedIncludeFiles>pipe.c</ForcedIncludeFiles></ClCompile></ItemDefinitionGroup>
		<Import Project="pipe.c"/>`)
	tooltest.Pipe(t, filepath.Join(dir, "pipe.c"))
	plant(t, dir, "folder.c/readme.txt", "")
	plant(t, dir, "large.c", "")
	if err := os.Truncate(filepath.Join(dir, "large.c"), 1<<40); err != nil {
		t.Fatal(err)
	}
	const project = `driver a in . a.vcxproj
  a.c -I.
notice folder.c: is not a regular file: take it out, or name the other files [incomplete]
notice large.c: is larger than 64 MiB: take it out, or name the other files [incomplete]
notice pipe.c: is not a regular file: take it out, or name the other files [incomplete]
notice pipe.c: this property sheet can't be read (is not a regular file): repair it [incomplete]
`
	if got := render(dir, []string{dir}); got != project {
		t.Errorf("the project: got %s want %s", got, project)
	}
	const listed = `driver tree in .
  a.c
notice large.c: is larger than 64 MiB: take it out, or name the other files [incomplete]
error pipe.c: is not a regular file; name a folder, a project or a C file
`
	within := func(name string) string { return filepath.Join(dir, name) }
	if got := render(dir, []string{within("a.c"), within("large.c"), within("pipe.c")}); strings.Replace(got, filepath.Base(dir), "tree", 1) != listed {
		t.Errorf("listed: got %s want %s", got, listed)
	}
}

func TestEmptyPath(t *testing.T) {
	if got, want := render("/nowhere", []string{""}), "error \"\": is an empty path; name a folder, a project or a C file\n"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a%20b": "a b", "%28x%29": "(x)", "100%": "100%", "%2": "%2", "%zz%41": "%zzA", "%%41": "%A", "%+1": "%+1",
	} {
		if got := unescape(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
