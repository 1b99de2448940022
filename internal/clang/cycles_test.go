package clang

import (
	"path/filepath"
	"strings"
	"testing"
)

// A header that adds to the one of its name, which is not there, is read once; one that includes itself in quotes for ever is an error.
func TestCycles(t *testing.T) {
	for _, c := range []struct {
		text, problem string
	}{
		{"#include <stdint.h>\ntypedef int own_t;\n", ""},
		{"#include \"stdint.h\"\ntypedef int own_t;\n", "includes a file that includes itself without end"},
	} {
		root := write(t, map[string]string{"a.c": "#include <ntddk.h>\n#include <stdint.h>\nvoid f(void) { own_t x = 1; first(x); }\n", "stdint.h": c.text})
		loaded := Load(root, []Unit{{File: filepath.Join(root, "a.c"), Args: []string{"-I" + root}}}, LoadOptions{})
		said := ""
		for _, p := range loaded.Problems {
			said += p.Message
		}
		if !strings.Contains(said, c.problem) || c.problem == "" && (said != "" || !strings.Contains(loaded.Units[0].Format(""), "first(x)")) {
			t.Errorf("%s: %q, want %q", c.text, said, c.problem)
		}
	}
}
