package page

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "copy the lexers out of chroma")

// The lexers are those of the version of chroma that go.mod names.
func TestLexers(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/alecthomas/chroma/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"c.xml", "c++.xml"} {
		want, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "lexers", "embedded", name))
		if err != nil {
			t.Fatal(err)
		}
		here := filepath.Join("lexers", name)
		if *update {
			if err := os.WriteFile(here, want, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(here); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not chroma's (%v): go generate ./internal/page", here, err)
		}
	}
	for name, known := range map[string]bool{"a.c": true, "dir/A.H": true, "a.cpp": true, "x.inl": true, "a.rc": false, "Makefile": false} {
		if lexer := lexerOf(name); (lexer != nil) != known {
			t.Errorf("%s: lexer %v", name, lexer)
		}
	}
}
