package main

import (
	"fmt"
	"path/filepath"

	"github.com/drvlint/drvlint/sarif"
)

// debian makes the package for Debian, as nfpm.yaml describes it.
func debian(e executable, folder string) error {
	if e.multiarch == "" {
		return nil
	}
	name := fmt.Sprintf("drvlint_%s_%s.deb", sarif.Version, e.multiarch)
	environment := []string{"VERSION=" + sarif.Version, "ARCH=" + e.multiarch, "EXECUTABLE=" + e.file()}
	return command("", environment, "go", "tool", "-modfile=internal/dist/tools.mod", "nfpm", "package",
		"--config", "internal/dist/nfpm.yaml", "--packager", "deb", "--target", filepath.Join(folder, name))
}
