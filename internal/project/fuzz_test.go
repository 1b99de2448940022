package project

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Whatever stands in a project file: Find ends, says the same twice, and says it in lines.

func FuzzVcxproj(f *testing.F)         { fuzzFile(f, "p.vcxproj", ".vcxproj", ".props", ".targets") }
func FuzzSolution(f *testing.F)        { fuzzFile(f, "p.sln", ".sln") }
func FuzzSolutionXML(f *testing.F)     { fuzzFile(f, "p.slnx", ".slnx") }
func FuzzSources(f *testing.F)         { fuzzFile(f, "sources", "sources", ".inc") }
func FuzzDirs(f *testing.F)            { fuzzFile(f, "dirs", "dirs") }
func FuzzCompileCommands(f *testing.F) { fuzzFile(f, "compile_commands.json", "compile_commands.json") }

// fuzzFile fuzzes the text of the file in a tree with two C files and a project. The files
// of the test trees whose names end so are the seeds.
func fuzzFile(f *testing.F, name string, suffixes ...string) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		f.Fatalf("no test data: %v", err)
	}
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range archive.Files {
			for _, suffix := range suffixes {
				if strings.HasSuffix(strings.ToLower(part.Name), suffix) {
					f.Add(part.Data)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		dir := filepath.Join(t.TempDir(), "tree")
		plant(t, dir, "a.c", entryText)
		plant(t, dir, "sub/driver.c", entryText)
		plant(t, dir, "sub/driver.vcxproj", `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup>
			<ItemGroup><ClCompile Include="driver.c"/></ItemGroup></Project>`)
		plant(t, dir, name, string(text))
		got := render(dir, []string{dir})
		if again := render(dir, []string{dir}); again != got {
			t.Errorf("got first\n%s\nthen\n%s", got, again)
		}
		_, notices, _ := Find([]string{dir}, Options{})
		for _, n := range notices {
			if strings.TrimSpace(n.Message) == "" || strings.Contains(n.Message, "\n") {
				t.Errorf("%s: %q is not one line", n.File, n.Message)
			}
		}
	})
}
