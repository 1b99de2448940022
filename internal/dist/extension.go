package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/drvlint/drvlint/sarif"
)

const extensionSource = "editors/vscode"

// extension packs the extension of Visual Studio Code with the executable and libclang in its
// folder bin, so that installing it is all that takes.
func extension(e executable, folder string) error {
	stage, err := os.MkdirTemp(filepath.Dir(e.folder), "extension-")
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(stage, "vscode"), os.DirFS(extensionSource)); err != nil {
		return err
	}
	source := filepath.Join(stage, "vscode")
	if err := os.RemoveAll(filepath.Join(source, "node_modules")); err != nil { // those of who works on it
		return err
	}
	lock, err := os.ReadFile(filepath.Join(extensionSource, "package-lock.json"))
	if err != nil {
		return err
	}
	modules, err := installed(filepath.Base(extensionSource), lock)
	if err != nil {
		return err
	}
	if err := os.Symlink(filepath.Join(modules, "node_modules"), filepath.Join(source, "node_modules")); err != nil {
		return err
	}
	if err := e.fill(filepath.Join(source, "bin"), stage); err != nil {
		return err
	}
	name := fmt.Sprintf("drvlint-vscode-%s-%s.vsix", sarif.Version, e.platform.extension)
	return command(source, nil, "npx", "vsce", "package", "--target", e.platform.extension, "--out", filepath.Join(folder, name))
}

// fill puts into a folder what the extension runs, with all licenses.
func (e executable) fill(bin, stage string) error {
	if err := os.Mkdir(bin, 0o755); err != nil {
		return err
	}
	for from, mode := range map[string]os.FileMode{e.file(): 0o755, "NOTICE": 0o644, noticesFile: 0o644} {
		text, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(bin, filepath.Base(from)), text, mode); err != nil {
			return err
		}
	}
	wheel, err := e.libclangWheel(stage)
	if err != nil {
		return err
	}
	if err := extract(wheel, "native/"+e.library(), filepath.Join(bin, e.library()), 0o644); err != nil {
		return err
	}
	return extract(wheel, "LICENSE.TXT", filepath.Join(bin, "LICENSE-libclang.txt"), 0o644)
}

// libclangWheel downloads the wheel of libclang for the platform, as libclang.txt locks it.
func (e executable) libclangWheel(stage string) (string, error) {
	folder := filepath.Join(stage, "libclang")
	err := command("", nil, "python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
		"--only-binary=:all:", "--platform", e.libclang, "--dest", folder, "-r", "internal/dist/libclang.txt")
	if err != nil {
		return "", err
	}
	wheels, err := filepath.Glob(filepath.Join(folder, "*.whl"))
	if err != nil || len(wheels) != 1 {
		return "", fmt.Errorf("pip brought the wheels %q, not one", wheels)
	}
	return wheels[0], nil
}
