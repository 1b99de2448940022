package changes

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"

	"github.com/drvlint/drvlint/internal/report"
)

// maxRenamed bounds the files that are held against each other to find what was renamed.
const maxRenamed = 1000

// A version is what the files below a root are compared with.
type version struct {
	*repository
	commit string
	// unknown says why there is nothing to compare with: all files are new.
	unknown string
}

// compare finds the changed lines of files below the root. Others are the files that were
// analysed as well: where one of these was renamed, no other is. Paths are absolute,
// without links. What can't be told is new; the errors say why.
func (v *version) compare(files, others []string) (map[string]*lines, error) {
	result := map[string]*lines{}
	paths := v.relative(files)
	known, err := v.entries(v.commit, paths)
	if err != nil {
		return nil, err
	}
	var pairs []pair
	var created []string
	for i, file := range files {
		e, ok := known[paths[i]]
		result[file] = &lines{all: true}
		switch text, err := readRegular(file, maxBlob); {
		case err != nil, ok && !e.isFile():
		case !ok:
			created = append(created, file)
		case isObject(e.object, text):
			result[file] = &lines{}
		default:
			pairs = append(pairs, pair{file, text, e.object})
		}
	}
	missing := 0
	for len(pairs) > 0 {
		n, size := 1, len(pairs[0].now)
		for n < len(pairs) && size+len(pairs[n].now) < maxBlobs/2 {
			size += len(pairs[n].now)
			n++
		}
		unread, err := v.compareTexts(pairs[:n], result)
		if err != nil {
			return result, err
		}
		missing += unread
		pairs = pairs[n:]
	}
	if len(created) > 0 && !v.sparse {
		if err := v.findRenamed(created, others, result); err != nil {
			return result, err
		}
	}
	if missing > 0 {
		return result, fmt.Errorf("the repository lacks the text of %d of them, or it is too large", missing)
	}
	return result, nil
}

// relative returns the paths from the root, with slashes.
func (v *version) relative(files []string) []string {
	var paths []string
	for _, file := range files {
		paths = append(paths, filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(file, v.root), string(filepath.Separator))))
	}
	return paths
}

// A pair is a file as it is, and the object that it was.
type pair struct {
	file   string
	now    []byte
	object string
}

// compareTexts fills in the lines that differ, and counts the objects that can't be read.
func (v *version) compareTexts(pairs []pair, result map[string]*lines) (missing int, err error) {
	var objects []string
	for _, p := range pairs {
		objects = append(objects, p.object)
	}
	slices.Sort(objects)
	texts, err := v.blobs(slices.Compact(objects))
	if err != nil {
		return 0, err
	}
	before, now := map[string][]byte{}, map[string][]byte{}
	for i, p := range pairs {
		text, ok := texts[p.object]
		if !ok {
			missing++
			continue
		}
		name := strconv.Itoa(i)
		before[name], now[name] = text, p.now
		result[p.file] = &lines{} // unless the diff says otherwise
	}
	diffs, err := v.diff(before, now)
	if err != nil {
		for _, p := range pairs {
			result[p.file] = &lines{all: true}
		}
		return missing, err
	}
	for _, d := range diffs {
		if i, err := strconv.Atoi(path.Base(d.NewName)); err == nil && i < len(pairs) {
			result[pairs[i].file] = changedLines(d)
		}
	}
	return missing, nil
}

// findRenamed looks among the files that are gone for those that the created ones were.
func (v *version) findRenamed(created, others []string, result map[string]*lines) error {
	kinds := map[string]bool{}
	for _, file := range created {
		kinds[kind(file)] = true
	}
	all, err := v.everything(v.commit, func(name string) bool { return kinds[kind(name)] })
	if errors.Is(err, errTooMuch) {
		return nil // they stay new
	}
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(slices.Clone(others), func(file string) bool { return !kinds[kind(file)] })
	candidates := v.created(created, others, all)
	gone := v.gone(all, candidates)
	if len(gone) == 0 || len(candidates) > maxRenamed {
		return nil
	}
	var objects []string
	for _, name := range gone {
		objects = append(objects, all[name].object)
	}
	slices.Sort(objects)
	texts, err := v.blobs(slices.Compact(objects))
	if err != nil {
		return err
	}
	before, now := map[string][]byte{}, map[string][]byte{}
	for i, name := range gone {
		if text, ok := texts[all[name].object]; ok {
			before[fmt.Sprintf("gone/%d/%s", i, plainName(name))] = text
		}
	}
	total := 0
	for i, file := range candidates {
		text, err := readRegular(file, maxBlob)
		if total += len(text); total > maxBlobs {
			return nil
		}
		if err == nil {
			now[fmt.Sprintf("created/%d/%s", i, plainName(file))] = text
		}
	}
	diffs, err := v.diff(before, now)
	if err != nil {
		return err
	}
	for _, d := range diffs {
		fields := strings.Split(d.NewName, "/")
		if !d.IsRename || len(fields) < 2 {
			continue
		}
		if i, err := strconv.Atoi(fields[len(fields)-2]); err == nil && i < len(created) {
			result[candidates[i]] = changedLines(d)
		}
	}
	return nil
}

// kind is what a file must have in common with the one that it was.
func kind(name string) string { return strings.ToLower(path.Ext(filepath.ToSlash(name))) }

// created lists the created files, and then the others that a commit does not have either.
func (v *version) created(created, others []string, all map[string]entry) []string {
	list := slices.Clone(created)
	seen := map[string]bool{}
	for _, file := range created {
		seen[file] = true
	}
	for i, name := range v.relative(others) {
		if _, known := all[name]; !known && !seen[others[i]] {
			list = append(list, others[i])
		}
	}
	return list
}

// gone lists those files of a commit that are no longer on disk: the most promising, if
// there are many.
func (v *version) gone(all map[string]entry, created []string) []string {
	names := map[string]bool{}
	for _, file := range created {
		names[filepath.Base(file)] = true
	}
	var gone []string
	for name, e := range all {
		if _, err := os.Lstat(filepath.Join(v.root, filepath.FromSlash(name))); e.isFile() && err != nil {
			gone = append(gone, name)
		}
	}
	rank := func(name string) int {
		if names[path.Base(name)] {
			return 0
		}
		return 1
	}
	slices.SortFunc(gone, func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) })
	return gone[:min(len(gone), maxRenamed)]
}

var odd = regexp.MustCompile(`[^A-Za-z0-9._-]`)

// plainName is the last part of a path as far as it can be the name of any file.
func plainName(name string) string {
	base := odd.ReplaceAllString(filepath.Base(name), "x")
	return "file." + base[max(0, len(base)-100):]
}

// diff has git compare texts, by names that hold no more than letters, digits and slashes.
// Texts that are equal but for their line ends and their encoding don't differ.
func (v *version) diff(before, now map[string][]byte) ([]*gitdiff.File, error) {
	folder, err := os.MkdirTemp(v.scratch, "diff-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	for side, texts := range map[string]map[string][]byte{"before": before, "now": now} {
		if err := os.MkdirAll(filepath.Join(folder, side), 0o700); err != nil {
			return nil, err
		}
		for name, text := range texts {
			file := filepath.Join(folder, side, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				return nil, err
			}
			if err := os.WriteFile(file, linesOf(text), 0o600); err != nil {
				return nil, err
			}
		}
	}
	out, err := call{scratch: folder, until: v.until}.run("compare the files", "diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color", "--text",
		"--find-renames=50%", fmt.Sprintf("-l%d", maxRenamed), "--inter-hunk-context=0", "-U0", "--src-prefix=a/", "--dst-prefix=b/", "--", "before", "now")
	if err != nil && !exitedWith(err, 1) { // 1: they differ
		return nil, err
	}
	files, _, err := gitdiff.Parse(strings.NewReader(out))
	if err != nil {
		return nil, fmt.Errorf("read the output of git diff: %w", err)
	}
	return files, nil
}

// linesOf returns the lines of a source as compilers count them, each with a line feed.
func linesOf(text []byte) []byte {
	sources := report.Sources{Unsaved: map[string][]byte{"": text}}
	source := sources.Open("")
	var b strings.Builder
	for i := 1; i <= source.Lines(); i++ {
		line, _ := source.Line(i)
		b.WriteString(line + "\n")
	}
	return []byte(b.String())
}

// changedLines returns the lines that a diff says are new. Where lines were only deleted,
// those around the gap count as changed: what was deleted may be a release.
func changedLines(d *gitdiff.File) *lines {
	l := &lines{all: d.IsBinary}
	for _, fragment := range d.TextFragments {
		first, last := int(fragment.NewPosition), int(fragment.NewPosition+fragment.NewLines)-1
		if fragment.NewLines == 0 {
			last = first + 1
		}
		l.ranges = append(l.ranges, [2]int{first, last})
	}
	return l
}
