package project

import (
	"os"
	"path/filepath"
	"strings"
)

// A disk finds files under names as Windows takes them: with backslashes, and in
// upper or lower case.
type disk struct {
	listed map[string][]string // folder -> names in it
}

func newDisk() *disk { return &disk{listed: map[string][]string{}} }

// resolve finds the file or folder that name means, seen from folder. If there is none
// it returns the path at which it should be, and false.
func (d *disk) resolve(folder, name string) (string, bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	path := filepath.Join(folder, name)
	if filepath.IsAbs(name) {
		path = filepath.Clean(name)
	}
	if _, err := os.Stat(path); err == nil {
		return path, true
	}
	if found, ok := d.anyCase(path); ok {
		return found, true
	}
	return path, false
}

func (d *disk) anyCase(path string) (string, bool) {
	if path == filepath.Dir(path) {
		return path, true
	}
	parent, ok := d.anyCase(filepath.Dir(path))
	if !ok {
		return "", false
	}
	name := filepath.Base(path)
	exact := filepath.Join(parent, name)
	if _, err := os.Lstat(exact); err == nil {
		return exact, true
	}
	for _, have := range d.names(parent) {
		if strings.EqualFold(have, name) {
			return filepath.Join(parent, have), true
		}
	}
	return "", false
}

// names lists what is in a folder, sorted; nothing if it can't be read.
func (d *disk) names(folder string) []string {
	if list, ok := d.listed[folder]; ok {
		return list
	}
	entries, _ := os.ReadDir(folder)
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	d.listed[folder] = list
	return list
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
