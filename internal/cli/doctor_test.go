package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/cache"
)

func doctor(t *testing.T) (string, int) {
	t.Helper()
	var out, problems bytes.Buffer
	c := Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &problems}
	code := c.Main([]string{"doctor"})
	if problems.Len() > 0 {
		t.Errorf("complains: %s", problems.String())
	}
	return out.String(), code
}

func TestDoctor(t *testing.T) {
	folder := t.TempDir()
	t.Setenv(cache.Variable, folder)
	if err := os.WriteFile(filepath.Join(folder, "kept"), make([]byte, 3<<20), 0o666); err != nil {
		t.Fatal(err)
	}
	got, code := doctor(t)
	if code != exitClean || strings.Contains(got, "attention") {
		t.Errorf("exit %d where all is well:\n%s", code, got)
	}
	for _, want := range []string{"libclang", "clang version ", "libclang", "calibrated", "started, read a file in ", "processors", folder + ", 3.0 MiB in 1 files"} {
		if !strings.Contains(got, want) {
			t.Errorf("does not tell %q:\n%s", want, got)
		}
	}
}

// What is missing is named with what to do.
func TestDoctorAdvises(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	doctor(t) // libclang is tried out once, on Windows with temporary files
	none := filepath.Join(t.TempDir(), "none")
	t.Setenv("TMPDIR", none)
	t.Setenv("TMP", none)
	got, code := doctor(t)
	if code != exitIncomplete || !strings.Contains(got, "attention: ") || !strings.Contains(got, "make the folder for temporary files writable") {
		t.Errorf("exit %d:\n%s", code, got)
	}
}
