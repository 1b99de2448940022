package project

import (
	"path/filepath"
	"slices"
)

// A sides tells code for the kernel from code for user mode, in a tree that holds both
// and no project that says which is which.
type sides struct {
	grouping *grouping
	includes *includes
	texts    *texts
	folders  map[string]bool // those of the headers that the core of a driver includes
	others   map[string]bool // headers that lead to none for the kernel
	led      map[string]leaning
}

// learn looks at the tree from the side of sources that are for the kernel.
func (s *sides) learn(core []source) {
	headers := map[string]bool{}
	for _, c := range core {
		for _, header := range s.includes.follow(Unit{File: c.path}, headers) {
			s.folders[filepath.Dir(header)] = true
		}
	}
}

// A leaning is what headers say of the files that include them.
type leaning struct {
	kernel bool // one of them is for the kernel
	user   bool // one of them is for user mode
}

// kernel reports whether a folder is for the kernel: its sources say so, or they lie beside
// or below a header that a driver includes and nothing says that they are for user mode.
// A header under a condition says so only where something that goes with them is certain to be
// for the kernel: code that is for both modes has such headers.
func (s *sides) kernel(folder string, files []string, certain bool) bool {
	var l leaning
	for _, file := range files {
		l.kernel = l.kernel || s.forKernel(file)
		l.user = l.user || s.forUser(file)
	}
	if l.kernel || l.user {
		return l.kernel
	}
	return s.besideHeader(folder) || certain && slices.ContainsFunc(files, s.maybeKernel)
}

// forKernel reports whether a source includes a header for the kernel and none for user
// mode, directly or through others, whatever macros are defined.
func (s *sides) forKernel(file string) bool {
	l := s.leads(file)
	return l.kernel && !l.user
}

// leads tells where the headers lead that a file includes whatever macros are defined. A
// header that includes itself adds nothing.
func (s *sides) leads(file string) leaning {
	if known, read := s.led[file]; read {
		return known
	}
	s.led[file] = leaning{}
	l := leaning{kernel: s.texts.kernelSide(file), user: s.texts.userSide(file)}
	for _, i := range s.texts.of(file) {
		if !i.always {
			continue
		}
		if header := s.includes.find(i.name, filepath.Dir(file), nil); header != "" {
			there := s.leads(header)
			l.kernel, l.user = l.kernel || there.kernel, l.user || there.user
		}
	}
	s.led[file] = l
	return l
}

// maybeKernel reports whether a source includes a header for the kernel if the right
// macros are defined.
func (s *sides) maybeKernel(file string) bool {
	added := s.includes.follow(Unit{File: file}, s.others)
	if !s.texts.kernelNamed(file) && !slices.ContainsFunc(added, s.texts.kernelNamed) {
		return false
	}
	for _, header := range added {
		delete(s.others, header)
	}
	return true
}

// forUser reports whether a source includes a header for user mode and none for the kernel,
// itself or through headers beside it: what is found by its name alone may be another
// library's.
func (s *sides) forUser(file string) bool {
	near := func(i inclusion) bool { return i.always && !i.system }
	list := []string{file}
	for k := 0; k < len(list); k++ {
		for _, i := range s.texts.of(list[k]) {
			header, found := s.includes.disk.resolve(filepath.Dir(list[k]), i.name)
			if near(i) && found && !slices.Contains(list, header) && len(list) < 100 {
				list = append(list, header)
			}
		}
	}
	return slices.ContainsFunc(list, s.texts.userSide) && !slices.ContainsFunc(list, s.texts.kernelSide)
}

// besideHeader reports whether a header that a driver includes lies in a folder or above
// it; not above what is a program's or another driver's.
func (s *sides) besideHeader(folder string) bool {
	for i, above := range s.grouping.upward(folder) {
		if i > 0 && (s.grouping.mainsBelow[above] || s.grouping.entriesBelow[above]) {
			return false
		}
		if s.folders[above] {
			return true
		}
	}
	return false
}

// split parts the sources that share a home into those for the kernel and the others. The
// core of a driver is what its entry point's folder holds, and the folders above it up to
// the first whose tree has a program for user mode.
func (g *grouping) split(sources []source) (kernel, user []source) {
	var core, outside []source
	for _, s := range sources {
		folder := filepath.Dir(s.path)
		if g.entries[folder] || g.inCore(folder) && !g.sides.forUser(s.path) {
			core = append(core, s)
		} else {
			outside = append(outside, s)
		}
	}
	if len(outside) == 0 {
		return core, nil
	}
	g.sides.learn(core)
	files := map[string][]string{}
	for _, o := range outside {
		folder := filepath.Dir(o.path)
		files[folder] = append(files[folder], o.path)
	}
	certain := slices.ContainsFunc(sources, func(s source) bool {
		return s.marker == entryMarker || s.marker == initMarker || g.sides.forKernel(s.path)
	})
	folders := map[string]bool{} // those for the kernel
	for folder, list := range files {
		folders[folder] = g.sides.kernel(folder, list, certain)
	}
	kernel = core
	for _, o := range outside {
		if folders[filepath.Dir(o.path)] && !g.sides.forUser(o.path) {
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
		if g.mainsBelow[above] {
			return false
		}
		if g.entriesBelow[above] {
			return true
		}
	}
	return false
}
