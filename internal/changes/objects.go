package changes

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"maps"
	"strconv"
	"strings"
)

// Bounds of what is compared at once, in bytes: of a file, and of all. No source comes near.
const (
	maxBlob  = 16 << 20
	maxBlobs = maxOutput - 1<<20
)

// maxLine bounds the names that one call of git is given, in bytes: Windows has 32 KiB.
const maxLine = 16 << 10

// An entry is what a commit has under a path.
type entry struct {
	mode, kind, object string
}

// isFile reports whether it is a regular file, executable or not.
func (e entry) isFile() bool { return e.kind == "blob" && strings.HasPrefix(e.mode, "100") }

// entries looks up paths in a commit; they are relative to its root, with slashes.
func (r *repository) entries(commit string, paths []string) (map[string]entry, error) {
	all := map[string]entry{}
	for len(paths) > 0 {
		n, size := 1, len(paths[0])
		for n < len(paths) && size+len(paths[n]) < maxLine {
			size += len(paths[n]) + 1
			n++
		}
		out, err := r.run("look up files", append([]string{"ls-tree", "-z", "--full-tree", commit, "--"}, paths[:n]...)...)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, readEntries(out, func(string) bool { return true }))
		paths = paths[n:]
	}
	return all, nil
}

// everything lists all that a commit has, by path, as far as the names are wanted.
func (r *repository) everything(commit string, wanted func(name string) bool) (map[string]entry, error) {
	out, err := r.run("list the files", "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	return readEntries(out, wanted), nil
}

// readEntries reads the output of git ls-tree -z.
func readEntries(out string, wanted func(name string) bool) map[string]entry {
	all := map[string]entry{}
	for line := range strings.SplitSeq(out, "\x00") {
		what, path, ok := strings.Cut(line, "\t")
		if !ok || !wanted(path) {
			continue
		}
		if fields := strings.Fields(what); len(fields) == 3 {
			all[path] = entry{fields[0], fields[1], fields[2]}
		}
	}
	return all
}

// has reports whether the repository has a commit.
func (r *repository) has(commit string) bool {
	_, err := r.run("look up a commit", "cat-file", "-e", commit+"^{commit}")
	return err == nil
}

// blobs reads objects, each once. Those that are missing are left out, and those that are
// more than may be compared.
func (r *repository) blobs(objects []string) (map[string][]byte, error) {
	check := r.call
	check.input = strings.Join(objects, "\n") + "\n"
	out, err := check.run("look up objects", "cat-file", "--batch-check")
	if err != nil {
		return nil, err
	}
	var ask []string
	total := 0
	for line := range strings.SplitSeq(out, "\n") {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[1] != "blob" {
			continue
		}
		size, err := strconv.Atoi(fields[2])
		if size += len(line); err != nil || size > maxBlob || total+size > maxBlobs {
			continue
		}
		ask, total = append(ask, fields[0]), total+size
	}
	if len(ask) == 0 {
		return nil, nil
	}
	batch := r.call
	batch.input = strings.Join(ask, "\n") + "\n"
	if out, err = batch.run("read objects", "cat-file", "--batch"); err != nil {
		return nil, err
	}
	return readBlobs(out)
}

// readBlobs reads the output of git cat-file --batch.
func readBlobs(out string) (map[string][]byte, error) {
	all := map[string][]byte{}
	for out != "" {
		head, rest, _ := strings.Cut(out, "\n")
		fields := strings.Fields(head)
		if len(fields) == 2 && fields[1] == "missing" {
			out = rest
			continue
		}
		if len(fields) != 3 {
			return nil, errors.New("read objects: git cat-file prints what drvlint does not know")
		}
		size, err := strconv.Atoi(fields[2])
		if err != nil || size < 0 || size >= len(rest) {
			return nil, errors.New("read objects: git cat-file ends too early")
		}
		all[fields[0]] = []byte(rest[:size])
		out = rest[size+1:]
	}
	return all, nil
}

// isObject reports whether a text is that of the object with a name, which is its hash.
func isObject(name string, text []byte) bool {
	var sum hash.Hash = sha1.New()
	if len(name) == hex.EncodedLen(sha256.Size) {
		sum = sha256.New()
	}
	fmt.Fprintf(sum, "blob %d\x00", len(text))
	sum.Write(text)
	return hex.EncodeToString(sum.Sum(nil)) == name
}
