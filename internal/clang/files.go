package clang

import (
	"bytes"
	"os"
	"slices"
	"sort"
	"sync"

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
	assembly []string          // words of the assembly that the text had
	paged    []string          // functions that it puts into a pageable section
	pagedAt  []stretch         // what lies in one, by the pragmas that are no macros
	switches []string          // the words behind #pragma
	sections map[string]string // the macros that name a section, and which
	once     sync.Once
	info     os.FileInfo // what the disk said of it before it was read; nil if nothing
	answer   string      // to the question for its text

	references []reference
	texts      compiledTexts
	lines      func() []int
	directives func() []int32            // indexes of the # that begin preprocessor lines
	places     func() map[string][]int32 // identifier -> indexes of its tokens
	decorated  func() []decoration
	mentions   func() mentions
	declaring  func() map[string]driverMacro // its macros that make names of their arguments
}

// newSourceFile makes a file that is still to be loaded.
func newSourceFile(path string) *sourceFile {
	f := &sourceFile{path: path}
	f.lines = sync.OnceValue(func() []int { return lineStarts(f.text) })
	f.directives = sync.OnceValue(f.preprocessorLines)
	f.places = sync.OnceValue(f.identifiers)
	f.decorated = sync.OnceValue(f.decorations)
	f.declaring = sync.OnceValue(f.declaringMacros)
	f.mentions = sync.OnceValue(f.mentioned)
	return f
}

// lineStarts returns the offsets at which the file's lines begin.
func (f *sourceFile) lineStarts() []int { return f.lines() }

// preprocessorLines returns where the preprocessor lines of the file begin.
func (f *sourceFile) preprocessorLines() []int32 {
	var list []int32
	for i, t := range f.tokens {
		if t.Kind == ctext.Directive {
			list = append(list, int32(i))
		}
	}
	return list
}

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
		f.assembly = wordsLost(f.text, text, f.tokens)
		f.text, f.tokens, f.changed = text, ctext.Tokens(text), true
	}
	f.blankBeforeTemplates()
	f.endComments()
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
	f.paged, f.pagedAt, f.switches, f.sections = f.pagedNames(), f.pagedStretches(nil), f.pragmas(), f.sectionMacros()
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

// endComments takes the backslash out of comments of which clang takes the next line for a part, as they end with a backslash and
// blanks: to the Windows compiler only a backslash right in front of the line break is that.
func (f *sourceFile) endComments() {
	for at := bytes.IndexByte(f.text, '\\'); at >= 0; {
		behind := bytes.TrimLeft(f.text[at+1:], " \t\f\v")
		ends := len(behind) > 0 && (behind[0] == '\n' || behind[0] == '\r')
		if ends && len(behind) < len(f.text)-at-1 && bytes.Contains(f.text[bytes.LastIndexByte(f.text[:at], '\n')+1:at], []byte("//")) {
			if !f.changed {
				f.text, f.changed = slices.Clone(f.text), true
			}
			f.text[at] = ' '
		}
		next := bytes.IndexByte(f.text[at+1:], '\\')
		if next < 0 {
			return
		}
		at += 1 + next
	}
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

// isCPlusPlus reports whether the text of a file with a name for C is C++: it sets a linkage, names a member of a class, defines the
// operator new or delete, or a template, where no condition says that the compiler is one for C++.
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
		case slices.Contains(open, true):
		case w.is(0, "extern") && w.token(1).Kind == ctext.Text,
			w.ident(0) && w.is(1, ":") && w.is(2, ":") && w.token(1).To == w.token(2).From && w.ident(3),
			w.is(0, "operator") && w.is(1, "new", "delete"), w.is(0, "template") && w.is(1, "<"):
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
