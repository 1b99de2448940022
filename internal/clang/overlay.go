package clang

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// overlayOf writes a file system for clang's -ivfsoverlay, in its YAML: clang finds the
// files that it lists and nothing else, whatever way a text takes to name another.
// Paths that can't be written in YAML, or not be made absolute, are left out.
func overlayOf(paths []string) []byte {
	files := map[string]string{} // as clang looks it up -> as it was judged
	for _, path := range paths {
		if name, err := filepath.Abs(path); err == nil && utf8.ValidString(name) {
			files[name] = path
		}
	}
	var b strings.Builder
	b.WriteString(`{"version": 0, "case-sensitive": true, "use-external-names": false, "redirecting-with": "redirect-only", "roots": [`)
	folder, separator := "", ""
	for _, name := range sortedBy(files, filepath.Dir) {
		if in := filepath.Dir(name); in != folder {
			if folder != "" {
				b.WriteString("]},")
			}
			fmt.Fprintf(&b, "\n"+`{"type": "directory", "name": %s, "contents": [`, yamlText(in))
			folder, separator = in, ""
		}
		fmt.Fprintf(&b, "%s\n"+`{"type": "file", "name": %s, "external-contents": %s}`, separator, yamlText(filepath.Base(name)), yamlText(files[name]))
		separator = ","
	}
	if folder != "" {
		b.WriteString("]}")
	}
	b.WriteString("]}\n")
	return []byte(b.String())
}

// sortedBy returns the keys sorted by what key makes of them, then by themselves.
func sortedBy(files map[string]string, key func(string) string) []string {
	list := sortedKeys(files)
	slices.SortStableFunc(list, func(a, b string) int { return strings.Compare(key(a), key(b)) })
	return list
}

// yamlText writes a text as a double-quoted scalar of printable ASCII, the only
// characters that every reader of YAML takes.
func yamlText(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case ' ' <= r && r <= '~':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
