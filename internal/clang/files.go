package clang

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A sourceFile is one of the driver's files, read as text.
type sourceFile struct {
	path     string
	text     []byte
	changed  bool // text is not what is on disk
	err      error
	tokens   []ctext.Token
	names    *ctext.Names
	words    []string // its distinct identifiers, sorted
	known    []bool   // of the word at the same index: whether the model knows it
	defined  []bool   // ... whether the file defines it
	called   []string // members that are called: x->Member(...)
	macros   []fileMacro
	paged    []string  // functions that it puts into a pageable section
	pageable []stretch // what lies in one
	once     sync.Once
	info     os.FileInfo // what the disk said of it before it was read; nil if nothing
	answer   string      // to the question for its text

	references []reference
	lines      func() []int
	places     func() map[string][]int32 // identifier -> indexes of its tokens
	decorated  func() []decoration
}

// newSourceFile makes a file that is still to be loaded.
func newSourceFile(path string) *sourceFile {
	f := &sourceFile{path: path}
	f.lines = sync.OnceValue(func() []int { return lineStarts(f.text) })
	f.places = sync.OnceValue(f.identifiers)
	f.decorated = sync.OnceValue(f.decorations)
	return f
}

// lineStarts returns the offsets at which the file's lines begin.
func (f *sourceFile) lineStarts() []int { return f.lines() }

// load reads the file, or takes over its unsaved text.
func (f *sourceFile) load(unsaved map[string][]byte) {
	if text, ok := unsaved[f.path]; ok {
		f.text, _, f.err = decodeSource(text)
		f.changed = true
	} else {
		f.read()
	}
	f.tokens = ctext.Tokens(f.text)
	if text, found := ctext.WithoutAssembly(f.text, f.tokens); found {
		f.text, f.tokens, f.changed = text, ctext.Tokens(text), true
	}
	f.blankBeforeTemplates()
	if f.err == nil && ctext.HidesAssembly(f.text) {
		f.err = errHidden
	}
	if err := tooDeep(f.text, f.tokens); err != nil && f.err == nil {
		f.err = err
	}
	f.names = ctext.Scan(f.text, f.tokens)
	f.references = references(f.text, f.tokens)
	seen := map[string]bool{}
	including := false // in an #include line, whose words are no names
	for i, t := range f.tokens {
		if t.Kind == ctext.Directive || t.Kind == ctext.LineEnd {
			including = t.Kind == ctext.Directive && window{f, i}.is(1, "include")
		}
		if t.Kind != ctext.Ident || including {
			continue
		}
		if word := string(f.text[t.From:t.To]); !seen[word] {
			seen[word] = true
			f.words = append(f.words, word)
		}
	}
	sort.Strings(f.words)
	for _, word := range f.words {
		f.known = append(f.known, wdk.Knows(word))
		f.defined = append(f.defined, f.names.Defined[word])
	}
	f.called = f.calledMembers()
	f.paged, f.pageable = f.pagedNames(), f.pagedStretches()
	f.macros = f.fileMacros()
}

// read takes the text from the disk.
func (f *sourceFile) read() {
	var raw []byte
	raw, f.info, f.err = readRaw(f.path)
	f.answer = textAnswer(raw, f.err)
	if f.err == nil {
		f.text, f.changed, f.err = decodeSource(raw)
	}
}

func (f *sourceFile) calledMembers() []string {
	var list []string
	for i := 1; i+1 < len(f.tokens); i++ {
		if w := (window{f, i}); w.is(1, "(") && w.is(-1, "->", ".") {
			list = append(list, f.tokens[i].In(f.text))
		}
	}
	return list
}

// blankBeforeTemplates takes out the annotations that stand before the word template, where
// only the Windows compiler bears the attributes that the model makes of them.
func (f *sourceFile) blankBeforeTemplates() {
	for i := range f.tokens {
		w := window{f, i}
		if f.tokens[i].Kind != ctext.Ident || !w.is(0, "template") {
			continue
		}
		for w.is(-1, ")") {
			begin := open(f, w.i-1)
			if begin < 1 || f.tokens[begin-1].Kind != ctext.Ident || !ctext.Annotation(f.tokens[begin-1].In(f.text)) {
				break
			}
			if !f.changed {
				f.text, f.changed = slices.Clone(f.text), true
			}
			for at := f.tokens[begin-1].From; at < f.tokens[w.i-1].To; at++ {
				if f.text[at] != '\n' && f.text[at] != '\r' {
					f.text[at] = ' '
				}
			}
			w = window{f, begin - 1}
		}
	}
	if f.changed {
		f.tokens = ctext.Tokens(f.text)
	}
}

// isCPlusPlus reports whether the text of a file with a name for C is C++: it sets a linkage
// where no condition says that the compiler is one for C++.
func (f *sourceFile) isCPlusPlus() bool {
	var open []bool // the #if around, and whether each names __cplusplus
	directive := false
	for i, t := range f.tokens {
		w := window{f, i}
		switch {
		case t.Kind == ctext.LineEnd:
			directive = false
		case t.Kind == ctext.Directive:
			directive = true
			if w.is(1, "if", "ifdef", "ifndef") {
				open = append(open, false)
			} else if w.is(1, "endif") {
				open = open[:max(0, len(open)-1)]
			}
		case directive:
			if w.is(0, "__cplusplus") && len(open) > 0 {
				open[len(open)-1] = true
			}
		case w.is(0, "extern") && w.token(1).Kind == ctext.Text && !slices.Contains(open, true):
			return true
		}
	}
	return false
}

// linkageMacros returns the macros that the file defines as extern "C" and nothing else.
func (f *sourceFile) linkageMacros() []string {
	var list []string
	for _, i := range f.places()["extern"] {
		w := window{f, int(i)}
		if w.is(-2, "define") && w.token(1).Kind == ctext.Text && w.token(2).Kind == ctext.LineEnd {
			list = append(list, w.token(-1).In(f.text))
		}
	}
	return list
}

func (f *sourceFile) identifiers() map[string][]int32 {
	places := map[string][]int32{}
	for i, t := range f.tokens {
		if t.Kind == ctext.Ident {
			name := t.In(f.text)
			places[name] = append(places[name], int32(i))
		}
	}
	return places
}

// tokenAt returns the index of the token at or after the byte offset.
func (f *sourceFile) tokenAt(offset int) int {
	return sort.Search(len(f.tokens), func(i int) bool { return int(f.tokens[i].To) > offset })
}

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
	return s.words.unknown(func(word string) bool {
		return (capitalised(word) || annotation(word) || strings.HasPrefix(word, "__") || enumerator(word)) && !kit.defines(word)
	})
}

func capitalised(word string) bool {
	word = strings.TrimPrefix(word, "_")
	return len(word) > 2 && word[0] >= 'A' && word[0] <= 'Z'
}

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
