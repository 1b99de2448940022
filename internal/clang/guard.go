package clang

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A fence says which files may be read: regular ones of a bearable size below the roots.
// What the source of a driver includes is not to be trusted: a device or a named pipe
// never ends, and a link or ".." leads to files that are no part of the driver.
type fence struct {
	disk    *Disk
	links   bool     // they may lead anywhere
	roots   []string // real paths; with links, as they are spelled
	spelled []string // the same as the user spelled them
}

const isFolder = "a folder"

// A verdict is what became of a path.
type verdict struct {
	exists bool
	why    string // the reason not to read it, "" if it may be read
}

// found is what lies at a path.
type found struct {
	exists bool
	why    string // the reason not to read it, "" if there is none
	real   string // the path without links, if it may be read
}

func newFence(disk *Disk, roots []string, links bool) *fence {
	f := &fence{disk: disk, links: links, spelled: roots}
	for _, root := range roots {
		if real := f.place(root, disk.look(root)); real != "" && !slices.Contains(f.roots, real) {
			f.roots = append(f.roots, real)
		}
	}
	return f
}

func realPath(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(absolute)
}

// place returns where a path is, as far as the fence cares.
func (f *fence) place(path string, at found) string {
	if !f.links || at.real == "" {
		return at.real
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return at.real
	}
	return absolute
}

// judge looks at a path without opening it.
func (f *fence) judge(path string) verdict {
	if why := paths.Unsafe(path, f.spelled); why != "" {
		return verdict{true, why}
	}
	at := f.disk.look(path)
	if !at.exists || at.why != "" {
		return verdict{at.exists, at.why}
	}
	for _, root := range f.roots {
		if paths.Within(f.place(path, at), root) {
			return verdict{exists: true}
		}
	}
	return verdict{exists: true, why: "outside of the source tree"}
}

func look(path string) found {
	info, err := os.Stat(path)
	if err != nil {
		return found{}
	}
	real, err := realPath(path)
	if err != nil {
		return found{}
	}
	return found{true, unreadable(path, info), real}
}

// unreadable says why a file can't be source text, "" if it can.
func unreadable(path string, info os.FileInfo) string {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return isFolder
	case mode&os.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&os.ModeSocket != 0:
		return "a socket"
	case !mode.IsRegular():
		return "a device"
	case paths.Virtual(path, info):
		return "no file, but something that the system tells of itself"
	case info.Size() > maxSource:
		return fmt.Sprintf("%d MiB long, more than the %d MiB that a source file may have", info.Size()>>20, maxSource>>20)
	}
	return ""
}

// A reference is a place where a text names another file.
type reference struct {
	name     string // as spelled, with / for \
	angled   bool
	computed bool // name is a macro
	probe    bool // it is only looked for, not included
	from, to int  // byte offsets of the name and what encloses it
}

// references returns what the preprocessor lines of a text may make clang open.
func references(text []byte, tokens []ctext.Token) []reference {
	var list []reference
	for i := 0; i < len(tokens); i++ {
		if tokens[i].Kind != ctext.Directive {
			continue
		}
		from := i + 1
		for i < len(tokens) && tokens[i].Kind != ctext.LineEnd {
			i++
		}
		list = append(list, lineReferences(text, tokens[from:min(i, len(tokens))])...)
	}
	return list
}

func lineReferences(text []byte, line []ctext.Token) []reference {
	if len(line) < 2 {
		return nil
	}
	switch line[0].In(text) {
	case "include", "include_next", "import", "__include_macros":
		return named(text, line[1:])
	case "if", "elif":
		var list []reference
		for i := range line {
			if strings.HasPrefix(line[i].In(text), "__has_include") && i+2 < len(line) {
				list = append(list, named(text, line[i+2:])...)
			}
		}
		for i := range list {
			list[i].probe = true
		}
		return list
	case "pragma":
		if line[1].Is(text, "GCC") || line[1].Is(text, "clang") || line[1].Is(text, "include_alias") {
			return []reference{{name: "#pragma", computed: true, from: int(line[0].From), to: int(line[len(line)-1].To)}}
		}
	}
	return nil
}

func named(text []byte, line []ctext.Token) []reference {
	first := line[0]
	r := reference{from: int(first.From), to: int(first.To)}
	switch {
	case first.Kind == ctext.Text && r.to-r.from > 2:
		r.name = string(text[r.from+1 : r.to-1])
	case first.Is(text, "<"):
		for _, t := range line {
			if t.Is(text, ">") {
				r.name, r.angled, r.to = string(text[first.To:t.From]), true, int(t.To)
				break
			}
		}
	case first.Kind == ctext.Ident:
		r.name, r.computed, r.to = first.In(text), true, int(line[len(line)-1].To)
	}
	if r.name == "" {
		return nil
	}
	r.name = strings.ReplaceAll(r.name, `\`, "/")
	return []reference{r}
}

// guard is there for speed and for clear messages: clang is shown no file that is not
// judged, see overlayOf. It takes the references that clang must not follow out of the texts of a closure.
// What it may follow by other ways than find does is added to the closure.
func (s *sources) guard(c *closure) {
	for at, known := 0, 0; at < len(c.files) || known < len(c.files); {
		known = len(c.files)
		for at = 0; at < len(c.files); at++ {
			for _, r := range s.references(c.files[at]) {
				s.follow(c, c.files[at], r)
			}
		}
	}
	for _, f := range c.files {
		for _, r := range s.references(f) {
			if why := s.follow(c, f, r); why != "" {
				c.cut(f, r, why)
			}
		}
	}
	s.guardKit(c)
}

// follow says why clang must not follow a reference, "" if it may.
func (s *sources) follow(c *closure, f *sourceFile, r reference) string {
	if !r.computed {
		return s.lead(c, f, r)
	}
	values := s.fileMacros[r.name]
	if len(values) == 0 && r.probe {
		return "computed by a macro"
	}
	for _, value := range values {
		if why := s.lead(c, f, value); why != "" {
			return why
		}
	}
	return ""
}

// lead judges the files that a name in f may mean. clang looks for a quoted one beside
// each file on the way to f.
func (s *sources) lead(c *closure, f *sourceFile, r reference) string {
	if namesNoFile(r.name) {
		return isFolder
	}
	own := filepath.Join(filepath.Dir(f.path), r.name)
	for _, path := range c.candidates(f, r) {
		switch v := s.judge(path); {
		case !v.exists || v.why == isFolder && path != own:
			continue
		case v.why != "":
			return v.why
		}
		s.visit(c, path)
		if err := s.file(path).err; err != nil && !errors.Is(err, errEmpty) {
			return "not readable as source text"
		}
		return ""
	}
	return ""
}

// candidates returns where clang may find a name that f includes, the first first.
func (c *closure) candidates(f *sourceFile, r reference) []string {
	if filepath.IsAbs(r.name) {
		return []string{r.name}
	}
	var list []string
	add := func(folders ...string) {
		for _, folder := range folders {
			if path := filepath.Join(folder, r.name); !slices.Contains(list, path) {
				list = append(list, path)
			}
		}
	}
	if r.angled {
		add(c.folders...)
		return list
	}
	add(filepath.Dir(f.path))
	add(c.folders...)
	add(c.around...)
	return list
}

// A fileMacro is a macro that stands for the name of a file.
type fileMacro struct {
	name  string
	value []reference
}

// fileMacros returns the macros of a file that stand for the name of one.
func (f *sourceFile) fileMacros() []fileMacro {
	var list []fileMacro
	for i := 0; i+3 < len(f.tokens); i++ {
		w := window{f, i}
		if f.tokens[i].Kind != ctext.Directive || !w.is(1, "define") || f.tokens[i+2].Kind != ctext.Ident {
			continue
		}
		end := i + 3
		for end < len(f.tokens) && f.tokens[end].Kind != ctext.LineEnd {
			end++
		}
		if end == i+3 || f.tokens[i+3].From == f.tokens[i+2].To || !(f.tokens[i+3].Kind == ctext.Text || w.is(3, "<")) {
			continue
		}
		list = append(list, fileMacro{f.tokens[i+2].In(f.text), named(f.text, f.tokens[i+3:end])})
	}
	return list
}

// noteMacros collects the macros of the unit that stand for the name of a file.
func (s *sources) noteMacros() {
	for _, f := range s.all() {
		for _, m := range f.macros {
			s.fileMacros[m.name] = append(s.fileMacros[m.name], m.value...)
		}
	}
}

// cut blanks a reference in the text that clang is shown.
func (c *closure) cut(f *sourceFile, r reference, why string) {
	if r.name != "#pragma" {
		c.refuse(f, fmt.Sprintf("includes %s, which is %s: it is not read; repair the #include, or name the folder that holds the file as a path to analyse", r.name, why))
	}
	c.blank(f, r.from, r.to)
}

// omit blanks the whole line of a reference in the text that clang is shown.
func (c *closure) omit(f *sourceFile, r reference) {
	at := f.tokenAt(r.from)
	for at > 0 && f.tokens[at].Kind != ctext.Directive {
		at--
	}
	c.blank(f, int(f.tokens[at].From), r.to)
}

// blank blanks a part of a file in the text that clang is shown.
func (c *closure) blank(f *sourceFile, from, to int) {
	if from >= to {
		return
	}
	text, ok := c.cuts[f]
	if !ok {
		text = slices.Clone(f.text)
		c.cuts[f] = text
	}
	for i := from; i < to; i++ {
		if text[i] != '\n' && text[i] != '\r' && text[i] != '\\' {
			text[i] = ' '
		}
	}
}

// refuse names, once, what is not read of a file.
func (c *closure) refuse(f *sourceFile, message string) {
	if p := (Problem{File: f.path, Message: message}); !slices.Contains(c.refused, p) {
		c.refused = append(c.refused, p)
	}
}

// shown returns the texts that clang is to see in place of what is on disk.
func (c *closure) shown(f *sourceFile) (text []byte, changed bool) {
	if text, ok := c.cuts[f]; ok {
		return text, true
	}
	return f.text, f.changed
}
