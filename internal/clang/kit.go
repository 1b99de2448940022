package clang

import (
	"path/filepath"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
)

// A kitClosure is what one unit includes of a real driver kit.
type kitClosure struct {
	headers []*wdk.KitHeader // in the order of their first #include
	seen    map[*wdk.KitHeader]bool
	virtual map[string]string // names that clang would not find as they are spelled -> text
	refused []*wdk.KitHeader  // that are not read
	base    bool              // the kernel's types are among it
	names   map[string]bool
}

func newKitClosure() *kitClosure {
	return &kitClosure{seen: map[*wdk.KitHeader]bool{}, virtual: map[string]string{}}
}

// defines reports whether one of the headers declares the name, in any branch of an #if.
func (k *kitClosure) defines(name string) bool { return k != nil && k.names[name] }

// firstHeader holds what stands before the headers of a kit.
const firstHeader = wdk.Folder + "/drvlint_first.h"

// Headers of the kit that bring the kernel's types with them.
var bringsBase = map[string]string{"fltkernel.h": "ntifs.h"}

// findInKit looks for what a driver's file includes in the kit; it reports whether the
// kit has it.
func (s *sources) findInKit(c *closure, name string, angled bool) bool {
	if c.kit == nil || !angled && !wdk.IsHeader(filepath.Base(name)) {
		return false
	}
	if header, exact := s.kit.Find(name); header != nil {
		s.visitKit(c.kit, header, name, exact)
		return true
	}
	if base := bringsBase[strings.ToLower(filepath.Base(name))]; base != "" {
		if header, exact := s.kit.Find(base); header != nil {
			c.kit.virtual[name] = "#include <" + base + ">\n"
			s.visitKit(c.kit, header, base, exact)
		}
	}
	return false
}

// visitKit adds a header, included by the name, and what it includes.
func (s *sources) visitKit(k *kitClosure, header *wdk.KitHeader, name string, exact bool) {
	if !exact {
		k.virtual[name] = "#include \"" + header.Path + "\"\n"
	}
	if k.seen[header] {
		return
	}
	k.seen[header] = true
	if header.Refused != "" {
		k.refused = append(k.refused, header)
		k.virtual[name] = ""
		return
	}
	s.ask(Question{Kind: TextOf, Path: header.Path})
	k.headers = append(k.headers, header)
	k.base = k.base || header.Base
	for _, r := range s.wanted[header.Path] {
		if next, exact := s.kit.Beside(header, r.name); next != nil {
			s.visitKit(k, next, r.name, exact)
		}
	}
	for _, name := range header.Includes {
		if next, exact := s.kit.Beside(header, name); next != nil {
			s.visitKit(k, next, name, exact)
		} else if _, known := k.virtual[name]; !known {
			k.virtual[name] = ""
		}
	}
}

// dropKit leaves a unit to the model that includes some header of the kit, but none with
// the kernel's types.
func (c *closure) dropKit() {
	if c.kit == nil {
		return
	}
	for _, h := range c.kit.refused {
		c.refuse(newSourceFile(h.Path), "is a header of a driver kit, but "+h.Refused+": it is not read; leave it out, or name another kit by --wdk")
	}
	if !c.kit.base {
		for _, h := range c.kit.headers {
			c.virtual[filepath.Base(h.Path)] = ""
		}
		for name := range c.kit.virtual {
			c.virtual[name] = ""
		}
		c.kit = nil
		return
	}
	c.kit.names = map[string]bool{}
	for _, h := range c.kit.headers {
		for name := range h.Defined {
			c.kit.names[name] = true
		}
	}
	for name, text := range c.kit.virtual {
		if c.virtual[name] == "" {
			c.virtual[name] = text
		}
	}
}

// outsideKit returns the folders that are none of the kit's.
func (s *sources) outsideKit(folders []string) []string {
	if s.kit == nil {
		return folders
	}
	var list []string
	for _, folder := range folders {
		if !s.kit.Has(filepath.Clean(folder)) {
			list = append(list, folder)
		}
	}
	return list
}

// skipped returns the folders, one a line, in which nothing is the driver's.
func (l *loader) skipped() string {
	if l.sources.kit == nil {
		return wdk.Folder
	}
	return wdk.Folder + "\n" + strings.Join(l.sources.kit.Folders, "\n")
}

// kitArgs are the arguments for a unit that includes headers of a real kit, whose texts
// are added to files.
func (l *loader) kitArgs(u *unitState, files *unsavedFiles) []string {
	files.add(firstHeader, wdk.KeptMacros())
	for _, h := range u.kit.headers {
		files.add(h.Path, h.Text)
	}
	args := []string{"-include", firstHeader}
	for i := 0; i < len(u.Args); i++ {
		folder, isFolder := strings.CutPrefix(u.Args[i], "-I")
		if isFolder && folder == "" && i+1 < len(u.Args) {
			i++
			folder = u.Args[i]
		}
		switch {
		case !isFolder:
			args = append(args, u.Args[i])
		case !l.sources.kit.Has(filepath.Clean(folder)):
			args = append(args, "-I"+folder)
		}
	}
	for _, define := range []string{"_WIN32_WINNT=0x0A00", "WINVER=0x0A00", "WINNT=1"} {
		name, _, _ := strings.Cut(define, "=")
		if !u.predefines(name) {
			args = append(args, "-D"+define)
		}
	}
	for _, folder := range l.sources.kit.Folders {
		args = append(args, "-isystem", folder)
	}
	return args
}

// predefines reports whether the unit's arguments define a macro.
func (u *unitState) predefines(name string) bool {
	for _, arg := range u.Args {
		if arg == "-D"+name || strings.HasPrefix(arg, "-D"+name+"=") {
			return true
		}
	}
	return false
}
