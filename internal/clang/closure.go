package clang

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
)

// A closure is what one unit includes, as far as its text shows.
type closure struct {
	files   []*sourceFile          // the unit's own file first
	virtual map[string]string      // header name as spelled, with / -> text to show for it
	cuts    map[*sourceFile][]byte // the text of a file without what clang must not include
	refused []Problem
	folders []string          // the unit's own include folders
	around  []string          // the folders that hold files, each once, in their order
	kit     *kitClosure       // what it includes of a real kit, nil if nothing
	seen    map[string]bool   // paths visited
	way     []string          // paths that are being visited: each includes the next
	guessed map[string]string // header name as spelled, with / -> the file of the tree taken for it
}

// include follows the #include lines of a unit's file and of everything that they lead
// to. folders are the unit's own include folders, forced the files that its command
// line includes.
func (s *sources) include(path string, folders, forced []string) *closure {
	c := &closure{virtual: map[string]string{}, cuts: map[*sourceFile][]byte{}, folders: folders, seen: map[string]bool{}, guessed: map[string]string{}}
	if s.kit != nil {
		c.kit = newKitClosure()
	}
	s.visit(c, path)
	for _, name := range forced {
		if found := s.find(c, name, filepath.Dir(path), false); found != "" {
			s.visit(c, found)
			continue
		}
		forced := reference{name: strings.ReplaceAll(name, `\`, "/")}
		if why := s.lead(c, c.files[0], forced); why != "" {
			c.refuse(c.files[0], fmt.Sprintf("is compiled with %s included, which is %s: it is not read; repair the project, or name the folder that holds the file as a path to analyse", name, why))
		}
	}
	c.dropKit()
	return c
}

// visit adds a file to a closure, and everything that it leads to.
func (s *sources) visit(c *closure, path string) {
	if c.seen[path] {
		return
	}
	c.seen[path] = true
	f := s.file(path)
	if f.err != nil && len(c.files) > 0 {
		return
	}
	c.files = append(c.files, f)
	if folder := filepath.Dir(path); !slices.Contains(c.around, folder) {
		c.around = append(c.around, folder)
	}
	c.way = append(c.way, path)
	defer func() { c.way = c.way[:len(c.way)-1] }()
	for _, r := range s.references(f) {
		if r.computed || r.probe {
			continue
		}
		if found := s.find(c, r.name, filepath.Dir(path), r.angled); found != "" {
			s.visit(c, found)
		}
	}
}

// namesNoFile reports whether no file can have a name: libclang 15 crashes where it is given one of such a name.
func namesNoFile(name string) bool { return name == "" || strings.HasSuffix(name, "/") }

// find returns the path of an included file, "" if the driver's tree has none. What
// clang would not find by itself is added to the closure's virtual headers. A header of
// the kit is the driver's own if it is spelled with quotes and the tree has it.
func (s *sources) find(c *closure, name, from string, angled bool) string {
	name = strings.ReplaceAll(name, `\`, "/")
	folders := c.folders
	if !angled {
		folders = append([]string{from}, folders...)
	}
	for _, folder := range folders {
		path := filepath.Join(folder, name)
		if filepath.IsAbs(name) {
			path = name
		}
		switch v := s.judge(path); {
		case v.exists && v.why == "":
			return path
		case v.exists && v.why != isFolder:
			return ""
		}
	}
	if _, known := c.virtual[name]; known || namesNoFile(name) || s.findInKit(c, name, angled) {
		return ""
	}
	c.virtual[name] = ""
	if c.kit == nil {
		c.virtual[name] = guardsOf(name)
	}
	if angled && wdk.IsHeader(filepath.Base(name)) || strings.HasSuffix(strings.ToLower(name), ".tmh") {
		return ""
	}
	found := s.headerOf(name, from)
	if found == "" || s.judge(found).why != "" || slices.Contains(c.way, found) { // a file on the way here is not what is missing
		return ""
	}
	c.guessed[name] = found
	c.virtual[name] = `#include "` + found + "\"\n"
	return found
}

// guardsOf is the text of a header of the kit that is not there: the macros that tell of it.
func guardsOf(name string) string {
	var b strings.Builder
	for _, macro := range wdk.Guards(name) {
		fmt.Fprintf(&b, "#ifndef %s\n#define %s\n#endif\n", macro, macro)
	}
	return b.String()
}
