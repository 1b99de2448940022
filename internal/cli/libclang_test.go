package cli

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/tooltest"
)

// versions are files of libclang, of Debian and of PyPI, each with what it is to call itself.
func versions(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	debian := func(file, debianPackage, version string) {
		tooltest.NeedFile(t, file, debianPackage)
		files[file] = version
	}
	debian("/usr/lib/llvm-15/lib/libclang-15.so.1", "libclang1-15", "Debian clang version 15.")
	debian("/usr/lib/llvm-16/lib/libclang-16.so.1", "libclang1-16", "Debian clang version 16.")
	debian("/usr/lib/llvm-19/lib/libclang-19.so.1", "libclang1-19", "Debian clang version 19.")
	for _, version := range []string{"15.0.6.1", "18.1.1"} {
		packages := tooltest.Python(t, filepath.Join(repository, "internal/libclang/testdata/pypi-"+version+".txt"))
		number := strings.Join(strings.Split(version, ".")[:3], ".")
		files[filepath.Join(packages, "clang", "native", "libclang.so")] = "\nclang version " + number
	}
	return files
}

// with runs drvlint in a process of its own with a libclang.
func with(t *testing.T, file string, args ...string) string {
	t.Helper()
	command := exec.Command("drvlint", args...)
	command.Env = append(os.Environ(), libclang.Variable+"="+file)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil && command.ProcessState.ExitCode() != exitFindings || stderr.Len() > 0 {
		t.Fatalf("%s: drvlint %v: %v\n%s", file, args, err, stderr.String())
	}
	return string(out)
}

// Every libclang that drvlint takes makes the same report of the sample drivers, byte for
// byte, and sees the same program in the test sources of the checks. The first unit of a
// process counts as much as the others: one worker has one unit here.
func TestVersionsOfLibclang(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the packages are those of Debian and of PyPI for Linux")
	}
	files := versions(t)
	first, reports := "", [2]string{}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if got := with(t, file, "version"); !strings.Contains(got, files[file]) || !strings.Contains(got, file+" (named by ") {
			t.Errorf("%s is %q, want version %q", file, got, files[file])
		}
		got := [2]string{with(t, file, "--no-cache", "--format", "sarif", demo), with(t, file, "dump", "ir", repository+"/checks")}
		if first == "" {
			first, reports = file, got
		}
		for i, what := range []string{"report", "program"} {
			if len(got[i]) < 10000 || got[i] != reports[i] {
				t.Errorf("with %s the %s is another than with %s", file, what, first)
			}
		}
	}
}
