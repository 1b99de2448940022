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
	for _, test := range []struct {
		places []place
		want   []string
	}{
		{[]place{{"beside the executable", []string{escaped(empty)}}, {"in Python's packages", nil}},
			[]string{"no libclang can be used: there is none beside the executable (" + escaped(empty) + "), none in Python's packages; install one by: "}},
		{[]place{{"beside the executable", []string{escaped(empty)}}, {"in the system's folders", []string{escaped(empty), escaped(bad)}}},
			[]string{"no libclang can be used: " + file + ": it is no shared library; there is none beside the executable (" + escaped(empty) + "); install one by: "}},
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
