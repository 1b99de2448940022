package clang

import "slices"

// A Task says which unit to load, in a form that can be told to another process. Paths
// are absolute.
type Task struct {
	Checkout string   // CheckoutRoot of the driver
	Trees    []string // further folders in which its files may lie
	// FollowLinks lets files be read that links lead to, wherever they are.
	FollowLinks bool
	Kit         string // what wdk.OpenKit takes; "" for the headers among the unit's include folders, or the model alone
	Unit        Unit
	Lessons     []Lesson // what other units of the driver have learnt
}

// A Loader loads units one by one, of one driver after the other. It is not for use by
// many goroutines.
type Loader struct {
	disk    *Disk
	last    Task // its unit does not count
	session *Session
}

// NewLoader returns a loader that has read nothing yet.
func NewLoader() *Loader { return &Loader{disk: NewDisk()} }

// Load parses and lowers the unit of a task. What goes wrong is among its problems.
func (l *Loader) Load(t Task) *Parsed {
	if l.session == nil || l.last.Checkout != t.Checkout || l.last.Kit != t.Kit || l.last.FollowLinks != t.FollowLinks || !slices.Equal(l.last.Trees, t.Trees) {
		options := LoadOptions{Checkout: t.Checkout, Trees: t.Trees, FollowLinks: t.FollowLinks}
		if t.Kit != "" {
			kit, err := l.disk.openKit(t.Kit)
			if err != nil {
				return &Parsed{Problems: []Problem{{File: t.Kit, Message: err.Error()}}}
			}
			options.Kit = kit
		}
		l.last, l.session = t, newSession(t.Checkout, options, l.disk)
	}
	return l.session.LoadTaught(t.Unit, t.Lessons)
}
