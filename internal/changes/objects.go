package changes

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"
)

// maxBlob bounds a file that is compared, in bytes. No source comes near it.
const maxBlob = 64 << 20

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
		addEntries(all, out)
		paths = paths[n:]
	}
	return all, nil
}

// everything lists all that a commit has, by path.
func (r *repository) everything(commit string) (map[string]entry, error) {
	out, err := r.run("list the files", "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	all := map[string]entry{}
	addEntries(all, out)
	return all, nil
}

// addEntries reads the output of git ls-tree -z.
func addEntries(all map[string]entry, out string) {
	for _, line := range strings.Split(out, "\x00") {
		what, path, ok := strings.Cut(line, "\t")
		if fields := strings.Fields(what); ok && len(fields) == 3 {
			all[path] = entry{fields[0], fields[1], fields[2]}
		}
	}
}

// has reports whether the repository has a commit.
func (r *repository) has(commit string) bool {
	_, err := r.run("look up a commit", "cat-file", "-e", commit+"^{commit}")
	return err == nil
}

// blobs reads objects, each once. Those that are missing, or larger than may be compared,
// are left out. It reads no more than maxOutput bytes at once.
func (r *repository) blobs(objects []string) (map[string][]byte, error) {
	check := r.call
	check.input = strings.Join(objects, "\n") + "\n"
	out, err := check.run("look up objects", "cat-file", "--batch-check")
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	var ask []string
	total := 0
	read := func() error {
		if len(ask) == 0 {
			return nil
		}
		batch := r.call
		batch.input = strings.Join(ask, "\n") + "\n"
		out, err := batch.run("read objects", "cat-file", "--batch")
		if err != nil {
			return err
		}
		ask, total = nil, 0
		return addBlobs(all, out)
	}
	for _, line := range strings.Split(out, "\n") {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[1] != "blob" {
			continue
		}
		size, err := strconv.Atoi(fields[2])
		if err != nil || size > maxBlob {
			continue
		}
		if total+size > maxOutput/2 {
			if err := read(); err != nil {
				return nil, err
			}
		}
		ask, total = append(ask, fields[0]), total+size
	}
	return all, read()
}

// addBlobs reads the output of git cat-file --batch.
func addBlobs(all map[string][]byte, out string) error {
	for out != "" {
		head, rest, _ := strings.Cut(out, "\n")
		fields := strings.Fields(head)
		if len(fields) == 2 && fields[1] == "missing" {
			out = rest
			continue
		}
		if len(fields) != 3 {
			return errors.New("read objects: git cat-file prints what drvlint does not know")
		}
		size, err := strconv.Atoi(fields[2])
		if err != nil || size < 0 || size >= len(rest) {
			return errors.New("read objects: git cat-file ends too early")
		}
		all[fields[0]] = []byte(rest[:size])
		out = rest[size+1:]
	}
	return nil
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
