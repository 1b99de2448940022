package clang

import (
	"slices"

	"github.com/drvlint/drvlint/internal/wdk"
)

// A Task says which unit to load, in a form that can be told to another process. Paths
// are absolute.
type Task struct {
	Root  string   // the folder of the driver
	Trees []string // folders around the driver in which its files may lie
	Kit   string   // what wdk.OpenKit takes; "" for the headers among the unit's include folders, or the model alone
	Unit  Unit
}

// A Loader loads units one by one, of one driver after the other. It is not for use by
// many goroutines.
type Loader struct {
	last    Task // its unit does not count
	session *Session
	kits    map[string]*wdk.Kit
}

// Load parses and lowers the unit of a task. What goes wrong is among its problems.
func (l *Loader) Load(t Task) *Parsed {
	if l.session == nil || l.last.Root != t.Root || l.last.Kit != t.Kit || !slices.Equal(l.last.Trees, t.Trees) {
		kit, err := l.open(t.Kit)
		if err != nil {
			return &Parsed{Problems: []Problem{{t.Kit, err.Error()}}}
		}
		l.last, l.session = t, NewSession(t.Root, LoadOptions{Trees: t.Trees, Kit: kit})
	}
	return l.session.Load(t.Unit)
}

// open opens a kit, once.
func (l *Loader) open(dir string) (*wdk.Kit, error) {
	if dir == "" || l.kits[dir] != nil {
		return l.kits[dir], nil
	}
	kit, err := wdk.OpenKit(dir)
	if err != nil {
		return nil, err
	}
	if l.kits == nil {
		l.kits = map[string]*wdk.Kit{}
	}
	l.kits[dir] = kit
	return kit, nil
}
