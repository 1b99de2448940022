package clang

import (
	"maps"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// sources holds the files that one unit consists of.
type sources struct {
	session *Session
	files   map[string]*sourceFile // those that its text leads to
	read    map[string]*sourceFile // those and what only clang came to
	kit     *wdk.Kit               // nil if there is none
	fence   *fence
	asked   map[Question]bool
	// fileMacros holds the file names that the unit's macros stand for.
	fileMacros map[string][]reference
	// wanted holds what clang asked for that references does not show, by the path of the file.
	wanted map[string][]reference
	words  words // of all files
	// acyclic is set once inclusions that lead back to a file by a guess are to be left out.
	acyclic bool
	treeCut bool            // not all of the checkout was searched for headers
	called  map[string]bool // the members that are called: x->Member(...)
}

func newSources(s *Session, unit Unit) *sources {
	folders, _ := searchArgs(unit.Args)
	named := append([]string{s.options.Checkout}, s.options.Trees...)
	roots := slices.Concat(named, slices.DeleteFunc(slices.Clone(folders), func(folder string) bool { return paths.Unsafe(folder, named) != "" }))
	kit, question := s.kitOf(folders)
	all := &sources{
		session: s, files: map[string]*sourceFile{}, read: map[string]*sourceFile{}, kit: kit, fence: newFence(s.disk, roots, s.options.FollowLinks), asked: map[Question]bool{question: true},
		fileMacros: map[string][]reference{}, wanted: map[string][]reference{}, called: map[string]bool{},
	}
	for _, root := range roots {
		all.ask(Question{Kind: PlaceOf, Path: root})
	}
	return all
}

// index collects the words of the files read so far.
func (s *sources) index() {
	files := s.all()
	s.words = newWords(files)
	for _, f := range files {
		for _, member := range f.called {
			s.called[member] = true
		}
	}
}

func (s *sources) file(path string) *sourceFile {
	s.ask(Question{Kind: TextOf, Path: path})
	f := s.session.file(path)
	s.files[path], s.read[path] = f, f
	return f
}

// named returns a file that clang names. It is no part of the unit's text if the text did
// not lead there; a model header has no text, for nothing is ever reported there.
func (s *sources) named(name string) *sourceFile {
	path := filepath.Clean(name)
	if f := s.files[path]; f != nil {
		return f
	}
	if IsModel(path) {
		return newSourceFile(filepath.ToSlash(path))
	}
	s.ask(Question{Kind: TextOf, Path: path})
	f := s.session.file(path)
	s.read[path] = f
	return f
}

// all returns the files read so far, sorted by path.
func (s *sources) all() []*sourceFile {
	list := make([]*sourceFile, 0, len(s.files))
	for _, f := range s.files {
		list = append(list, f)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].path < list[j].path })
	return list
}

// unknown returns the words that neither the unit nor the model nor the kit defines and whose
// spelling says what they can be: capitalised ones and annotations. They are sorted.
func (s *sources) unknown(kit *kitClosure) []string {
	cases := s.cases()
	return s.words.unknown(func(word string) bool {
		return (cases[word] || typeName(word) || capitalised(word) || annotation(word) || strings.HasPrefix(word, "__") || enumerator(word)) && !notCalled[word] && !kit.defines(word)
	})
}

// cases are the words that stand alone behind case, or with | between them: constants, however they are spelled.
func (s *sources) cases() map[string]bool {
	list := map[string]bool{}
	for f := range s.words.in("case") {
		for _, i := range f.places()["case"] {
			w, last := window{f, int(i)}, 1
			for w.ident(last) && w.is(last+1, "|") {
				last += 2
			}
			for k := 1; k <= last && w.ident(last) && w.is(last+1, ":") && !w.is(last+2, ":"); k += 2 {
				list[w.token(k).In(f.text)] = true
			}
		}
	}
	return list
}

func capitalised(word string) bool {
	word = strings.TrimPrefix(word, "_")
	return len(word) > 2 && word[0] >= 'A' && word[0] <= 'Z'
}

// typeName reports whether a word is spelled like a type of the C library's fashion: off_t.
func typeName(word string) bool { return len(word) > 2 && strings.HasSuffix(word, "_t") }

// enumerator reports whether a word is spelled like an enumerator in the older fashion: eFirst.
func enumerator(word string) bool {
	return len(word) > 3 && word[0] == 'e' && 'A' <= word[1] && word[1] <= 'Z'
}

// annotation reports whether a word is spelled like one of SAL's: _In_opt_, __drv_in.
func annotation(word string) bool {
	if strings.HasPrefix(word, "__") {
		for _, prefix := range []string{"__drv_", "__in_", "__out_", "__inout_", "__deref_", "__field_"} {
			if strings.HasPrefix(word, prefix) {
				return true
			}
		}
		return false
	}
	return len(word) > 4 && word[0] == '_' && word[len(word)-1] == '_' && word[1] >= 'A' && word[1] <= 'Z'
}

// standsFor is the macro of the kit that one of the driver's stands for: all that it calls, itself or by others, is that. Any other
// stands for itself.
func (s *sources) standsFor(macro string) string {
	kit := map[string]bool{}
	if s.leadsTo(macro, kit, maxMacros); len(kit) != 1 || kit[""] {
		return macro
	}
	return slices.Collect(maps.Keys(kit))[0]
}

// maxMacros is through how many macros one may stand for another.
const maxMacros = 4

// leadsTo adds the macros of the kit that a macro calls in the end, "" for anything else.
func (s *sources) leadsTo(macro string, kit map[string]bool, depth int) {
	calls := s.callsOf(macro)
	switch {
	case wdk.KnowsMacro(macro):
		kit[macro] = true
	case depth == 0 || len(calls) == 0:
		kit[""] = true
	}
	if kit[""] || kit[macro] {
		return
	}
	for _, name := range calls {
		s.leadsTo(name, kit, depth-1)
	}
}

// callsOf lists what the definitions of a macro call.
func (s *sources) callsOf(macro string) (calls []string) {
	for f := range s.words.in(macro) {
		for _, i := range f.places()[macro] {
			w := window{f, int(i)}
			if !w.is(-1, "define") {
				continue
			}
			from := 1
			if next := w.token(1); next.Is(f.text, "(") && next.From == w.token(0).To {
				from = ctext.Close(f.text, f.tokens, w.i+1) - w.i + 1
			}
			for at := from; w.i+at < len(f.tokens) && w.token(at).Kind != ctext.LineEnd; at++ {
				word := w.token(at).In(f.text)
				if w.ident(at) && w.is(at+1, "(") && !notCalled[word] && !slices.Contains(calls, word) {
					calls = append(calls, word)
				}
			}
		}
	}
	return calls
}
