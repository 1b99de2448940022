package clang

import (
	"path/filepath"
	"slices"
)

// A cycleWalk follows what the files of a closure include, and finds the ways back to a file
// that is being read.
type cycleWalk struct {
	sources *sources
	closure *closure
	way     []inclusion // those that lead to the file at hand
	done    map[string]bool
}

// An inclusion is an #include line of a file and where it leads.
type inclusion struct {
	from    *sourceFile
	to      string
	at      reference
	guessed bool // the file at to is one of that name in the checkout, no more is known
}

// breakCycles takes inclusions out of the texts that lead back to a file that is being read, so
// that clang never ends. Only those are taken out that lead where they do by a guess: what
// they mean is another file of that name, which is not in the checkout.
func (s *sources) breakCycles(c *closure) {
	w := &cycleWalk{sources: s, closure: c, done: map[string]bool{}}
	w.visit(c.files[0])
}

func (w *cycleWalk) visit(f *sourceFile) {
	for _, r := range w.sources.references(f) {
		if r.computed || r.probe {
			continue
		}
		next := inclusion{from: f, at: r}
		next.to, next.guessed = w.target(f, r)
		if next.to == "" {
			continue
		}
		w.way = append(w.way, next)
		if start := w.begins(next.to); start >= 0 {
			w.cut(w.way[start:])
		} else if !w.done[next.to] {
			w.visit(w.sources.file(next.to))
		}
		w.way = w.way[:len(w.way)-1]
	}
	w.done[f.path] = true
}

// target returns the file of the closure that clang takes for a reference, "" if none, and whether that is a guess.
func (w *cycleWalk) target(f *sourceFile, r reference) (path string, guessed bool) {
	for _, path := range w.closure.candidates(f, r) {
		if w.closure.seen[path] {
			path = filepath.Clean(path)
			return path, path == f.path && r.angled // a header that adds to the one of its name that is not there
		}
	}
	path = w.closure.guessed[r.name]
	return path, path != ""
}

// begins returns the place on the way at which a file is being read, -1 if it is not.
func (w *cycleWalk) begins(path string) int {
	return slices.IndexFunc(w.way, func(i inclusion) bool { return i.from.path == path })
}

// cut takes the last guess out of a cycle.
func (w *cycleWalk) cut(cycle []inclusion) {
	for _, i := range slices.Backward(cycle) {
		if i.guessed {
			w.closure.omit(i.from, i.at)
			return
		}
	}
}
