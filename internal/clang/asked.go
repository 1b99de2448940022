package clang

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/wdk"
)

// maxAsked bounds how often a unit begins anew with files that clang asked for. Each time
// brings those that the files of the time before include in the same way.
const maxAsked = 12

// references returns what may make clang open a file on the way through f: what its text
// shows, and what clang asked for besides.
func (s *sources) references(f *sourceFile) []reference {
	if wanted := s.wanted[f.path]; len(wanted) > 0 {
		return slices.Concat(f.references, wanted)
	}
	return f.references
}

// ask notes the files that clang did not find although there are some of that name: the
// text includes them in a way that references does not read. It reports whether there
// are any that were not asked for before. Without more they are named as not read.
func (l *loader) ask(errors []diagnostic, more bool) bool {
	asked := false
	for _, d := range errors {
		name, isMissing := missingFile(d.text)
		from := filepath.Clean(d.file)
		if !isMissing || d.file == "" || !l.sources.mayMean(l.unit.closure, from, name) {
			continue
		}
		if more {
			l.sources.wanted[from] = append(l.sources.wanted[from], reference{name: name})
			asked = true
			continue
		}
		l.result.Problems = append(l.result.Problems, Problem{File: from, Message: fmt.Sprintf("includes %s, which is not read: macros lead to it in more than %d steps; include it by its name", name, maxAsked)})
	}
	return asked
}

// missingFile returns the name of the file that an error says is missing.
func missingFile(text string) (string, bool) {
	name, ok := strings.CutSuffix(text, "' file not found")
	if !ok {
		return "", false
	}
	name, ok = strings.CutPrefix(name, "'")
	return strings.ReplaceAll(name, `\`, "/"), ok && name != ""
}

// mayMean reports whether a name that a file includes is one that references did not
// show, and something on the disk has it.
func (s *sources) mayMean(c *closure, from, name string) bool {
	f := &sourceFile{path: from}
	if known := s.files[from]; known != nil {
		f = known
	}
	if slices.ContainsFunc(s.references(f), func(r reference) bool { return !r.computed && !r.probe && r.name == name }) {
		return false
	}
	if slices.ContainsFunc(s.wanted[from], func(r reference) bool { return r.name == name }) {
		return false
	}
	if c.kit != nil {
		if header, _ := s.kit.Find(name); header != nil {
			return true
		}
	}
	for _, path := range c.candidates(f, reference{name: name}) {
		if v := s.judge(path); v.exists && v.why != isFolder {
			return true
		}
	}
	if wdk.IsHeader(filepath.Base(name)) {
		return false
	}
	return s.headerOf(name, filepath.Dir(from)) != ""
}

// guardKit names what headers of a kit ask for that lies elsewhere.
func (s *sources) guardKit(c *closure) {
	if c.kit == nil {
		return
	}
	for _, h := range c.kit.headers {
		for _, r := range s.wanted[h.Path] {
			if next, _ := s.kit.Beside(h, r.name); next != nil {
				continue
			}
			f := newSourceFile(h.Path)
			if why := s.lead(c, f, r); why != "" {
				c.cut(f, r, why)
			}
		}
	}
}

// outsiders returns the files that clang read although they are neither shown to it nor
// part of the closure: the overlay keeps it from that, and this says so if it did not.
func (u *unitState) outsiders(tu clang.TranslationUnit) []string {
	allowed := map[string]bool{}
	allow := func(paths ...string) {
		for _, path := range paths {
			allowed[path], allowed[filepath.Clean(path)] = true, true
		}
	}
	allow(modelHeader, stubHeader, firstHeader)
	for name := range u.closure.virtual {
		allow(modelPaths(name)...)
	}
	allow(u.paths()...)
	return slices.DeleteFunc(tu.Inclusions(), func(name string) bool { return allowed[name] || allowed[filepath.Clean(name)] })
}

func outsideError(list []string) error {
	return fmt.Errorf("made clang read %s, which is no part of it: nothing of it is analysed; leave it out of the project, and please report it", strings.Join(list, ", "))
}
