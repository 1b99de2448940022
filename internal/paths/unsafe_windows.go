package paths

import (
	"path/filepath"
	"strings"
)

func unsafe(path string) string {
	path = filepath.Clean(path)
	volume := filepath.VolumeName(path)
	switch {
	case strings.HasPrefix(volume, `\\.\`) || strings.HasPrefix(volume, `\\?\`) || strings.HasPrefix(path, `\??\`):
		return isDevice
	case strings.HasPrefix(path, `\\`):
		return onAnotherMachine
	}
	// A name such as aux or com1 is a device in every folder.
	for name := range strings.SplitSeq(path[len(volume):], `\`) {
		if name != "" && name != ".." && !filepath.IsLocal(name) {
			return isDevice
		}
	}
	return ""
}
