package runner

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// Units learn from others of their driver, which saves parses. What they learn does not depend on
// how many jobs there are, on which driver comes to a shared unit first, or on the cache.
func TestUnitsLearn(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(root, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("shared.h", "struct holder { missing_type *first; };\n")
	file := func(name string) project.Unit {
		return project.Unit{File: write(name+".c", "#include \"shared.h\"\nint "+name+"(struct holder *h) { return h->first->count + odd_"+name[:1]+"; }\n")}
	}
	drivers := []project.Driver{{Name: "large", Root: root}, {Name: "small", Root: root}, {Name: "late", Root: root}}
	for i := range 6 {
		drivers[0].Units = append(drivers[0].Units, file(fmt.Sprintf("a%d", i)))
	}
	// The second driver learns from the first: its first unit is one of that. The third one
	// begins with a unit that the second has last.
	drivers[1].Units = []project.Unit{drivers[0].Units[4], file("b0"), file("b1")}
	drivers[2].Units = []project.Unit{drivers[1].Units[2], file("c0"), drivers[0].Units[5]}
	kept, err := cache.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var want *report.Result
	for _, options := range []Options{{Jobs: 1}, {Jobs: 4}, {Jobs: 2, Cache: kept}, {Jobs: 2, Cache: kept}} {
		options.Trees = []string{root}
		got, err := Run(drivers, nil, options)
		if err != nil {
			t.Fatal(err)
		}
		for i := range got.Drivers {
			got.Drivers[i].Seconds = 0
		}
		if want == nil {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d jobs: %+v\nwith one: %+v", options.Jobs, got, want)
		}
	}
	at := slices.IndexFunc(want.Drivers, func(d report.Driver) bool { return d.Name == "large" })
	if d := want.Drivers[at]; d.Units != 6 || d.Parses > d.Units+2 {
		t.Errorf("%d parses of %d units", d.Parses, d.Units)
	}
}

// A run over a part of a checkout uses what one over all of it has kept, and the other way around.
func TestPartOfCheckout(t *testing.T) {
	root, elsewhere := t.TempDir(), t.TempDir()
	for _, folder := range []string{".git", "sys"} {
		if err := os.Mkdir(filepath.Join(root, folder), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	sys := filepath.Join(root, "sys")
	if err := os.WriteFile(filepath.Join(sys, "a.c"), []byte("int a;\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(root, "out") // lies in the checkout by its name only
	if err := os.Symlink(elsewhere, out); err != nil {
		t.Skip(err)
	}
	d := project.Driver{Name: "a", Root: sys, Units: []project.Unit{{File: filepath.Join(sys, "a.c")}}}
	for _, test := range []struct{ trees, want []string }{
		{nil, nil}, {[]string{root}, nil}, {[]string{sys}, nil},
		{[]string{sys, elsewhere}, []string{elsewhere}}, {[]string{out}, []string{out}},
	} {
		if got := Tasks(d, Options{Trees: test.trees})[0].Trees; !slices.Equal(got, test.want) {
			t.Errorf("trees %q: %q, want %q", test.trees, got, test.want)
		}
	}
}
