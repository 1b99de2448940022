package locking

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// Regions are what turns APCs off, or raises the level, without a lock.
const Regions = ddi.CriticalRegion | ddi.GuardedRegion | ddi.Level

// Followed are the locks that are followed, regions among them.
const Followed = ddi.Mutexes | ddi.Resource | ddi.PushLock | ddi.SpinLock | ddi.WaitLock | ddi.FrameworkLock | ddi.Mutex | ddi.Semaphore | Regions

// A Lock is a lock as a function names it.
type Lock struct {
	Kind  ddi.Object
	Place ir.Place // where it lies; without a root for one that its routines do not name, and for regions
	queue ir.Place // the handle that its release names instead, of a queued lock; without a root for others
	key   string   // the same for the same lock on a way
	leaf  string   // the same for what may be the same lock under another name
}

// Words spells the lock for a message.
func (l Lock) Words() string {
	if l.Place.Root == nil {
		return l.leaf
	}
	return strings.TrimSuffix(strings.TrimPrefix(ir.Place{Root: l.Place.Root, Path: withoutLast(l.Place.Path)}.Words(), "&"), "(…)")
}

// withoutLast drops the step from a pointer to the lock.
func withoutLast(path []ir.Step) []ir.Step {
	if n := len(path); n > 0 && path[n-1].Kind == ir.Deref {
		return path[:n-1]
	}
	return path
}

// Class names the lock across functions: the structure and the member that it is, with the members that hold that, or the global
// variable; "" where that is not known. A lock in a structure of its own, which a function is given, is not known.
func (l Lock) Class() string {
	if l.Place.Root == nil {
		return l.key
	}
	path, class := withoutLast(l.Place.Path), ""
	for len(path) > 0 && path[len(path)-1].Kind == ir.Index {
		path = path[:len(path)-1]
	}
	for len(path) > 0 && path[len(path)-1].Kind == ir.Field {
		last := path[len(path)-1]
		path, class = path[:len(path)-1], last.Record+"."+last.Name+"/"+class
	}
	onStack := l.Place.Root.Kind == ir.Local && !ir.Place{Root: l.Place.Root, Path: path}.ThroughPointer()
	switch {
	case class != "" && !onStack:
		return class
	case class != "":
		return "" // of an object on the stack, such as a guard: what it points to is the lock
	}
	if r := l.Place.Root; r.Kind == ir.GlobalVar || r.Kind == ir.StaticVar {
		return fmt.Sprintf("%s:%d", r.Name, staticFile(r))
	}
	return ""
}

// Holder is the tag of the structure that the variable points to through which a lock is named, "" if it is no such variable. Two
// structures that share their head share the class of a lock in it.
func (l Lock) Holder() string {
	path := withoutLast(l.Place.Path)
	if l.Place.Root == nil || len(path) == 0 || path[0].Kind != ir.Deref || slices.ContainsFunc(path[1:], func(st ir.Step) bool { return st.Kind == ir.Deref }) {
		return ""
	}
	tag, pointer := strings.CutSuffix(strings.TrimPrefix(l.Place.Root.Type, "struct "), " *")
	if !pointer || tag == "void" || strings.HasSuffix(tag, "*") {
		return ""
	}
	return tag
}

// staticFile tells static variables of one name in several files apart.
func staticFile(v *ir.Var) int32 {
	if v.Kind == ir.StaticVar {
		return v.From
	}
	return -1
}

// Global reports whether there is one such lock only.
func (l Lock) Global() bool {
	r := l.Place.Root
	one := r == nil || (r.Kind == ir.GlobalVar || r.Kind == ir.StaticVar) && !slices.ContainsFunc(withoutLast(l.Place.Path), func(s ir.Step) bool { return s.Kind != ir.Field })
	return one
}

// Same reports whether two locks of one function may be one, under two names.
func (l Lock) Same(o Lock) bool {
	return l.leaf == o.leaf || (l.leaf == "*" || o.leaf == "*") && l.Kind&o.Kind != 0
}

// Is reports whether two locks of one function are the same as they are spelt.
func (l Lock) Is(o Lock) bool { return l.key == o.key }

// mayBe reports whether two locks of different functions may be one.
func mayBe(a, b Lock) bool {
	if a.Class() != "" && b.Class() != "" {
		return a.Class() == b.Class()
	}
	return a.Same(b)
}
