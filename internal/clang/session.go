package clang

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/wdk"
)

// A Session loads units of one driver, one by one or many at once. It reads each file
// once, and believes that files don't change meanwhile.
type Session struct {
	root    string
	options LoadOptions
	tree    *headerTree

	mu    sync.Mutex
	files map[string]*sourceFile
	disk  map[string]found
	kits  map[string]*wdk.Kit // by the folders among which one was looked for
}

// NewSession begins to load the driver whose files lie in and around the folder root.
// How many units are loaded at once is up to the caller.
func NewSession(root string, options LoadOptions) *Session {
	return &Session{
		root: root, options: options, tree: &headerTree{start: root},
		files: map[string]*sourceFile{}, disk: map[string]found{}, kits: map[string]*wdk.Kit{},
	}
}

// Load parses and lowers a unit. What goes wrong is among its problems.
func (s *Session) Load(unit Unit) (result *Parsed) {
	defer func() {
		if p := recover(); p != nil {
			result = &Parsed{Problems: []Problem{{unit.File, fmt.Sprintf("internal error: %v; please report it", p)}}}
		}
	}()
	l := s.loader(unit)
	l.run()
	return l.result
}

func (s *Session) file(path string) *sourceFile {
	s.mu.Lock()
	f := s.files[path]
	if f == nil {
		f = newSourceFile(path)
		s.files[path] = f
	}
	s.mu.Unlock()
	f.once.Do(func() { f.load(s.options.Unsaved) })
	return f
}

// look returns what lies at a path, without opening it.
func (s *Session) look(path string) found {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, known := s.disk[path]
	if !known {
		f = look(path)
		s.disk[path] = f
	}
	return f
}

// kitOf returns the kit for a unit with these include folders, nil if there is none.
func (s *Session) kitOf(folders []string) *wdk.Kit {
	if s.options.Kit != nil {
		return s.options.Kit
	}
	var list []string
	for _, folder := range folders {
		if folder = filepath.Clean(folder); !slices.Contains(list, folder) {
			list = append(list, folder)
		}
	}
	key := strings.Join(list, "\n")
	s.mu.Lock()
	defer s.mu.Unlock()
	kit, known := s.kits[key]
	if !known {
		kit = wdk.KitAmong(list)
		s.kits[key] = kit
	}
	return kit
}
