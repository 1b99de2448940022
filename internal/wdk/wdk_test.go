package wdk

import (
	"os/exec"
	"strings"
	"testing"
)

// Everything that the model can give must parse as one header.
func TestWholeModelParses(t *testing.T) {
	var names []string
	for name := range handWritten().byName {
		names = append(names, name)
	}
	parse(t, Select(Use{Names: names, Has: every, Defined: none, Macro: none}))
	for _, line := range strings.Split(factText, "\n") {
		name, _, _ := strings.Cut(line, "\t")
		names = append(names, name)
	}
	parse(t, Select(Use{Names: names, Has: every, Defined: none, Macro: none}))
}

func every(string) bool { return true }
func none(string) bool  { return false }

func parse(t *testing.T, header string) {
	t.Helper()
	command := exec.Command("clang-15", "-fsyntax-only", "-x", "c", "-fms-extensions", "-fms-compatibility", "--target=x86_64-pc-windows-msvc",
		"-nostdinc", "-ferror-limit=40", "-Wno-everything", "-")
	command.Stdin = strings.NewReader(header)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("clang: %v\n%s", err, out)
	}
}
