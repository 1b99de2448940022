package clang

import (
	"path/filepath"
	"slices"
	"sync"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A compilation follows the preprocessor lines of a unit as far as the text tells what becomes of them: what certainly is
// left out defines nothing. Where a condition can't be told both branches count.
type compilation struct {
	unit    *unitState
	sources *sources
	macros  map[string]macroState // that the text has defined or may have, so far
	files   map[*sourceFile]*course
	steps   int  // that are left
	lost    bool // something came that it can't follow
}

// A course is which sections of a file were come to: section 0 is what stands before the first preprocessor line, section n
// begins with the n-th.
type course struct {
	reached []bool
	sure    []bool    // sections that certainly are compiled
	walked  certainty // as a whole
	within  bool      // it is being followed: what includes it once more is taken for guarded
}

// maxSteps bounds the preprocessor lines that are followed for a unit, maxInclusion how deep inclusions are.
const (
	maxSteps     = 1_000_000
	maxInclusion = 150
)

// compile follows the preprocessor lines of a unit. It returns nil if they can't be followed.
func (u *unitState) compile(s *sources) *compilation {
	if u.kit != nil {
		return nil
	}
	c := &compilation{unit: u, sources: s, macros: map[string]macroState{}, files: map[*sourceFile]*course{}, steps: maxSteps}
	_, forced := searchArgs(u.Args)
	for _, name := range forced {
		if found := s.find(u.closure, name, filepath.Dir(u.File), false); found != "" && u.closure.seen[found] {
			c.file(s.file(found), yes, 0)
		}
	}
	c.file(u.closure.files[0], yes, 0)
	if c.lost {
		return nil
	}
	return c
}

// macro is what is known of a macro at the place that was come to.
func (c *compilation) macro(name string) macroState {
	if m, ok := c.macros[name]; ok {
		return m
	}
	m := c.unit.predefinedMacro(name)
	c.macros[name] = m
	return m
}

// file follows the lines of a file that is come to with a certainty.
func (c *compilation) file(f *sourceFile, base certainty, depth int) {
	lines := f.directives()
	done := c.files[f]
	if done == nil {
		done = &course{reached: make([]bool, len(lines)+1), sure: make([]bool, len(lines)+1)}
		c.files[f] = done
	} else if base == no || done.within || done.walked >= base && f.countsOnce() {
		return
	}
	if depth > maxInclusion {
		c.lost = true
		return
	}
	done.within = true
	defer func() { done.within = false }()
	done.walked = max(done.walked, base)
	done.reached[0], done.sure[0] = done.reached[0] || base != no, done.sure[0] || base == yes
	for _, r := range c.sources.wanted[f.path] {
		c.inclusion(f, r, min(base, perhaps), depth) // somewhere in it
	}
	references := f.references
	var open []branchState
	now := base
	for k, at := range lines {
		if c.steps--; c.steps < 0 || c.lost {
			c.lost = true
			return
		}
		line := f.lineOf(int(at))
		open = c.branch(f, line, open)
		now = base
		for _, b := range open {
			now = min(now, b.holds)
		}
		for len(references) > 0 && len(line) > 0 && references[0].from < int(line[len(line)-1].To) {
			if r := references[0]; !r.probe && references[0].from >= int(line[0].From) {
				c.inclusion(f, r, now, depth)
			}
			references = references[1:]
		}
		if now != no {
			done.reached[k+1], done.sure[k+1] = true, done.sure[k+1] || now == yes
			c.define(f, line, now)
		}
	}
}

// courseOf returns which sections of a file were come to: none of one that nothing leads to.
func (c *compilation) courseOf(f *sourceFile) *course {
	if known := c.files[f]; known != nil {
		return known
	}
	none := make([]bool, len(f.directives())+1)
	return &course{reached: none, sure: none}
}

// A branchState is a branch of an #if: whether it counts, and whether one before it did.
type branchState struct{ holds, before certainty }

// branch opens, changes or closes a branch.
func (c *compilation) branch(f *sourceFile, line []ctext.Token, open []branchState) []branchState {
	if len(line) == 0 {
		return open
	}
	outer := func(n int) bool { // what is around does not count
		return slices.ContainsFunc(open[:n], func(b branchState) bool { return b.holds == no })
	}
	evaluate := func() certainty { return condition(f.text, line[1:], c.macro, 0).certainty() }
	switch line[0].In(f.text) {
	case "if":
		holds := no
		if !outer(len(open)) {
			holds = evaluate()
		}
		return append(open, branchState{holds, holds})
	case "ifdef", "ifndef":
		holds := no
		if len(line) > 1 && !outer(len(open)) {
			if holds = c.macro(line[1].In(f.text)).defined; line[0].Is(f.text, "ifndef") {
				holds = yes - holds
			}
		}
		return append(open, branchState{holds, holds})
	case "elif", "else", "elifdef", "elifndef":
		if len(open) == 0 {
			return open
		}
		last := &open[len(open)-1]
		holds := yes - last.before
		if !line[0].Is(f.text, "else") && holds != no && !outer(len(open)-1) {
			own := perhaps
			if line[0].Is(f.text, "elif") {
				own = evaluate()
			}
			holds = min(holds, own)
		}
		last.holds, last.before = holds, max(last.before, holds)
	case "endif":
		return open[:max(0, len(open)-1)]
	}
	return open
}

// define reads the line of a macro.
func (c *compilation) define(f *sourceFile, line []ctext.Token, now certainty) {
	if len(line) < 2 || !line[0].Is(f.text, "define") && !line[0].Is(f.text, "undef") {
		return
	}
	name := line[1].In(f.text)
	state := macroState{defined: no}
	if line[0].Is(f.text, "define") {
		state = macroState{defined: yes, file: f, line: line[2:], params: len(line) > 2 && line[2].Is(f.text, "(") && line[2].From == line[1].To}
	}
	if now == perhaps && c.macro(name).defined != state.defined {
		state = macroState{defined: perhaps}
	} else if now == perhaps && state.defined == yes {
		state.params = true // its value is one of two
	}
	c.macros[name] = state
}

// inclusion follows an #include.
func (c *compilation) inclusion(f *sourceFile, r reference, now certainty, depth int) {
	if r.computed {
		c.lost = c.lost || now != no && r.name != "#pragma"
		return
	}
	if found := c.sources.included(c.unit.closure, f, r); found != nil {
		c.file(found, now, depth+1)
		return
	}
	for _, macro := range wdk.Guards(r.name) {
		if c.macro(macro).defined < now {
			c.macros[macro] = macroState{defined: now}
		}
	}
}

// included returns the file of a closure that a reference of another one leads to, nil if that is none.
func (s *sources) included(c *closure, f *sourceFile, r reference) *sourceFile {
	path := c.guessed[r.name]
	for _, candidate := range c.candidates(f, r) {
		if c.seen[candidate] {
			path = candidate
			break
		}
	}
	if path == "" || !c.seen[path] {
		return nil
	}
	return s.file(path)
}

// lineOf returns the tokens of the preprocessor line at token at, without its # and its end.
func (f *sourceFile) lineOf(at int) []ctext.Token {
	end := at + 1
	for end < len(f.tokens) && f.tokens[end].Kind != ctext.LineEnd {
		end++
	}
	return f.tokens[at+1 : end]
}

// countsOnce reports whether a file says that it counts once only, or has a guard.
func (f *sourceFile) countsOnce() bool {
	if slices.ContainsFunc(f.places()["once"], func(i int32) bool { return window{f, int(i)}.is(-1, "pragma") }) {
		return true
	}
	lines := f.directives()
	if len(lines) < 2 {
		return false
	}
	test, define := f.lineOf(int(lines[0])), f.lineOf(int(lines[1]))
	return len(test) > 1 && len(define) > 1 && define[0].Is(f.text, "define") && (test[0].Is(f.text, "ifndef") || test[0].Is(f.text, "if") && test[1].Is(f.text, "!")) &&
		slices.ContainsFunc(test, func(t ctext.Token) bool { return t.Is(f.text, define[1].In(f.text)) })
}

// A compiledText is what a file says where it may be compiled: its names, and the words outside of #ifdef.
type compiledText struct {
	names *ctext.Names
	words map[string]bool
}

// A compiledTexts keeps what a file says in the courses through it: mostly the units of a driver have one in common.
type compiledTexts struct {
	sync.Mutex
	of map[string]*compiledText
}

// compiled returns what a file says in some of its sections.
func (f *sourceFile) compiled(sections []bool) *compiledText {
	key := make([]byte, len(sections))
	for i, reached := range sections {
		if reached {
			key[i] = 1
		}
	}
	f.texts.Lock()
	defer f.texts.Unlock()
	if known := f.texts.of[string(key)]; known != nil {
		return known
	}
	t := &compiledText{words: map[string]bool{}}
	var tokens []ctext.Token
	lines := f.directives()
	for k, reached := range sections {
		from, to := 0, len(f.tokens)
		if k > 0 {
			from = int(lines[k-1])
		}
		if k < len(lines) {
			to = int(lines[k])
		}
		part := f.tokens[from:to]
		if !reached {
			continue
		}
		tokens = append(tokens, part...)
		if tested := (window{f, from}); k > 0 && tested.is(1, "if", "ifdef", "ifndef", "elif", "undef", "include", "pragma") {
			part = part[len(f.lineOf(from)):]
		}
		for _, token := range part {
			if token.Kind == ctext.Ident {
				t.words[token.In(f.text)] = true
			}
		}
	}
	t.names = ctext.Scan(f.text, tokens)
	if f.texts.of == nil {
		f.texts.of = map[string]*compiledText{}
	}
	f.texts.of[string(key)] = t
	return t
}

// definedIn returns the names that a file defines in some of its sections.
func (f *sourceFile) definedIn(sections []bool) map[string]bool {
	if !slices.Contains(sections, false) {
		return f.names.Defined
	}
	return f.compiled(sections).names.Defined
}

// leaveOut finds the names that the unit's text defines only where it certainly is not compiled, and uses elsewhere: the unit
// sees the model's declarations of them, and those that are invented.
func (l *loader) leaveOut() (list []string) {
	c := l.unit.compile(l.sources)
	if c == nil {
		return nil
	}
	defined, used := map[string]bool{}, map[string]bool{}
	var dropped []string
	for _, f := range l.unit.closure.files {
		course := c.courseOf(f)
		for name := range f.definedIn(course.sure) {
			l.unit.certain[name] = true
		}
		live := f.definedIn(course.reached)
		for name := range live {
			defined[name] = true
		}
		for name := range f.names.Defined {
			if !live[name] {
				dropped = append(dropped, name)
			}
		}
	}
	for _, f := range l.unit.closure.files {
		for _, name := range f.declaredAside(c.courseOf(f).reached) {
			if !l.unit.defined[name] && !wdk.Knows(name) {
				list = append(list, name)
			}
		}
	}
	slices.Sort(dropped)
	for _, name := range slices.Compact(dropped) {
		if defined[name] || !l.unit.defines(name) {
			continue
		}
		for f := range l.sources.words.in(name) {
			if f.compiled(c.courseOf(f).reached).words[name] {
				used[name] = true
				break
			}
		}
		if !used[name] {
			continue
		}
		if wdk.Knows(name) {
			l.unit.readmit(name)
		} else {
			list = append(list, name)
		}
	}
	return list
}

// foreseeLeftOut invents what stands for names that the unit defines only where it is not compiled.
func (l *loader) foreseeLeftOut(list []string) {
	for _, name := range list {
		s := l.shapes().of(name)
		if !l.unit.isCPlusPlus() && s.call > 0 || s.all == s.member+s.tested {
			continue // C declares what is called by itself
		}
		l.unit.admitted[name] = true
		if !l.stubs.has(name) {
			l.learn([]diagnostic{{text: "use of undeclared identifier '" + name + "'"}})
		}
	}
}
