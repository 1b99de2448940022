package changes

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Bounds of what is copied of a repository, in bytes and files.
const (
	maxPointer = 64 << 10 // a file that names a folder, a reference or a commit
	maxTable   = 64 << 20 // a table of references
	maxConfig  = 1 << 20
	maxRefs    = 200_000
)

// A repository is what git is asked: a copy of the references of one that a folder of the
// tree belongs to, and the place of its objects.
type repository struct {
	root   string // of the working tree, without links
	sparse bool   // files that are not on disk need not be gone
	call
}

// rootOf finds the folder of the nearest repository that holds a folder, which has no links
// in its path: "" if there is none.
func rootOf(folder string) string {
	for {
		if isRepository(folder) {
			return folder
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return ""
		}
		folder = parent
	}
}

// isRepository reports whether git takes a folder for the root of a working tree: a folder
// .git counts if it is one of git's, anything else of that name always.
func isRepository(folder string) bool {
	dir := filepath.Join(folder, ".git")
	info, err := os.Stat(dir)
	if err != nil {
		return false
	}
	if !info.IsDir() {
		return true
	}
	_, head := os.Lstat(filepath.Join(dir, "HEAD"))
	_, objects := os.Stat(filepath.Join(dir, "objects"))
	return head == nil && objects == nil
}

// openRepository copies what is needed of the repository with a root into a new folder in
// the scratch of a call. An error is one line that names the root.
func openRepository(c call, root string) (*repository, error) {
	r := &repository{root: root, call: c}
	switch err := r.open(); {
	case errors.Is(err, errNoGit), errors.Is(err, ErrOver):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("--new-from: read the repository of %s: %w", root, err)
	}
	return r, nil
}

func (r *repository) open() error {
	dir, common, err := folders(r.root)
	if err != nil {
		return err
	}
	if r.dir, err = os.MkdirTemp(r.scratch, "repository-"); err != nil {
		return err
	}
	if r.objects, err = filepath.EvalSymlinks(filepath.Join(common, "objects")); err != nil {
		return err
	}
	if err := checkObjects(r.objects, 5); err != nil {
		return err
	}
	if err := copyReferences(common, r.dir, *r.until); err != nil {
		return err
	}
	if err := r.configure(filepath.Join(common, "config")); err != nil {
		return err
	}
	_, failure := os.Lstat(filepath.Join(dir, "info", "sparse-checkout"))
	r.sparse = failure == nil
	if dir == common {
		return nil
	}
	// A linked working tree has a head of its own, and lies where git looks for the rest.
	linked := filepath.Join(r.dir, "worktrees", "linked")
	if err := os.MkdirAll(linked, 0o700); err != nil {
		return err
	}
	if err := copyReferences(dir, linked, *r.until); err != nil {
		return err
	}
	r.dir = linked
	return os.WriteFile(filepath.Join(linked, "commondir"), []byte("../..\n"), 0o600)
}

// folders returns the folder of git for a root, and the one that all of its working trees
// have in common.
func folders(root string) (dir, common string, err error) {
	dir = filepath.Join(root, ".git")
	info, err := os.Stat(dir)
	if err != nil {
		return "", "", err
	}
	if !info.IsDir() {
		if dir, err = pointer(root, dir, "gitdir: "); err != nil {
			return "", "", err
		}
	}
	common, err = pointer(dir, filepath.Join(dir, "commondir"), "")
	if errors.Is(err, fs.ErrNotExist) {
		return dir, dir, nil
	}
	return dir, common, err
}

// pointer returns the folder that a file names, which may be relative to another folder.
func pointer(folder, file, prefix string) (string, error) {
	text, err := readRegular(file, maxPointer)
	if err != nil {
		return "", err
	}
	path, ok := strings.CutPrefix(strings.TrimRight(string(text), "\r\n"), prefix)
	if !ok || path == "" {
		return "", fmt.Errorf("%s: names no folder", file)
	}
	path = filepath.FromSlash(path)
	if onAnotherMachine(path) && !onAnotherMachine(folder) {
		return "", fmt.Errorf("%s: names a folder of another machine", file)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	if info, err := os.Stat(path); err != nil {
		return "", err
	} else if !info.IsDir() {
		return "", fmt.Errorf("%s: names %s, which is no folder", file, path)
	}
	return path, nil
}

// checkObjects returns an error if a folder of objects, or one that it borrows from, down to
// a depth, has anything that git would wait for.
func checkObjects(folder string, depth int) error {
	if err := onlyRegular(folder, 2); err != nil {
		return err
	}
	file := filepath.Join(folder, "info", "alternates")
	text, err := readRegular(file, maxConfig)
	if errors.Is(err, fs.ErrNotExist) || depth == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	for _, path := range strings.Split(string(text), "\n") {
		path = strings.TrimSpace(path)
		if path == "" || path[0] == '#' {
			continue
		}
		if onAnotherMachine(path) && !onAnotherMachine(folder) {
			return fmt.Errorf("%s: names a folder of another machine", file)
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		if _, err := os.Stat(path); err != nil {
			continue // git passes it over, too
		}
		if err := checkObjects(path, depth-1); err != nil {
			return err
		}
	}
	return nil
}

// taken matches the settings that are taken over: they say what a revision such as
// main@{upstream} means, and have git run nothing.
var taken = regexp.MustCompile(`^(branch\..*\.(remote|merge)|remote\..*\.fetch)$`)

// configure writes a configuration with the format of the repository that has the given one.
func (r *repository) configure(file string) error {
	format := map[string]string{}
	for _, known := range formats {
		format[known.key] = known.usual
	}
	text, err := readRegular(file, maxConfig)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil {
		copied := filepath.Join(r.dir, "theirs")
		if err := os.WriteFile(copied, text, 0o600); err != nil {
			return err
		}
		list, err := call{scratch: r.scratch, until: r.until}.run("list the settings", "config", "--file", copied, "--no-includes", "--null", "--list")
		if err != nil {
			return err
		}
		for _, setting := range strings.Split(list, "\x00") {
			key, value, _ := strings.Cut(setting, "\n")
			if _, ok := format[key]; ok {
				format[key] = strings.ToLower(value)
			}
			if taken.MatchString(key) {
				r.settings = append(r.settings, key, value)
			}
		}
	}
	version, extensions := 0, ""
	for _, known := range formats {
		switch value := format[known.key]; value {
		case known.usual:
		case known.other:
			version = 1
			extensions += "\t" + strings.TrimPrefix(known.key, "extensions.") + " = " + value + "\n"
		default:
			return fmt.Errorf("%s is %q, which drvlint does not know; leave --new-from out", known.key, value)
		}
	}
	own := fmt.Sprintf("[core]\n\trepositoryFormatVersion = %d\n\tbare = true\n[extensions]\n%s", version, extensions)
	return os.WriteFile(filepath.Join(r.dir, "config"), []byte(own), 0o600)
}

// formats are what a repository may differ in from the usual one: how its objects are
// named, and how its references are kept.
var formats = []struct{ key, usual, other string }{
	{"extensions.objectformat", "sha1", "sha256"},
	{"extensions.refstorage", "files", "reftable"},
}

// commit returns the name of the commit that a revision means.
func (r *repository) commit(revision string) (string, error) {
	out, err := r.run("--new-from "+revision, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil && !exitedWith(err, 1) {
		return "", err
	}
	commit := strings.TrimSpace(out)
	if _, failure := hex.DecodeString(commit); err != nil || failure != nil || commit == "" { // such as ^HEAD
		return "", fmt.Errorf("--new-from %s: git knows no such revision in %s; fetch it, or check the spelling", revision, r.root)
	}
	return commit, nil
}
