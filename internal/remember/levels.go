// Package remember carries over to a later run what following levels has found out of functions: their summaries, with all that
// simulating each has asked of others (internal/trace). A summary holds where the function is as it was, what others show of themselves
// beside their summaries is (face), and each answer is the same: the summary of a function that has changed may say what it did.
package remember

import (
	"reflect"
	"slices"
	"sync"
	"unsafe"

	"github.com/drvlint/drvlint/internal/kept"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/trace"
)

// Levels has levels followed with what an earlier run has left in the store. Keep, which is called once they were followed, leaves there
// what the next run can use. Without a store nothing is remembered.
func Levels(m *irql.Machine, store *kept.Store) (keep func()) {
	if store == nil || m.Deep() {
		return func() {}
	}
	l := &levels{Machine: m}
	l.form = &form{Profile: m.Profile, terms: m.Terms, body: map[int]*body{}, home: map[node]*program.Function{}, known: map[unsafe.Pointer]int{}, in: map[reflect.Type]int{}}
	l.form.vars = sync.OnceValue(l.form.findVars)
	for _, x := range m.Kept() {
		l.form.types = append(l.form.types, reflect.TypeOf(x))
	}
	for _, rule := range m.Rules() {
		l.form.known[unsafe.Pointer(rule)] = len(l.form.fixed)
		l.form.fixed = append(l.form.fixed, rule)
	}
	context := l.context()
	l.spreading = l.spread(context)
	key := kept.Key(trace.IDOf([]byte("levels"), context[:]))
	text, _ := store.Recall(key)
	l.read(text)
	teller := newTeller(l.form)
	log := trace.New()
	log.Static = l.of
	log.Recall = l.recall
	log.Read = l.readSummary
	log.Contents = func(of int, summary any) (trace.ID, bool) {
		text, ok := teller.pointer(nil, reflect.ValueOf(summary), m.Functions[of])
		return trace.IDOf(text), ok
	}
	log.Ensure = func(of, traits, level int) {
		m.Ensure(m.Functions[of], simulate.Wanted{Traits: profile.Trait(traits), Level: level})
	}
	log.Look = func(of int) { m.Summary(m.Functions[of]) }
	log.Weigh = func(of int) int { return int(m.Balance(m.Functions[of])) }
	m.Log = log
	return func() {
		m.Log = nil
		store.Keep(key, l.write(log.Entries()))
	}
}

// levels are those of one driver.
type levels struct {
	*irql.Machine
	form      *form
	spreading *spreading
	entries   map[entryKey]*entry
	reader    *reader
}

// An entry is what was recorded of a simulation; the rest is its summary, once what it asked was read.
type entry struct{ text, rest []byte }

type entryKey struct {
	of  int
	key trace.ID
}

// recall is what an earlier run has recorded of a simulation.
func (l *levels) recall(of int, key trace.ID) *trace.Entry {
	from := l.entries[entryKey{of, key}]
	if from == nil {
		return nil
	}
	in := &input{text: from.text}
	e := &trace.Entry{Of: of, Key: key, Found: id(in)}
	for n := in.count(); n > 0 && !in.bad; n-- {
		a := trace.Ask{Kind: trace.Kind(in.int()), Of: in.int(), A: in.int(), B: in.int(), Busy: in.int() != 0}
		if a.Kind == trace.Look {
			a.Seen = id(in)
		}
		if a.Of < 0 || a.Of >= len(l.Functions) {
			return nil
		}
		e.Asks = append(e.Asks, a)
	}
	if from.rest = in.text; in.bad {
		return nil
	}
	return e
}

// readSummary is the summary of what was recalled.
func (l *levels) readSummary(e *trace.Entry) any {
	in := &input{text: l.entries[entryKey{e.Of, e.Key}].rest}
	var sum *simulate.Summary
	l.reader.pointer(in, reflect.ValueOf(&sum).Elem())
	if in.bad || len(in.text) > 0 || sum == nil {
		return nil
	}
	return sum
}

func id(in *input) (known trace.ID) {
	if len(in.text) < len(known) {
		in.bad = true
		return known
	}
	in.text = in.text[copy(known[:], in.text):]
	return known
}

// read reads what write wrote, but for the summaries, which are read when they are asked for.
func (l *levels) read(text []byte) {
	l.entries = map[entryKey]*entry{}
	in := &input{text: text}
	l.reader = &reader{form: l.form}
	for n := in.count(); n > 0 && !in.bad; n-- {
		l.reader.words = append(l.reader.words, string(in.bytes()))
	}
	for n := in.count(); n > 0 && !in.bad; n-- {
		l.reader.terms = append(l.reader.terms, in.bytes())
	}
	for n := in.count(); n > 0 && !in.bad; n-- {
		l.reader.nodes = append(l.reader.nodes, in.bytes())
	}
	l.reader.made, l.reader.refs = make([]made, len(l.reader.nodes)), make([]ref, len(l.reader.terms))
	for n := in.count(); n > 0 && !in.bad; n-- {
		of, key := in.int(), id(in)
		l.entries[entryKey{of, key}] = &entry{text: in.bytes()}
	}
	if in.bad {
		l.entries = nil
	}
}

// write writes the simulations that were recorded.
func (l *levels) write(entries []*trace.Entry) []byte {
	w := newWriter(l.form)
	var list [][]byte
	for _, e := range entries {
		of := l.Functions[e.Of]
		text := w.int(slices.Clone(e.Found[:]), len(e.Asks))
		for _, a := range e.Asks {
			text = w.int(w.int(w.int(w.int(text, int(a.Kind)), a.Of), a.A), a.B)
			if a.Busy {
				text = w.int(text, 1)
			} else {
				text = w.int(text, 0)
			}
			if a.Kind == trace.Look {
				text = append(text, a.Seen[:]...)
			}
		}
		text, ok := w.pointer(text, reflect.ValueOf(e.Summary), of)
		if !ok {
			continue
		}
		list = append(list, w.text(append(w.int(nil, e.Of), e.Key[:]...), text))
	}
	out := w.int(nil, len(w.words))
	for _, s := range w.words {
		out = w.text(out, []byte(s))
	}
	for _, texts := range [][][]byte{w.written, w.nodes} {
		out = w.int(out, len(texts))
		for _, text := range texts {
			out = w.text(out, text)
		}
	}
	out = w.int(out, len(list))
	return append(out, slices.Concat(list...)...)
}

func (w *writer) text(out, text []byte) []byte { return append(w.int(out, len(text)), text...) }
