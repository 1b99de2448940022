// Package changes asks git which lines of a working tree have changed.
package changes

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"

	"github.com/drvlint/drvlint/internal/report"
)

// A Set is the lines that have changed, by file.
type Set struct {
	files map[string]*lines // by absolute path without links
	real  map[string]string // absolute path -> without links
}

// lines are those of one file that have changed.
type lines struct {
	all    bool
	ranges [][2]int // first and last
}

// Since finds what has changed since a revision in the repositories that hold the
// folders, up to the files as they are on disk. A file that git does not know is new. An
// error is one line that says what to do.
func Since(revision string, folders []string) (*Set, error) {
	s := &Set{files: map[string]*lines{}, real: map[string]string{}}
	if revision == "" || strings.HasPrefix(revision, "-") {
		return nil, fmt.Errorf("--new-from %q: is not a revision; name a branch, a tag or a commit", revision)
	}
	var roots []string
	for _, folder := range folders {
		root, err := rootOf(folder)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	for _, root := range roots {
		if err := s.add(repository{root}, revision); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Set) add(r repository, revision string) error {
	commit, err := r.commit(revision)
	if err != nil {
		return err
	}
	diff, err := r.diff(commit)
	if err != nil {
		return err
	}
	files, _, err := gitdiff.Parse(strings.NewReader(diff))
	if err != nil {
		return fmt.Errorf("--new-from %s: read the output of git diff: %w", revision, err)
	}
	for _, f := range files {
		s.changed(filepath.Join(r.root, filepath.FromSlash(f.NewName)), f)
	}
	untracked, err := r.untracked()
	if err != nil {
		return err
	}
	for _, name := range untracked {
		s.files[filepath.Join(r.root, filepath.FromSlash(name))] = &lines{all: true}
	}
	return nil
}

// changed takes over a file's part of the diff. Where lines were only deleted, those
// around the gap count as changed: what was deleted may be a release.
func (s *Set) changed(path string, f *gitdiff.File) {
	if f.IsDelete {
		return
	}
	l := &lines{all: f.IsNew || f.IsBinary}
	for _, fragment := range f.TextFragments {
		first, last := int(fragment.NewPosition), int(fragment.NewPosition+fragment.NewLines)-1
		if fragment.NewLines == 0 {
			last = first + 1
		}
		l.ranges = append(l.ranges, [2]int{first, last})
	}
	s.files[path] = l
}

// Touches reports whether the primary place of a finding, or a step of its path, lies on a
// line that has changed. The paths in it are absolute or relative to the working folder.
func (s *Set) Touches(f report.Finding) bool {
	return s.has(f.Location) || slices.ContainsFunc(f.Path, func(step report.Step) bool { return s.has(step.Location) })
}

func (s *Set) has(at report.Location) bool {
	l := s.files[s.resolve(at.File)]
	if l == nil {
		return false
	}
	last := max(at.Line, at.EndLine)
	return l.all || slices.ContainsFunc(l.ranges, func(r [2]int) bool { return at.Line <= r[1] && last >= r[0] })
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
