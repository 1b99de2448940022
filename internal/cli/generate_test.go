package cli

import (
	"os/exec"
	"testing"
)

// Every generated file is what go generate writes from the repository alone: in a copy of
// it, in a folder with nothing beside it, generating changes nothing.
func TestGeneratedFilesAreFresh(t *testing.T) {
	copied := snapshot(t)
	generate := exec.Command("go", "generate", "./...")
	generate.Dir = copied
	if out, err := generate.CombinedOutput(); err != nil {
		t.Fatalf("go generate: %v\n%s", err, out)
	}
	out, err := exec.Command("git", "-C", copied, "status", "--porcelain").CombinedOutput()
	if err != nil {
		t.Fatalf("git status: %v\n%s", err, out)
	}
	if len(out) > 0 {
		t.Errorf("stale; run go generate ./... and commit:\n%s", out)
	}
}
