package plan

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/wholefile"
)

// Extension ends the names of files of facts.
const Extension = ".facts"

// PlanFile is the name of the plan itself among the files of facts.
const PlanFile = "plan" + Extension

// A file of facts begins with its kind, then come three hashes: of the build, of the unit
// that it is about, and of the rest.
const (
	planMagic = "drvlint plan 1\n"
	unitMagic = "drvlint unit 1\n"
)

const hashes = 3 * sha256.Size

var planForm = facts.NewForm[Plan]()

func write(file, magic, build string, about [sha256.Size]byte, rest []byte) error {
	text := []byte(magic)
	for _, sum := range [][sha256.Size]byte{sha256.Sum256([]byte(build)), about, sha256.Sum256(rest)} {
		text = append(text, sum[:]...)
	}
	if err := wholefile.Write(file, append(text, rest...)); err != nil {
		return fmt.Errorf("write the facts: %w", err)
	}
	return nil
}

// WritePlan writes a plan whose paths are absolute.
func (b Base) WritePlan(file string, p Plan) error {
	p = p.moved(b.relative)
	return write(file, planMagic, b.Build, [sha256.Size]byte{}, planForm.Append(nil, &p))
}

// WriteFacts writes what is known of a unit. What it depends on stays behind.
func (b Base) WriteFacts(file string, u Unit, known *facts.Unit) error {
	moved, err := known.Moved(b.relative)
	if err != nil {
		return err
	}
	return write(file, unitMagic, b.Build, u.key(), moved.Append(nil))
}

// Facts are the facts of a plan, read when they are asked for.
type Facts struct {
	Plan  Plan
	base  Base
	files map[[sha256.Size]byte]string // by the hash of the unit
}

// OpenFacts finds the facts in files, and in folders the files named so. They must come
// from one plan, which is among them.
func (b Base) OpenFacts(paths []string) (*Facts, error) {
	files, err := factFiles(paths)
	if err != nil {
		return nil, err
	}
	f := &Facts{base: b, files: map[[sha256.Size]byte]string{}}
	plan := ""
	for _, file := range files {
		magic, about, err := b.head(file)
		switch {
		case err != nil:
			return nil, err
		case magic == unitMagic:
			f.files[about] = file
		case plan != "":
			return nil, fmt.Errorf("%s and %s are two plans; link the facts of one", plan, file)
		default:
			plan = file
		}
	}
	if plan == "" {
		return nil, fmt.Errorf("there is no plan among the facts; name the %s that drvlint plan wrote, too", PlanFile)
	}
	rest, err := b.rest(plan, planMagic)
	if err != nil {
		return nil, err
	}
	read, err := planForm.Read(rest)
	if err != nil {
		return nil, fmt.Errorf("%s is damaged (%w); run drvlint plan again", plan, err)
	}
	f.Plan = read.moved(b.absolute)
	return f, nil
}

func factFiles(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s does not exist; name the folder of a plan, or files that drvlint unit wrote", path)
		}
		if err != nil || !info.IsDir() {
			files = append(files, path)
			continue
		}
		below, err := filepath.Glob(filepath.Join(escaped(path), "*"+Extension))
		if err != nil || len(below) == 0 {
			return nil, fmt.Errorf("%s holds no *%s; name the folder of a plan", path, Extension)
		}
		files = append(files, below...)
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// escaped returns a path that Glob takes for itself.
func escaped(path string) string {
	var b []byte
	for i := range len(path) {
		if bytes.IndexByte([]byte(`*?[\`), path[i]) >= 0 {
			b = append(b, '\\')
		}
		b = append(b, path[i])
	}
	return string(b)
}

// head reads the beginning of a file of facts of this build.
func (b Base) head(file string) (magic string, about [sha256.Size]byte, err error) {
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return "", about, noFacts(file) // to open a pipe is to wait
	}
	in, err := os.Open(file)
	if err != nil {
		return "", about, fmt.Errorf("open the facts: %w", err)
	}
	defer in.Close()
	head := make([]byte, len(planMagic)+hashes)
	if _, err := io.ReadFull(in, head); err != nil {
		return "", about, noFacts(file)
	}
	magic = string(head[:len(planMagic)])
	if magic != planMagic && magic != unitMagic {
		return "", about, noFacts(file)
	}
	build := sha256.Sum256([]byte(b.Build))
	if !bytes.Equal(head[len(magic):][:sha256.Size], build[:]) {
		return "", about, fmt.Errorf("%s %w", file, errBuild)
	}
	copy(about[:], head[len(magic)+sha256.Size:])
	return magic, about, nil
}

func noFacts(file string) error {
	return fmt.Errorf("%s holds no facts; name files that drvlint plan and drvlint unit wrote", file)
}

var errDamaged = errors.New("its facts are damaged")

// rest reads what follows the head, if that is undamaged.
func (b Base) rest(file, magic string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the facts: %w", err)
	}
	start := len(magic) + hashes
	if len(text) < start {
		return nil, fmt.Errorf("%s: %w", file, errDamaged)
	}
	if sum := sha256.Sum256(text[start:]); !bytes.Equal(sum[:], text[start-sha256.Size:start]) {
		return nil, fmt.Errorf("%s: %w", file, errDamaged)
	}
	return text[start:], nil
}

// Load returns the facts of a task. Facts that are missing or damaged are a problem. It
// may be called from many goroutines.
func (f *Facts) Load(t clang.Task) *facts.Unit {
	file, known := f.files[f.base.UnitOf(t).key()]
	if !known {
		return facts.Problem(t.Unit.File, "its facts are missing, so nothing in it is analysed: run drvlint unit for its unit file, then link again")
	}
	rest, err := f.base.rest(file, unitMagic)
	if err != nil {
		return facts.Problem(t.Unit.File, err.Error()+", so nothing in it is analysed: run drvlint unit for its unit file, then link again")
	}
	unit, err := facts.ReadUnit(rest)
	if err == nil {
		unit, err = unit.Moved(f.base.absolute)
	}
	if err != nil {
		return facts.Problem(t.Unit.File, fmt.Sprintf("%s: %v (%v), so nothing in it is analysed: run drvlint unit for its unit file, then link again", file, errDamaged, err))
	}
	return unit
}
