// Package changes asks git which lines of source files are not known from a revision.
package changes

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/drvlint/drvlint/internal/report"
)

// A Set is the lines that are new since a revision, by file. Of a file that it can't tell
// about all are.
type Set struct {
	revision string
	scratch  string
	until    time.Time           // when the time for git is over
	named    []string            // the roots of the repositories that were named
	versions map[string]*version // what the files below a root are compared with
	files    map[string]*lines   // by absolute path without links
	real     map[string]string   // absolute path -> without links
	linked   map[string]bool     // path as given -> whether it is reached by a link that is new
	links    map[string]bool     // links -> whether they are new
	notes    []report.Notification
}

// lines are those of one file that are new.
type lines struct {
	all    bool
	ranges [][2]int // first and last
}

// Since looks up a revision in the repositories that hold the paths. An error is one line
// that says what to do; it is ErrOver if git is not done at the end. Close gives back what the set takes.
func Since(revision string, paths []string, end time.Time) (*Set, error) {
	if revision == "" || strings.HasPrefix(revision, "-") || strings.ContainsFunc(revision, unicode.IsControl) {
		return nil, fmt.Errorf("--new-from %q: is not a revision; name a branch, a tag or a commit", revision)
	}
	scratch, err := os.MkdirTemp("", "drvlint-git-")
	if err != nil {
		return nil, fmt.Errorf("--new-from: make a temporary folder: %w; name another by TMPDIR, on Windows by TMP", err)
	}
	s := &Set{
		revision: revision, versions: map[string]*version{}, files: map[string]*lines{}, real: map[string]string{}, linked: map[string]bool{}, links: map[string]bool{}, scratch: scratch, until: end,
	}
	if err := s.name(paths); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close removes what is on disk of the set.
func (s *Set) Close() error { return os.RemoveAll(s.scratch) }

// name opens the repositories of the paths.
func (s *Set) name(paths []string) error {
	var err error
	if s.scratch, err = filepath.EvalSymlinks(s.scratch); err != nil {
		return fmt.Errorf("--new-from: %w", err)
	}
	for _, path := range paths {
		folder := s.resolve(path)
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			folder = filepath.Dir(folder)
		}
		root := rootOf(folder)
		if root == "" {
			return fmt.Errorf("--new-from: %s is in no git repository; name a path in one, or leave --new-from out", path)
		}
		if slices.Contains(s.named, root) {
			continue
		}
		v, err := s.open(root)
		if err != nil {
			return err
		}
		s.named = append(s.named, root)
		s.versions[root] = v
	}
	return nil
}

// open looks the revision up in the repository with a root.
func (s *Set) open(root string) (*version, error) {
	r, err := openRepository(s.call(), root)
	if err != nil {
		return nil, err
	}
	commit, err := r.commit(s.revision)
	return &version{repository: r, commit: commit}, err
}

// call is one of git on no repository.
func (s *Set) call() call { return call{scratch: s.scratch, until: &s.until} }

// at returns what the files below the root of a repository are compared with: if that lies
// in one that was named, with what that has there, else with the revision itself.
func (s *Set) at(root string) *version {
	v, ok := s.versions[root]
	if !ok {
		v = s.find(root)
		s.versions[root] = v
	}
	return v
}

func (s *Set) find(root string) *version {
	parent := rootOf(filepath.Dir(root))
	if parent != "" && parent != root && slices.ContainsFunc(s.named, func(named string) bool { return below(named, parent) }) {
		return s.nested(root, s.at(parent))
	}
	v, err := s.open(root)
	if err != nil {
		return &version{unknown: strings.TrimPrefix(err.Error(), "--new-from: ")}
	}
	return v
}

// nested returns what a repository inside of another is compared with.
func (s *Set) nested(root string, outer *version) *version {
	if outer.unknown != "" {
		return outer
	}
	path := outer.relative([]string{root})
	known, err := outer.entries(outer.commit, path)
	if err != nil {
		return &version{unknown: err.Error()}
	}
	switch e := known[path[0]]; e.kind {
	case "tree":
		return outer
	case "commit":
		r, err := openRepository(s.call(), root)
		if err != nil {
			return &version{unknown: strings.TrimPrefix(err.Error(), "--new-from: ")}
		}
		if !r.has(e.object) {
			return &version{unknown: fmt.Sprintf("the submodule has no commit %.12s; fetch it by git submodule update", e.object)}
		}
		return &version{repository: r, commit: e.object}
	}
	return &version{unknown: "it is a repository of its own, which " + s.revision + " of the one around it does not have"}
}

// below reports whether a path is that of a folder or lies in it.
func below(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Compare finds out about files; all are those that were analysed. Paths are absolute or
// relative to the working folder. It returns what could not be told, and so counts as new. An
// analysis that took all of its time is worth a minute more: without it all that it found would
// count as new.
func (s *Set) Compare(files, all []string) []report.Notification {
	s.notes = nil
	if latest := time.Now(); s.until.Before(latest) {
		s.until = latest
	}
	s.until = s.until.Add(callTime)
	wanted := s.byRoot(files)
	others := s.byRoot(all)
	var roots []string
	for root := range wanted {
		roots = append(roots, root)
	}
	slices.Sort(roots)
	type group struct{ files, others []string }
	groups := map[*version]*group{}
	var order []*version
	for _, root := range roots {
		if root == "" {
			for _, file := range wanted[root] {
				s.note(file, "is in no git repository: all of its lines count as new")
			}
			continue
		}
		v := s.at(root)
		if v.unknown != "" {
			s.note(root, v.unknown+": all of its files count as new")
			continue
		}
		if groups[v] == nil {
			groups[v] = &group{}
			order = append(order, v)
		}
		groups[v].files = append(groups[v].files, wanted[root]...)
		groups[v].others = append(groups[v].others, others[root]...)
	}
	for _, v := range order {
		known, err := v.compare(groups[v].files, groups[v].others)
		if err != nil {
			s.note(v.root, fmt.Sprintf("not all files can be compared with %s: %v; what is not known counts as new", s.revision, err))
		}
		for file, l := range known {
			s.files[file] = l
		}
	}
	for _, file := range files {
		s.linked[file] = s.throughNew(file)
	}
	return s.notes
}

func (s *Set) note(file, message string) {
	s.notes = append(s.notes, report.Notification{Level: report.Note, File: file, Message: message})
}

// byRoot sorts the files that are not known yet by the root of their repository.
func (s *Set) byRoot(files []string) map[string][]string {
	roots := map[string]string{}
	groups := map[string][]string{}
	var all []string
	for _, file := range files {
		all = append(all, s.resolve(file))
	}
	slices.Sort(all)
	for _, file := range slices.Compact(all) {
		folder := filepath.Dir(file)
		root, ok := roots[folder]
		if !ok {
			root = rootOf(folder)
			roots[folder] = root
		}
		groups[root] = append(groups[root], file)
	}
	return groups
}

// throughNew reports whether a file is reached by a link that is new.
func (s *Set) throughNew(file string) bool {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return true
	}
	return slices.ContainsFunc(symlinks(absolute), func(link string) bool {
		isNew, known := s.links[link]
		if !known {
			isNew = s.newLink(link)
			s.links[link] = isNew
		}
		return isNew
	})
}

// newLink reports whether a link in a repository that was named is not in the revision, or
// has another target there.
func (s *Set) newLink(link string) bool {
	root := rootOf(filepath.Dir(link))
	if root == "" || !slices.ContainsFunc(s.named, func(named string) bool { return below(named, root) }) {
		return false
	}
	v := s.at(root)
	if v.unknown != "" {
		return true
	}
	path := v.relative([]string{link})
	known, err := v.entries(v.commit, path)
	target, failure := os.Readlink(link)
	e := known[path[0]]
	return err != nil || failure != nil || e.mode != "120000" || !isObject(e.object, []byte(filepath.ToSlash(target)))
}

// Touches reports whether the primary place of a finding, or a step of its path, lies on a
// line that is new. Its files must have been compared.
func (s *Set) Touches(f report.Finding) bool {
	return s.has(f.Location) || slices.ContainsFunc(f.Path, func(step report.Step) bool { return s.has(step.Location) })
}

func (s *Set) has(at report.Location) bool {
	l := s.files[s.resolve(at.File)]
	if l == nil || l.all || s.linked[at.File] {
		return true
	}
	if at.Line == 0 { // the file as a whole
		return len(l.ranges) > 0
	}
	last := max(at.Line, at.EndLine)
	return slices.ContainsFunc(l.ranges, func(r [2]int) bool { return at.Line <= r[1] && last >= r[0] })
}

func (s *Set) resolve(file string) string {
	if resolved, ok := s.real[file]; ok {
		return resolved
	}
	resolved := file
	if absolute, err := filepath.Abs(file); err == nil {
		resolved = absolute
	}
	if target, err := filepath.EvalSymlinks(resolved); err == nil {
		resolved = target
	}
	s.real[file] = resolved
	return resolved
}
