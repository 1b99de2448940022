package clang

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A Lesson is an error that stubs of a unit were made from. The units of a driver miss mostly
// the same: one that is told beforehand what another one has learnt needs no parse to find out.
type Lesson struct {
	Round int    // of the parse that showed the error, from 1
	Text  string // as clang words it
	File  string // the header that it stands in; "" for the unit's own file
	// Where in the header: so many tokens after the n-th time that it has the word. Unlike an
	// offset this stays as it is when something else of the header is edited.
	Word          string
	Nth, Distance int
}

// maxLessons bounds what a unit passes on.
const maxLessons = 1000

// teach applies what another unit has learnt, as far as it concerns this one.
func (l *loader) teach(lessons []Lesson) {
	for len(lessons) > 0 {
		n := slices.IndexFunc(lessons, func(next Lesson) bool { return next.Round != lessons[0].Round })
		if n < 0 {
			n = len(lessons)
		}
		var errors []diagnostic
		for _, lesson := range lessons[:n] {
			if d, ok := l.concerns(lesson); ok {
				errors = append(errors, d)
			}
			errors = append(errors, l.alike(lesson)...)
		}
		l.learn(errors)
		lessons = lessons[n:]
	}
}

// concerns returns the error that a lesson tells of, as this unit would show it. An error in
// another unit's own file is one of names only: those that this unit uses and does not declare.
func (l *loader) concerns(lesson Lesson) (diagnostic, bool) {
	if lesson.File == "" {
		d := diagnostic{text: lesson.Text}
		return d, l.uses(d)
	}
	for _, f := range l.unit.closure.files[1:] {
		if f.path != lesson.File {
			continue
		}
		places := f.places()[lesson.Word]
		if lesson.Nth >= len(places) {
			return diagnostic{}, false
		}
		at := int(places[lesson.Nth]) + lesson.Distance
		if at >= len(f.tokens) {
			return diagnostic{}, false
		}
		return diagnostic{text: lesson.Text, file: f.path, offset: int(f.tokens[at].From)}, true
	}
	return diagnostic{}, false
}

// alike returns what a lesson about a macro says of others: what else is defined under the same
// condition is not to be seen either. Files of a driver use their own of its trace flags.
func (l *loader) alike(lesson Lesson) []diagnostic {
	d := diagnostic{text: lesson.Text}
	if !d.about("use of undeclared identifier") || l.conditions[d.name(0)] {
		return nil
	}
	var list []diagnostic
	for _, f := range l.unit.closure.files[1:] {
		for _, i := range f.places()[d.name(0)] {
			if !(window{f, int(i)}).is(-1, "define") {
				continue
			}
			for _, name := range f.definedBeside(int(i)) {
				other := diagnostic{text: "use of undeclared identifier '" + name + "'"}
				if !l.conditions[name] && slices.Contains(l.unit.closure.files[0].words, name) && l.uses(other) {
					list = append(list, other)
				}
				l.conditions[name] = true
			}
		}
	}
	return list
}

// definedBeside returns the macros that the file defines under the same condition as the one
// whose name is token at.
func (f *sourceFile) definedBeside(at int) []string {
	open, branches := []int{0}, 1 // the branches around, the innermost last; how many there were
	members := map[int][]string{}
	found := -1
	for i, t := range f.tokens {
		if t.Kind != ctext.Directive {
			continue
		}
		w, last := window{f, i}, len(open)-1
		switch {
		case w.is(1, "if", "ifdef", "ifndef"):
			open = append(open, branches)
			branches++
		case w.is(1, "elif", "else") && last > 0:
			open[last] = branches
			branches++
		case w.is(1, "endif") && last > 0:
			open = open[:last]
		case w.is(1, "define") && w.ident(2):
			members[open[last]] = append(members[open[last]], w.token(2).In(f.text))
			if i+2 == at {
				found = open[last]
			}
		}
	}
	return members[found]
}

// uses reports whether an error about a name alone concerns the unit too.
func (l *loader) uses(d diagnostic) bool {
	if strings.HasSuffix(d.text, "file not found") {
		return true
	}
	name := d.name(0)
	if name == "" || l.unit.closure.files[0].names.Defined[name] || l.unit.certain[name] && d.about("use of undeclared identifier") {
		return false
	}
	if !l.sources.words.has(name) {
		return false
	}
	switch {
	case d.about("no member named") && !strings.HasSuffix(d.text, "in the global namespace"):
		return true
	case d.about("unknown type name"), d.about("use of undeclared identifier"), d.about("no member named"), d.about("no type named"):
		s := l.shapes().of(name)
		if s.declared > 0 && !l.unit.defined[name] {
			return false
		}
		for _, w := range l.shapes().places(name) {
			if !w.is(-1, "->", ".", "define", "ifdef", "ifndef", "defined") && !w.is(-2, "defined") {
				return true
			}
		}
	}
	return false
}

// pass notes for other units what this one has learnt from. What a round shows that an earlier one has shown already is
// noted again: to a name of which nothing is known only the second error may lead, as the first followed from a type that
// was missing.
func (l *loader) pass(errors []diagnostic) {
	round := 1
	if n := len(l.result.Lessons); n > 0 {
		round = l.result.Lessons[n-1].Round + 1
	}
	for _, d := range errors {
		lesson, ok := l.lesson(d, round)
		if ok && len(l.result.Lessons) < maxLessons && !slices.Contains(l.result.Lessons, lesson) {
			l.result.Lessons = append(l.result.Lessons, lesson)
		}
	}
}

// lesson is what an error tells other units, if it can be told.
func (l *loader) lesson(d diagnostic, round int) (Lesson, bool) {
	lesson := Lesson{Round: round, Text: d.text}
	if d.file == l.unit.closure.files[0].path {
		return lesson, true
	}
	f := l.sources.named(d.file)
	at := f.tokenAt(d.offset)
	i := min(at, len(f.tokens)-1)
	for i >= 0 && f.tokens[i].Kind != ctext.Ident {
		i--
	}
	if i < 0 {
		return lesson, false
	}
	lesson.File, lesson.Word, lesson.Distance = f.path, f.tokens[i].In(f.text), at-i
	nth, found := slices.BinarySearch(f.places()[lesson.Word], int32(i))
	lesson.Nth = nth
	return lesson, found
}
