package project

import (
	"path/filepath"
	"slices"
	"strings"
)

// kernelHeaders are headers of the kit that only code for the kernel includes.
var kernelHeaders = []string{
	"ntddk.h", "wdm.h", "ntifs.h", "fltkernel.h", "wdf.h", "ndis.h", "storport.h", "fwpsk.h", "wsk.h",
	"portcls.h", "dispmprt.h", "d3dkmddi.h", "srb.h", "minitape.h", "ntstrsafe.h", "bdasup.h", "vhf.h",
}

// A sides tells code for the kernel from code for user mode, in a tree that holds both
// and no project that says which is which.
type sides struct {
	grouping *grouping
	includes *includes
	folders  map[string]bool // those of the headers that the core of a driver includes
	others   map[string]bool // headers that lead to none for the kernel
}

// newSides looks at the tree from the side of sources that are for the kernel.
func newSides(d *disk, g *grouping, core []source) *sides {
	s := &sides{grouping: g, includes: newIncludes(d, g.root), folders: map[string]bool{}, others: map[string]bool{}}
	headers := map[string]bool{}
	for _, c := range core {
		for _, header := range s.includes.follow(Unit{File: c.path}, headers) {
			s.folders[filepath.Dir(header)] = true
		}
	}
	return s
}

// kernel reports whether a source is for the kernel: it includes a header that only such
// code does, or lies beside or below a header that a driver includes.
func (s *sides) kernel(file string) bool {
	if s.besideHeader(filepath.Dir(file)) || s.names(file) {
		return true
	}
	added := s.includes.follow(Unit{File: file}, s.others)
	if !slices.ContainsFunc(added, s.names) {
		return false
	}
	for _, header := range added {
		delete(s.others, header)
	}
	return true
}

// besideHeader reports whether a header that a driver includes lies in a folder or above
// it; not above what is a program's or another driver's.
func (s *sides) besideHeader(folder string) bool {
	for i, above := range s.grouping.upward(folder) {
		if i > 0 && (s.grouping.mainBelow(above) || s.grouping.entryBelow(above)) {
			return false
		}
		if s.folders[above] {
			return true
		}
	}
	return false
}

func (s *sides) names(file string) bool {
	return slices.ContainsFunc(s.includes.of(file), func(name string) bool {
		return slices.Contains(kernelHeaders, strings.ToLower(baseName(name)))
	})
}

// split parts the sources that share a home into those for the kernel and the others. The
// core of a driver is what its entry point's folder holds, and the folders above it up to
// the first whose tree has a program for user mode.
func (g *grouping) split(d *disk, sources []source) (kernel, user []source) {
	var core, outside []source
	for _, s := range sources {
		if g.inCore(filepath.Dir(s.path)) {
			core = append(core, s)
		} else {
			outside = append(outside, s)
		}
	}
	if len(outside) == 0 {
		return core, nil
	}
	s := newSides(d, g, core)
	folders := map[string]bool{} // a folder is for the kernel if a file in it is
	for _, o := range outside {
		if folder := filepath.Dir(o.path); !folders[folder] {
			folders[folder] = s.kernel(o.path)
		}
	}
	kernel = core
	for _, o := range outside {
		if folders[filepath.Dir(o.path)] {
			kernel = append(kernel, o)
		} else {
			user = append(user, o)
		}
	}
	return kernel, user
}

// inCore reports whether a folder has an entry point, or lies in a tree that has one and no
// program for user mode.
func (g *grouping) inCore(folder string) bool {
	if g.entries[folder] {
		return true
	}
	for _, above := range g.upward(folder) {
		if g.mainBelow(above) {
			return false
		}
		if g.entryBelow(above) {
			return true
		}
	}
	return false
}

func (g *grouping) mainBelow(folder string) bool {
	for main := range g.mains {
		if within(main, folder) {
			return true
		}
	}
	return false
}
