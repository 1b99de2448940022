package clang

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/wdk"
)

// A Disk remembers what was found on the disk: for one run, files are taken not to change.
// It may be used from many goroutines.
type Disk struct {
	mu    sync.Mutex
	found map[string]found
	texts map[string]string      // path -> answer to TextOf
	trees map[string]*headerTree // by the root of the checkout
	kits  map[string]*wdk.Kit    // by folder, or by the folders among which one was looked for

	treeEntries int // of a checkout that are looked at for headers
}

// NewDisk returns a disk of which nothing is known yet.
func NewDisk() *Disk {
	return &Disk{found: map[string]found{}, texts: map[string]string{}, trees: map[string]*headerTree{}, kits: map[string]*wdk.Kit{}, treeEntries: maxTreeEntries}
}

// look returns what lies at a path, without opening it.
func (d *Disk) look(path string) found {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, known := d.found[path]
	if !known {
		f = look(path)
		d.found[path] = f
	}
	return f
}

// tree returns the headers of a checkout.
func (d *Disk) tree(root string) *headerTree {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.trees[root]
	if t == nil {
		t = &headerTree{root: root, most: d.treeEntries}
		d.trees[root] = t
	}
	return t
}

// openKit opens a kit, once.
func (d *Disk) openKit(dir string) (*wdk.Kit, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if kit := d.kits[dir]; kit != nil {
		return kit, nil
	}
	kit, err := wdk.OpenKit(dir)
	if err == nil {
		d.kits[dir] = kit
	}
	return kit, err
}

// kitAmong returns the kit among include folders, nil if there is none.
func (d *Disk) kitAmong(folders []string) *wdk.Kit {
	var list []string
	for _, folder := range folders {
		if folder = filepath.Clean(folder); !slices.Contains(list, folder) {
			list = append(list, folder)
		}
	}
	key := "among\n" + strings.Join(list, "\n")
	d.mu.Lock()
	defer d.mu.Unlock()
	kit, known := d.kits[key]
	if !known {
		kit = wdk.KitAmong(list)
		d.kits[key] = kit
	}
	return kit
}

// A QuestionKind is what a question is about.
type QuestionKind uint8

// The kinds of question.
const (
	TextOf   QuestionKind = iota // what the file Path holds
	PlaceOf                      // what lies at Path, and whether it may be read
	HeaderOf                     // which header of the checkout Root fits the name Path in the folder From best
	KitOf                        // which headers the kit Root has; if that is "", the one among the folders Path, one a line
)

// A Question is one that loading a unit asked of the disk.
type Question struct {
	Kind             QuestionKind
	Path, From, Root string
}

// An Input is a question and what the disk answered: with the same answers to the same
// questions, the unit is the same.
type Input struct {
	Question
	Answer string
}

// absent answers the question for the text of a file that does not exist.
const absent = "absent"

// Absent reports whether the answer is that there is nothing.
func (in Input) Absent() bool { return in.Answer == absent }

// Inputs returns questions with their answers, in a fixed order.
func Inputs(answers map[Question]string) []Input {
	list := make([]Input, 0, len(answers))
	for q, answer := range answers {
		list = append(list, Input{q, answer})
	}
	slices.SortFunc(list, func(a, b Input) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Path, b.Path), cmp.Compare(a.From, b.From), cmp.Compare(a.Root, b.Root))
	})
	return list
}

// Answer asks the disk.
func (d *Disk) Answer(q Question) string {
	switch q.Kind {
	case TextOf:
		return d.text(q.Path)
	case PlaceOf:
		return d.look(q.Path).String()
	case HeaderOf:
		return d.tree(q.Root).answer(q.Path, q.From)
	case KitOf:
		return d.kit(q)
	}
	return ""
}

// text tells texts from each other.
func (d *Disk) text(path string) string {
	d.mu.Lock()
	answer, known := d.texts[path]
	d.mu.Unlock()
	if known {
		return answer
	}
	raw, _, err := readRaw(path)
	answer = textAnswer(raw, err)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.texts[path] = answer
	return answer
}

func textAnswer(raw []byte, err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return absent
	case err != nil:
		return err.Error()
	}
	sum := sha256.Sum256(raw)
	return string(sum[:])
}

func (d *Disk) kit(q Question) string {
	if q.Root == "" {
		if kit := d.kitAmong(strings.Split(q.Path, "\n")); kit != nil {
			return kit.Digest()
		}
		return ""
	}
	kit, err := d.openKit(q.Root)
	if err != nil {
		return err.Error()
	}
	return kit.Digest()
}

// String tells places from each other.
func (f found) String() string {
	if !f.exists {
		return ""
	}
	return f.why + "\n" + f.real
}

// settled reports whether a file is still the one that was read.
func settled(path string, then os.FileInfo) bool {
	now, err := os.Stat(path)
	if err != nil || then == nil {
		return (err != nil) == (then == nil)
	}
	return now.Size() == then.Size() && now.ModTime().Equal(then.ModTime()) && os.SameFile(now, then)
}
