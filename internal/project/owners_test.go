package project

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestOwners asks for the owners of files in one tree. Each line of the file "want" has a
// file and behind a colon what Owners answers.
func TestOwners(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/owners/tree.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := txtar.Write(archive, dir); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(dir, "want"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(want)) {
		file, answer, _ := strings.Cut(strings.TrimSpace(line), ": ")
		drivers, notices, err := Owners([]string{filepath.Join(dir, file)}, Options{})
		if got := strings.ReplaceAll(owners(drivers, notices, err), dir+string(filepath.Separator), ""); got != answer {
			t.Errorf("%s: got %s, want %s", file, got, answer)
		}
	}
}

func owners(drivers []Driver, notices []Notice, err error) string {
	var list []string
	for _, d := range drivers {
		list = append(list, d.Name)
	}
	for _, n := range notices {
		list = append(list, n.Message)
	}
	if err != nil {
		list = append(list, err.Error())
	}
	return strings.Join(list, "; ")
}

// Several files of one driver make one driver; files of other kinds have no owner.
func TestOwnersOfSeveral(t *testing.T) {
	dir := hostile(t, compileA)
	plant(t, dir, "readme.txt", "")
	plant(t, dir, "a.h", "")
	plant(t, dir, "a.c", "#include <A.H>\n"+entryText)
	within := func(name string) string { return filepath.Join(dir, name) }
	drivers, notices, err := Owners([]string{within("a.c"), within("readme.txt"), within("a.h")}, Options{})
	if got := owners(drivers, notices, err); got != "a" {
		t.Errorf("got %s", got)
	}
}

// A header belongs to the units that include it, directly, through another header or by
// force, under the nearest of the files with its name.
func TestIncluding(t *testing.T) {
	dir := t.TempDir()
	archive := txtar.Parse([]byte(`
-- .git --
-- widget/widget.vcxproj --
<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType></PropertyGroup>
<ItemGroup><ClCompile Include="*.c"/></ItemGroup>
<ItemDefinitionGroup><ClCompile><ForcedIncludeFiles>all.h</ForcedIncludeFiles></ClCompile></ItemDefinitionGroup></Project>
-- widget/all.h --
-- widget/direct.c --
#include "inc\Lock.h"
-- widget/through.c --
#include "through.h"
-- widget/through.h --
#include <inc/lock.h>
-- widget/without.c --
-- inc/lock.h --
-- other/inc/lock.h --
`))
	if err := txtar.Write(archive, dir); err != nil {
		t.Fatal(err)
	}
	drivers, _, err := Find([]string{dir}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{
		"inc/lock.h": "direct.c through.c", "other/inc/lock.h": "", "widget/through.h": "through.c",
		"widget/all.h": "direct.c through.c without.c", "widget/without.c": "",
	} {
		list, err := Including(drivers, []string{filepath.Join(dir, header)})
		if err != nil {
			t.Fatal(err)
		}
		for i := range list {
			list[i] = filepath.Base(list[i])
		}
		if got := strings.Join(list, " "); got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
}
