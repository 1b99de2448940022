package linker

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/ir"
)

// keptShare is which part of its memory a linker may keep units in for later drivers, counted
// as they are written: in memory they take some ten times as much.
const keptShare = 64

// A ledger is what one linker has kept. Whoever sends it units keeps the ledger; a linker that
// died takes its own with it.
type ledger struct {
	numbers map[*facts.Unit]int
	last    int   // the last number given
	size    int64 // of what is kept, as it is written and not packed
}

// deliver says what to send of the units, and which of those kept are of no more use. A unit
// that drivers after this one have in common is kept, as long as all that is kept has no more
// than max bytes.
func (l *ledger) deliver(units []*facts.Unit, drivers func(*facts.Unit) int, max int64) (list []delivery, forget []int) {
	for u, number := range l.numbers {
		if drivers(u) == 0 {
			forget = append(forget, number)
			l.drop(u)
		}
	}
	for _, u := range units {
		again := drivers(u) > 1
		number := l.numbers[u]
		switch {
		case number != 0 && !again:
			list = append(list, delivery{Keep: number})
			forget = append(forget, number)
			l.drop(u)
		case number != 0:
			list = append(list, delivery{Keep: number})
		default:
			text := u.Text()
			if size := facts.Size(text); again && l.size+size <= max {
				number = l.keep(u, size)
			}
			list = append(list, delivery{IR: text, Keep: number})
		}
	}
	slices.Sort(forget)
	return list, forget
}

func (l *ledger) keep(u *facts.Unit, size int64) int {
	if l.numbers == nil {
		l.numbers = map[*facts.Unit]int{}
	}
	l.last++
	l.numbers[u] = l.last
	l.size += size
	return l.last
}

func (l *ledger) drop(u *facts.Unit) {
	delete(l.numbers, u)
	l.size -= facts.Size(u.Text())
}

// A shelf is the units that a linker has kept, by number.
type shelf map[int]*ir.Unit

// units reads the units of a request, so many at once, drops their texts, and keeps and forgets as it says. No more are read ahead than
// at once: what is left out of one is garbage before many others are read. One that can't be read is nil, and bad says why.
func (s shelf) units(r *request, atOnce int, bad *error) iter.Seq[*ir.Unit] {
	return func(yield func(*ir.Unit) bool) {
		begun := make([]chan reading, len(r.Units))
		begin := func(i int) {
			if i >= len(r.Units) || r.Units[i].IR == nil {
				return
			}
			text, done := r.Units[i].IR, make(chan reading, 1)
			begun[i], r.Units[i].IR = done, nil
			go func() {
				unit, err := facts.ReadIR(text)
				done <- reading{unit, err}
			}()
		}
		for i := range atOnce - 1 {
			begin(i)
		}
		for i, d := range r.Units {
			begin(i + atOnce - 1)
			unit, err := s.unit(d, begun[i])
			*bad = errors.Join(*bad, err)
			if !yield(unit) {
				return
			}
		}
		for _, number := range r.Forget {
			delete(s, number)
		}
	}
}

// reading is what became of the text of a unit.
type reading struct {
	unit *ir.Unit
	err  error
}

// unit waits for a unit that is being read, or finds the one that was kept.
func (s shelf) unit(d delivery, being <-chan reading) (*ir.Unit, error) {
	if being == nil {
		unit, ok := s[d.Keep]
		if !ok {
			return nil, fmt.Errorf("unit %d was not kept", d.Keep)
		}
		return unit, nil
	}
	read := <-being
	if read.err == nil && d.Keep != 0 {
		s[d.Keep] = read.unit
	}
	return read.unit, read.err
}
