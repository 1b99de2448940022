package project

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
)

// Links out of the tree are named and not followed, whoever asks for them.
func TestLinksOutOfTheTree(t *testing.T) {
	dir := hostile(t, `<ItemGroup><ClCompile Include="a.c;away.c;far\x.c;far\*.c"/></ItemGroup>
		<ItemDefinitionGroup><ClCompile><AdditionalIncludeDirectories>far</AdditionalIncludeDirectories></ClCompile></ItemDefinitionGroup>
		<Import Project="far\x.props"/>`)
	outside := t.TempDir()
	plant(t, outside, "x.c", entryText)
	plant(t, outside, "x.props", "<Project>")
	for link, target := range map[string]string{"far": outside, "away.c": filepath.Join(outside, "x.c"), "near.c": "a.c", "lost.c": "nowhere"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	const want = `driver a in . a.vcxproj
  a.c -I.
notice away.c: is a link out of the tree, not followed: name what it leads to [incomplete]
notice far: is a link out of the tree, not followed: name what it leads to [incomplete]
`
	if got := render(dir, []string{dir}); got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

// The tree may be reached by a link itself, and its repository holds more than the folder
// that is named.
func TestLinksInTheRepository(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	plant(t, dir, ".git", "")
	plant(t, dir, "shared/s.c", "")
	plant(t, dir, "sys/a.vcxproj", `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup>
		<ItemGroup><ClCompile Include="shared\s.c"/></ItemGroup></Project>`)
	if err := os.Symlink("../shared", filepath.Join(dir, "sys", "shared")); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(filepath.Dir(dir), "link")
	if err := os.Symlink("tree", link); err != nil {
		t.Fatal(err)
	}
	const want = "driver a in sys sys/a.vcxproj\n  sys/shared/s.c -Isys\n"
	if got := render(dir, []string{filepath.Join(dir, "sys")}); got != want {
		t.Errorf("got %s want %s", got, want)
	}
	if got := render(link, []string{filepath.Join(link, "sys")}); got != want {
		t.Errorf("by a link: got %s want %s", got, want)
	}
}

// Names with blanks, quotes, line breaks and letters beyond ASCII are names like others.
func TestOddNames(t *testing.T) {
	names := []string{"with blank.c", `"quoted".c`, "'single'.c", "line\nbreak.c", "größe.c", "驱动.c", "-D.c", "[a]{b}*.c"}
	dir := filepath.Join(t.TempDir(), "tree")
	for _, name := range names {
		plant(t, filepath.Join(dir, "Ordner für\nalles"), name, "")
	}
	drivers, notices, err := Find([]string{dir}, Options{})
	if err != nil || len(notices) > 0 || len(drivers) != 1 || len(drivers[0].Units) != len(names) {
		t.Errorf("got %v, %v, %v", drivers, notices, err)
	}
	plant(t, dir, "a.vcxproj", `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup>
		<ItemGroup><ClCompile Include="**\*größe.c;**\'single'.c;**\[a]{b}?.c"/></ItemGroup></Project>`)
	drivers, _, _ = Find([]string{dir}, Options{})
	if len(drivers) != 1 || len(drivers[0].Units) != 3 {
		t.Errorf("by wildcards: got %v", drivers)
	}
}

// Named pipes in the place of every kind of project: none may be waited for.
func TestPipes(t *testing.T) {
	dir := hostile(t, compileA)
	for _, name := range []string{"b.vcxproj", "sources", "compile_commands.json", "b.sln", "c.slnx", "Directory.Build.props"} {
		tooltest.Pipe(t, filepath.Join(dir, name))
	}
	if got, want := render(dir, []string{dir}), "driver a in . a.vcxproj\n  a.c -I.\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
	long := strings.Repeat("x", 300) + ".c"
	got := render(dir, []string{filepath.Join(dir, "b.sln"), filepath.Join(dir, long)})
	want := "error b.sln: is not a regular file; name a folder, a project or a C file\n" + long + ": can't be read: file name too long; check the name and its permissions\n"
	if got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

func TestHostileBuildFiles(t *testing.T) {
	double := strings.Repeat("A=$(A)$(A)\n", 60)
	dir := filepath.Join(t.TempDir(), "tree")
	plant(t, dir, "a.c", entryText)
	plant(t, dir, "sources", "TARGETNAME=a\nTARGETTYPE=DRIVER\nA=xxxxxxxx\n"+double+"!INCLUDE sources\n!INCLUDE a.inc\n!INCLUDE gone.inc\nC_DEFINES=-D$(A)\nSOURCES=a.c\n")
	plant(t, dir, "a.inc", "!INCLUDE SOURCES\n!ENDIF\n!ELSE\n"+strings.Repeat("!IF (", 100_000))
	const want = "driver a in . sources\n  a.c -I.\nnotice sources: expands its macros and lists to more than 64 MiB of text, not all of which counts: repair it, or name its C files [incomplete]\nnotice sources: gone.inc, which it includes, can't be read: restore it [incomplete]\n"
	if got := render(dir, []string{dir}); got != want {
		t.Errorf("got %.2000s want %s", got, want)
	}
}

func TestHostileDatabases(t *testing.T) {
	for text, want := range map[string]string{
		"":            "notice compile_commands.json: this compilation database is not as it should be (unexpected end of JSON input): make it again, or name the folder with the C files [incomplete]\n",
		`{"file": 1}`: "notice compile_commands.json: this compilation database is not as it should be (json: cannot unmarshal object into Go value of type []project.entry): make it again, or name the folder with the C files [incomplete]\n",
		"[{}]":        "", `[{"directory": "/", "file": "etc/passwd", "command": "cc 'unclosed"}]`: "",
	} {
		dir := filepath.Join(t.TempDir(), "tree")
		plant(t, dir, "a.c", entryText)
		plant(t, dir, "compile_commands.json", text)
		if got := render(dir, []string{dir}); got != "driver tree in .\n  a.c\n"+want {
			t.Errorf("%s: got %s", text, got)
		}
	}
}
