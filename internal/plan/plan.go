// Package plan takes an analysis apart, so that a build engine can do its units on many
// machines: a plan says which drivers there are and what is to be loaded of them; each
// unit is loaded by itself, into a file of facts; linking joins the facts to the result
// that one process would have had.
//
// Paths in these files are relative to the folder in which drvlint runs, where they lie
// below it: the same tree may lie elsewhere on another machine.
package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/wholefile"
)

// A Plan is what linking must know besides the facts of units.
type Plan struct {
	Config        string // --config of the plan
	Configuration string // --configuration
	Kit           string // --wdk
	Paths         []string
	Found         []Found
}

// Found is the drivers at some of the paths, and what there is to say about these.
type Found struct {
	Paths   []string
	Drivers []project.Driver
	Notices []project.Notice
}

// A Unit is the contents of a unit file: what is to be loaded.
type Unit struct {
	Drvlint   string   `json:"drvlint"` // the build that made the plan
	File      string   `json:"file"`
	CPlusPlus bool     `json:"cplusplus,omitempty"`
	Args      []string `json:"args,omitempty"`
	Checkout  string   `json:"checkout"`
	Trees     []string `json:"trees,omitempty"`
	Kit       string   `json:"kit,omitempty"`
}

// build names this build of drvlint: facts of another can't be linked with its own.
func build() (string, error) {
	identity, err := cache.Identity()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(identity))
	return hex.EncodeToString(sum[:16]), nil
}

// A Base is the folder to which paths are relative.
type Base struct {
	Dir   string
	Build string
}

// Here returns the base for the folder in which drvlint runs.
func Here() (Base, error) {
	dir, err := os.Getwd()
	if err != nil {
		return Base{}, fmt.Errorf("find the working folder: %w", err)
	}
	name, err := build()
	return Base{dir, name}, err
}

// UnitOf returns the unit file of a task.
func (b Base) UnitOf(t clang.Task) Unit {
	return Unit{
		Drvlint: b.Build, File: b.relative(t.Unit.File), CPlusPlus: t.Unit.CPlusPlus, Args: eachPath(t.Unit.Args, b.relative),
		Checkout: b.around(t.Checkout), Trees: each(t.Trees, b.relative), Kit: b.relative(t.Kit),
	}
}

// TaskOf returns what a unit file asks for.
func (b Base) TaskOf(u Unit) clang.Task {
	return clang.Task{
		Unit:     clang.Unit{File: b.absolute(u.File), CPlusPlus: u.CPlusPlus, Args: eachPath(u.Args, b.absolute)},
		Checkout: b.absolute(u.Checkout), Trees: each(u.Trees, b.absolute), Kit: b.absolute(u.Kit),
	}
}

// text is the unit file as it is written.
func (u Unit) text() []byte {
	text, err := json.MarshalIndent(u, "", "  ")
	if err != nil {
		panic(err) // texts only
	}
	return append(text, '\n')
}

// key tells units of a plan from each other. Which build made the plan does not count, nor
// does where the checkout begins, which may look different where the units are linked.
func (u Unit) key() [sha256.Size]byte {
	u.Drvlint, u.Checkout = "", ""
	return sha256.Sum256(u.text())
}

var plain = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// Name returns a name for the files of a unit: the same in every plan that has the unit,
// and no other unit's.
func (u Unit) Name(driver string) string {
	return plain.ReplaceAllString(driver+"."+filepath.Base(u.File), "_") + u.suffix()
}

// suffix ends the names of a unit's files.
func (u Unit) suffix() string {
	sum := u.key()
	return "." + hex.EncodeToString(sum[:6])
}

// WriteUnit writes a unit file, unless it is there already: a build engine goes by times.
func WriteUnit(file string, u Unit) error {
	text := u.text()
	if old, err := os.ReadFile(file); err == nil && string(old) == string(text) {
		return nil
	}
	if err := wholefile.Write(file, text); err != nil {
		return fmt.Errorf("write the unit file: %w", err)
	}
	return nil
}

// Clear deletes from the folder of a plan the unit files, and their facts, of earlier plans
// that this one does not have. What plans do not write is left alone.
func Clear(folder string, names map[string]bool) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("read the folder of the plan: %w", err)
	}
	for _, entry := range entries {
		name, isUnit := strings.CutSuffix(entry.Name(), ".json")
		if !isUnit || names[name] {
			continue
		}
		file := filepath.Join(folder, entry.Name())
		if u, err := readUnit(file); err != nil || !strings.HasSuffix(name, u.suffix()) {
			continue
		}
		for _, stale := range []string{file, filepath.Join(folder, name+Extension)} {
			if err := os.Remove(stale); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("delete what is planned no more: %w", err)
			}
		}
	}
	return nil
}

// maxUnitFile is the size of the longest unit file that is read, in bytes.
const maxUnitFile = 16 << 20

// ReadUnit reads a unit file of this build.
func (b Base) ReadUnit(file string) (Unit, error) {
	u, err := readUnit(file)
	switch {
	case err != nil:
		return u, fmt.Errorf("%w; name a file that drvlint plan wrote", err)
	case u.Drvlint != b.Build:
		return u, fmt.Errorf("%s was planned by another build of drvlint; run drvlint plan again with this one", file)
	case u.File == "" || u.Checkout == "":
		return u, fmt.Errorf("%s names no source file; run drvlint plan again", file)
	}
	if err := clang.CheckArgs(u.Args); err != nil {
		return u, fmt.Errorf("%s: %w; run drvlint plan again", file, err)
	}
	return u, nil
}

func readUnit(file string) (Unit, error) {
	var u Unit
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return u, fmt.Errorf("%s is no regular file", file)
	}
	in, err := os.Open(file)
	if err != nil {
		return u, err
	}
	defer in.Close()
	decoder := json.NewDecoder(io.LimitReader(in, maxUnitFile))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&u); err != nil {
		return u, fmt.Errorf("%s is no unit file (%w)", file, err)
	}
	return u, nil
}

var errBuild = errors.New("was written by another build of drvlint; run drvlint plan and drvlint unit again with this one")
