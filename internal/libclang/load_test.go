package libclang

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// A library that is something else says so; what was loaded before stays.
func TestLoadOtherLibrary(t *testing.T) {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Skip("there is no list of the libraries of this process")
	}
	other := regexp.MustCompile(`/\S*/libc\.so\S*`).Find(maps)
	if other == nil {
		t.Skip("this process has no libc to load")
	}
	if err := load(string(other)); err == nil || !strings.Contains(err.Error(), "it is no libclang of version 15 or later: it has no function clang_") {
		t.Errorf("%s: %v", other, err)
	}
}
