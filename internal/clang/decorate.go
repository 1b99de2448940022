package clang

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// Macros of absent headers that stand where a declaration has its name or its head. Each
// is known by its place, whatever it is called:
//
//	static VOID NAME(Run)(PVOID Context) {...}   the name of a function
//	RECORD(BOX) { ULONG Size; };                 the head of a structure
//	RECORD(BOX) { ULONG Size; } BOX, *PBOX;      ... that is named behind it
//	ROUTINE(Run) { return 1; }                   the head of a function
//	BEGIN_TABLE(Commands) ENTRY(1, Run)          a declaration of its own, in capitals, without a semicolon
//	EACH_ENTRY(p, &List) { Use(p); }             in a body: the head of a loop, or of an if
//
// A decoration is such a macro, if nobody defines it.
type decoration struct {
	name  string
	text  string          // how it is to be defined
	types map[string]bool // that it declares as the head of a structure
}

// decorations returns the macros of a file that are known by their place.
func (f *sourceFile) decorations() []decoration {
	var list []decoration
	directive := false
	var braces bodies
	var branches ctext.Branches
	for i, t := range f.tokens {
		if t.Kind == ctext.Directive || t.Kind == ctext.LineEnd {
			directive = t.Kind == ctext.Directive
		}
		if t.Kind == ctext.Directive {
			branches.Directive(f.text, f.lineFrom(i+1))
		}
		w := window{f, i}
		if !directive && !branches.Skipped() {
			branches.Count(f.text, t)
			braces.pass(w)
		}
		if directive || !w.ident(0) || !w.is(1, "(") {
			continue
		}
		d := decoration{name: t.In(f.text)}
		if reserved(d.name) || annotation(d.name) || wdk.Knows(d.name) {
			continue
		}
		if braces.inside() {
			d.text = w.statementHead(braces.opened == i-1)
		} else {
			d.types = map[string]bool{}
			d.text = w.decoration(d.types)
		}
		if d.text != "" {
			list = append(list, d)
		}
	}
	return list
}

// headsOnly reports whether the name only stands where a macro of the model heads a declaration, as
// DECLARE_INTERFACE_(IOne, IUnknown) {...} does: it reads like a function without a type.
func (f *sourceFile) headsOnly(name string) bool {
	for _, i := range f.places()[name] {
		if w := (window{f, int(i)}); !w.is(1, "(") || !w.beginsDeclaration() {
			return false
		}
	}
	return true
}

// lineFrom returns the tokens from the one at i to the end of the line.
func (f *sourceFile) lineFrom(i int) []ctext.Token {
	to := i
	for to < len(f.tokens) && f.tokens[to].Kind != ctext.LineEnd {
		to++
	}
	return f.tokens[min(i, to):to]
}

// The bodies of functions around a token.
type bodies struct {
	open   []bool // the braces that are open: whether each is a body's, or within one
	opened int    // the token of the last brace
}

// pass goes on to the next token.
func (b *bodies) pass(w window) {
	switch {
	case w.is(0, "{"):
		b.open = append(b.open, b.inside() || w.is(-1, ")", "const", "override", "noexcept", "final"))
		b.opened = w.i
	case w.is(0, "}") && len(b.open) > 0:
		b.open = b.open[:len(b.open)-1]
	}
}

// inside reports whether the token is in the body of a function.
func (b *bodies) inside() bool { return len(b.open) > 0 && b.open[len(b.open)-1] }

// statementHead returns how the macro used here is to be defined whose use heads a block
// like a loop or an if, "" if it does not. What the loop goes through and what the if tests
// is unknown. first says that it is the first thing in a block.
func (w window) statementHead(first bool) string {
	after := window{w.f, ctext.Close(w.f.text, w.f.tokens, w.i+1)}
	loops := false
	for _, word := range []string{"FOR", "EACH", "LOOP", "ITERATE", "WHILE", "WALK"} {
		loops = loops || strings.Contains(strings.ToUpper(w.token(0).In(w.f.text)), word)
	}
	switch {
	case !first && !w.is(-1, ";", "{", "}", ")", "else", "do") && w.token(-1).Kind != ctext.LineEnd:
		return ""
	case loops && (after.is(1, "{") || after.ident(1)):
		return "(...) while (" + unknownTest + "())"
	case after.is(1, "{"):
		return "(...) if (" + unknownTest + "())"
	}
	return ""
}

// unknownTest is the function that is called for a condition of which nothing is known.
const unknownTest = "drvlint_unknown_test"

// isClass reports whether the name is that of a class, whose constructor looks the same.
func (s *shapes) isClass(name string) bool {
	return slices.ContainsFunc(s.places(name), func(w window) bool { return w.is(-1, "class", "struct", "union", "~") })
}

// decoration returns how the macro used here is to be defined, "" if its place does not
// tell. Types that it declares are added to types.
func (w window) decoration(types map[string]bool) string {
	if w.standsAlone() {
		return "(...)"
	}
	arguments, end := w.plainArguments()
	if len(arguments) == 0 {
		return ""
	}
	after := window{w.f, end}
	switch {
	case after.is(1, "(") && w.declaresFunction(after):
		if len(arguments) == 1 {
			return "(x) x"
		}
		return "(x, y) x##_##y"
	case len(arguments) == 1 && after.is(1, "{") && w.beginsDeclaration():
		return w.head(window{w.f, end + 1}, arguments[0], types)
	}
	return ""
}

// standsAlone reports whether the use of a macro is a declaration, or an entry of a table,
// by itself: another begins behind it in a new line.
func (w window) standsAlone() bool {
	if !upper(w.token(0).In(w.f.text)) || w.token(-1).Kind != ctext.LineEnd && !w.is(-1, ";", "}", ")") {
		return false
	}
	end := window{w.f, ctext.Close(w.f.text, w.f.tokens, w.i+1)}
	return end.ident(1) && bytes.IndexByte(w.f.text[end.token(0).To:end.token(1).From], '\n') >= 0
}

// plainArguments returns the arguments of the macro used here if they are one or two names,
// and the index of the parenthesis behind them.
func (w window) plainArguments() (names []string, end int) {
	switch {
	case w.ident(2) && w.is(3, ")"):
		return []string{w.token(2).In(w.f.text)}, w.i + 3
	case w.ident(2) && w.is(3, ",") && w.ident(4) && w.is(5, ")"):
		return []string{w.token(2).In(w.f.text), w.token(4).In(w.f.text)}, w.i + 5
	}
	return nil, 0
}

// declaresFunction reports whether the use of a macro that ends at after is the name of a
// function: a type stands before it, parameters and a body or a semicolon behind it.
func (w window) declaresFunction(after window) bool {
	end := window{w.f, ctext.Close(w.f.text, w.f.tokens, after.i+1)}
	switch {
	case w.ident(-1) && !reservedBefore[w.token(-1).In(w.f.text)]:
		return end.is(1, "{", ";")
	case w.is(-1, "*"):
		return w.ident(-2) && end.is(1, "{")
	}
	return false
}

// Words behind which a name and a parenthesis are no declaration.
var reservedBefore = map[string]bool{"return": true, "else": true, "do": true, "case": true, "goto": true, "sizeof": true, "typedef": true, "new": true, "delete": true, "throw": true, "co_return": true}

// beginsDeclaration reports whether the name is the first thing of a declaration, or only
// words such as static stand before it.
func (w window) beginsDeclaration() bool {
	at := -1
	for w.is(at, "static", "extern", "inline") {
		at--
	}
	return w.i+at < 0 || w.token(at).Kind == ctext.LineEnd || w.is(at, ";", "}")
}

// head returns how a macro is to be defined that stands before the brace at open.
func (w window) head(open window, name string, types map[string]bool) string {
	end := window{w.f, ctext.Close(w.f.text, w.f.tokens, open.i)}
	members := open.membersUntil(end.i)
	switch {
	case members && end.is(1, ";"):
		for _, t := range []string{name, "P" + name, "_" + name} {
			types[t] = true
		}
		return "(x) typedef struct _##x x, *P##x; struct _##x"
	case members && end.ident(1):
		for i := 1; i < maxDeclared && !end.is(i, ";"); i++ {
			if end.ident(i) {
				types[end.token(i).In(w.f.text)] = true
			}
		}
		return "(x) typedef struct _##x"
	case !members && !end.is(1, ";") && upper(w.token(0).In(w.f.text)):
		return "(x) long x()"
	}
	return ""
}

// So many tokens may name a structure behind its members.
const maxDeclared = 20

// membersUntil reports whether what stands between the brace here and the one at end reads
// like members of a structure: nothing that only a statement has.
func (w window) membersUntil(end int) bool {
	if end <= w.i+1 || !w.is(end-w.i, "}") {
		return false
	}
	for i := w.i + 1; i < end; i++ {
		t := w.f.tokens[i]
		switch {
		case t.Kind != ctext.Ident:
		case statementWord[t.In(w.f.text)], window{w.f, i}.is(1, "(") && window{w.f, i}.is(-1, ";", "{") && !window{w.f, i}.is(2, "*"):
			return false
		}
		switch {
		case t.Is(w.f.text, "="):
			return false
		}
	}
	return window{w.f, end}.is(-1, ";")
}

var statementWord = map[string]bool{"return": true, "if": true, "while": true, "for": true, "switch": true, "goto": true, "do": true, "case": true, "else": true}

// decorate stubs the macros that are known by their place and that nobody defines. It returns the types that the heads of
// structures declare.
func (l *loader) decorate() map[string]bool {
	types := map[string]bool{}
	for _, f := range l.sources.all() {
		for _, d := range f.decorated() {
			if l.sources.words.macro(d.name) {
				continue
			}
			maps.Copy(types, d.types)
			if l.stubs.macros[d.name] == "" && !l.shapes().isClass(d.name) {
				l.stubMacro(d)
			}
		}
	}
	return types
}

// stubMacro defines a macro as its place asks for.
func (l *loader) stubMacro(d decoration) {
	l.stubs.macros[d.name] = d.text
	l.stubs.passing[d.name] = strings.HasPrefix(d.text, "(x) x") || strings.HasPrefix(d.text, "(x, y) x##")
	l.unit.scopes[d.name] = strings.Contains(d.text, "struct _")
	l.unit.seeStub(d.name)
	if strings.HasSuffix(d.text, unknownTest+"())") {
		l.stubs.results[unknownTest] = "long long "
		l.unit.seeStub(unknownTest)
	}
}
