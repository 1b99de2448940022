package libclang

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where none can be used one line says what was looked for where, what is wrong with what is
// there, and the command that installs one.
func TestNoneCanBeUsed(t *testing.T) {
	name := strings.NewReplacer("*", "9", "[0-9]", "1").Replace(patterns()[0])
	empty, bad := t.TempDir(), t.TempDir()
	file := filepath.Join(bad, name)
	if err := os.WriteFile(file, []byte("not a library"), 0o644); err != nil {
		t.Fatal(err)
	}
	file, err := filepath.EvalSymlinks(file)
	if err != nil {
		t.Fatal(err)
	}
	accept := func() error { return nil }
	none := "there is no " + strings.Join(patterns(), " or ") + " beside the executable (" + escaped(empty) + ")"
	for _, test := range []struct {
		places []place
		want   []string
	}{
		{[]place{{name: "beside the executable", folders: []string{escaped(empty)}}, {name: "in Python's packages", folders: []string{escaped(empty)}, below: []string{"one", "other"}}},
			[]string{"no libclang can be used: " + none + ", none in Python's packages (below one, other); install one by: "}},
		{[]place{{name: "beside the executable", folders: []string{escaped(empty)}}, {name: "in the system's folders", folders: []string{escaped(empty), escaped(bad)}}},
			[]string{"no libclang can be used: " + file + ": it is no shared library; " + none + "; install one by: "}},
	} {
		test.want = append(test.want, "pip install libclang==15.0.6.1, or name its file by --libclang or "+Variable)
		_, err := openFirst(test.places, accept)
		if err == nil {
			t.Fatalf("%v: something is loaded", test.places)
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("more than one line: %v", err)
		}
	}
}

// A choice holds as long as the same file, unchanged, would be taken again.
func TestChoice(t *testing.T) {
	file := filepath.Join(t.TempDir(), "libclang.so")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	t.Setenv(Variable, file)
	named := Choice{File: file, Version: "clang version 15", Seen: seen(0, file)}
	if !named.Holds() {
		t.Error("the file that is named is not taken again")
	}
	t.Setenv(Variable, "")
	if named.Holds() {
		t.Error("a file that nobody names any more is taken again")
	}
	found := Choice{File: file, Version: "clang version 15", Places: len(places()), Seen: seen(len(places()), "")}
	if found.Seen != "" && !found.Holds() {
		t.Error("the file that was found first is not taken again")
	}
	for why, other := range map[string]Choice{
		"another file lies in a place": {File: file, Places: 1, Seen: found.Seen + "/usr/lib/libclang.so 1 1\n"},
		"a place is gone":              {File: file, Places: len(places()) + 1, Seen: found.Seen},
		"nothing was seen":             {File: file, Places: 1},
	} {
		if other.Holds() {
			t.Errorf("taken again though %s", why)
		}
	}
	t.Setenv(Variable, file)
	if found.Holds() {
		t.Error("a file that was found is taken though one is named")
	}
	if write("another"); named.Holds() {
		t.Error("a file that changed is taken again")
	}
}
