package main

import (
	"archive/zip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/drvlint/drvlint/sarif"
)

// release makes everything for the platforms in a folder, which must be empty or not be there.
func release(list []platform, folder string) error {
	if entries, err := os.ReadDir(folder); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty: delete what is in it, or name another folder", folder)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "drvlint-dist-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := python(nil, "-m", "build", "--sdist", "--no-isolation", "--skip-dependency-check", "--outdir", folder, "."); err != nil {
		return fmt.Errorf("pack the sources: %w", err)
	}
	var built []executable
	for _, p := range list {
		e, err := build(p, folder, filepath.Join(work, p.system+"-"+p.processor))
		if err != nil {
			return fmt.Errorf("%v: %w", p, err)
		}
		built = append(built, e)
	}
	for _, e := range built {
		for _, step := range []func(executable, string) error{archive, debian, extension} {
			if err := step(e, folder); err != nil {
				return fmt.Errorf("%v: %w", e.platform, err)
			}
		}
	}
	if err := materials(built, folder); err != nil {
		return fmt.Errorf("write the bill of materials: %w", err)
	}
	return checksums(folder)
}

// An executable is built for a platform; its folder holds nothing else.
type executable struct {
	platform
	folder string
}

func (e executable) file() string { return filepath.Join(e.folder, e.program()) }

// command runs a program whose output is of interest when it fails.
func command(dir string, environment []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), environment...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}

// python runs Python with the packages that python.txt locks.
func python(environment []string, args ...string) error {
	packages, err := locked("internal/dist/python.txt")
	if err != nil {
		return err
	}
	return command("", append(environment, "PYTHONPATH="+packages), "python3", args...)
}

// locked is where .ci/setup has put the packages of PyPI that a file locks.
func locked(file string) (string, error) {
	lock, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	return installed(strings.TrimSuffix(filepath.Base(file), ".txt"), lock)
}

// installed is where .ci/setup has put the packages that a lock file names.
func installed(name string, lock []byte) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the user's cache folder: %w", err)
	}
	packages := filepath.Join(cache, "drvlint-test", fmt.Sprintf("%s-%x", name, sha256.Sum256(lock)))
	if _, err := os.Stat(packages); err != nil {
		return "", errors.New("the packages of " + name + " are not installed: run .ci/setup dist")
	}
	return packages, nil
}

// build makes the wheel of a platform, and takes the executable out of it.
func build(p platform, folder, work string) (executable, error) {
	log.Printf("building for %v", p)
	environment := []string{"GOOS=" + p.system, "GOARCH=" + p.processor}
	if err := python(environment, "-m", "build", "--wheel", "--no-isolation", "--skip-dependency-check", "--outdir", folder, "."); err != nil {
		return executable{}, fmt.Errorf("build the wheel: %w", err)
	}
	wheels, err := filepath.Glob(filepath.Join(folder, "*-"+p.wheel+"*.whl"))
	if err != nil || len(wheels) != 1 {
		return executable{}, fmt.Errorf("there are the wheels %q, not one", wheels)
	}
	if err := os.MkdirAll(work, 0o755); err != nil {
		return executable{}, err
	}
	e := executable{p, work}
	return e, extract(wheels[0], fmt.Sprintf("drvlint-%s.data/scripts/%s", sarif.Version, p.program()), e.file(), 0o755)
}

// extract writes the one file of a zip archive that ends in a name.
func extract(from, name, to string, mode os.FileMode) error {
	z, err := zip.OpenReader(from)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		if f.Name != name && !strings.HasSuffix(f.Name, "/"+path.Base(name)) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return fmt.Errorf("%s in %s: %w", name, from, err)
		}
		defer r.Close()
		w, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, r)
		return errors.Join(err, w.Close())
	}
	return fmt.Errorf("%s holds no %s", from, name)
}

// checksums writes SHA256SUMS of the files in a folder, as sha256sum reads it.
func checksums(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var list strings.Builder
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(text), e.Name())
		log.Printf("%9d  %s", len(text), e.Name())
	}
	return os.WriteFile(filepath.Join(folder, "SHA256SUMS"), []byte(list.String()), 0o644)
}
