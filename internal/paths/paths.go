// Package paths knows what paths mean on this system. On Windows both slashes part names, upper and
// lower case are the same, and some paths name devices or other machines.
package paths

import (
	"path/filepath"
	"runtime"
	"strings"
)

// Within reports whether a path is a folder or lies below it. Both are absolute, or both relative to
// the same folder.
func Within(path, folder string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Names returns the names that a path consists of, the outermost first; of an absolute one the
// first is its volume, "" outside of Windows.
func Names(path string) []string { return strings.Split(filepath.ToSlash(path), "/") }

// Spelled returns a path as the disk spells it, so that each file has one name: on Windows a source
// may name it in any case and with either slash. What the disk says of a path is real's to tell, ""
// for nothing; where that leads elsewhere, as through a junction, the case stays.
func Spelled(path string, real func(string) string) string {
	if runtime.GOOS != "windows" {
		return path
	}
	path = filepath.Clean(path)
	if known := real(path); strings.EqualFold(known, path) {
		return known
	}
	return path
}

// EndsIn reports whether the last names of a path are those of name, which is spelled with slashes.
func EndsIn(path, name string) bool { return strings.HasSuffix(filepath.ToSlash(path), "/"+name) }

// Unsafe says why the system must not be asked what lies at a path that a source names, "" if it may: looking
// for a file on another machine tells that the user's name and a hash of the password, and a
// device may wait. What lies in one of the folders, which the user named, is safe.
func Unsafe(path string, folders []string) string {
	why := unsafe(path)
	if why == onAnotherMachine {
		for _, folder := range folders {
			if strings.EqualFold(filepath.VolumeName(path), filepath.VolumeName(folder)) {
				return ""
			}
		}
	}
	return why
}

const (
	onAnotherMachine = "on another machine"
	isDevice         = "a device"
)
