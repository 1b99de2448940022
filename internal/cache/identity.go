package cache

import (
	"crypto/sha256"
	"debug/elf"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"

	"github.com/drvlint/drvlint/internal/clang"
)

// Identity tells builds of drvlint, with all knowledge that is in them, and the libclang
// that they use from each other.
var Identity = sync.OnceValues(func() (string, error) {
	build, err := build()
	return build + "\n" + clang.Version(), err
})

// build tells builds of drvlint from each other.
var build = sync.OnceValues(func() (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("find the running program: %w", err)
	}
	if runtime.GOOS == "linux" {
		if _, err := os.Stat(self); err == nil {
			program = self
		}
	}
	if id := buildID(program); id != "" {
		return id, nil
	}
	return hashOf(program)
})

// self is on Linux the running program even after another was installed in its place.
const self = "/proc/self/exe"

// buildID returns what the linker wrote into a program to tell its contents, "" if it
// did not.
func buildID(program string) string {
	file, err := elf.Open(program)
	if err != nil {
		return ""
	}
	defer file.Close()
	section := file.Section(".note.go.buildid")
	if section == nil {
		return ""
	}
	note, err := section.Data()
	if err != nil {
		return ""
	}
	return string(note)
}

func hashOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read the running program: %w", err)
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", fmt.Errorf("read the running program: %w", err)
	}
	return string(sum.Sum(nil)), nil
}
