package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/drvlint/drvlint/internal/config"
)

// Whatever stands in a configuration: it is read, or refused in one line that names it.
func FuzzLoad(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/examples.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, part := range archive.Files {
		f.Add(part.Data)
	}
	f.Add([]byte("a: &a [*a, *a]\n"))
	f.Add([]byte("checks: {<<: {fastmutexwait: off}}\n"))
	names := checkNames()
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), config.Name)
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
		loaded, err := config.Load(file, names)
		if err == nil {
			if loaded == nil || loaded.File != file {
				t.Errorf("loaded %+v from %s", loaded, file)
			}
			return
		}
		if _, ok := errors.AsType[*config.Problem](err); !ok {
			t.Errorf("%T is not a problem with the file: %v", err, err)
		}
		if message := err.Error(); !strings.Contains(message, config.Name) || strings.Contains(strings.TrimSpace(message), "\n") {
			t.Errorf("%q is not one line that names the file", message)
		}
	})
}
