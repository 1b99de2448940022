// Package trace records what the simulation of a function asks of others, so that a later run can tell whether it would be answered
// the same: then it would find the same. Functions are known by their index in the driver, summaries by their address, and whether two
// runs have the same one by its contents: who asks a function that has changed, but does for its callers what it did, need not be simulated anew.
package trace

import (
	"crypto/sha256"
	"encoding/binary"
)

// An ID stands for contents: two are the same if these are.
type ID [20]byte

// A Kind says what an Ask is.
type Kind uint8

// The kinds of Ask.
const (
	Ensure Kind = iota // has the summary of Of report what is wanted: A are the traits, B is the level
	Look               // sees the summary of Of, whose id is Seen, and whether it is busy
	Weigh              // asks for the balance of Of, which is A
)

// An Ask is something that a simulation asks of a function.
type Ask struct {
	Kind Kind
	Of   int
	A, B int
	Seen ID
	Busy bool
}

// An Entry is what one simulation has asked, and found.
type Entry struct {
	Of      int
	Key     ID
	Asks    []Ask
	Found   ID  // the contents of the summary, once they were asked for
	Summary any // nil for one that an earlier run has recorded, until Read
}

// A Log records simulations, and plays those of an earlier run again. The nil pointer does nothing.
type Log struct {
	// Static stands for all that simulating a function depends on beside what it asks.
	Static func(of int) ID
	// Recall is what an earlier run has recorded under a key, without the summary; nil for nothing. Read is the summary; nil if it can't be read.
	Recall func(of int, key ID) *Entry
	Read   func(*Entry) any
	// Contents stands for what a summary of a function says; false if that can't be told.
	Contents func(of int, summary any) (ID, bool)
	// Ensure, Look and Weigh ask the group that is followed again.
	Ensure func(of, traits, level int)
	Look   func(of int)
	Weigh  func(of int) int

	open    []*frame
	ids     map[any]contents // of summaries, as far as asked
	entries []*Entry
}

type contents struct {
	ID
	known bool
}

// A frame is a simulation that goes on.
type frame struct {
	entry   Entry
	seen    map[int]seen
	weighed map[int]int
	quiet   int  // what is asked now is not its own matter
	lost    bool // it has seen what nobody can tell
}

type seen struct {
	id   ID
	busy bool
}

// New makes a log.
func New() *Log { return &Log{ids: map[any]contents{}} }

// Entries are the simulations that were recorded, in the order in which they ended, as far as can be told what their summaries say.
func (l *Log) Entries() []*Entry {
	var list []*Entry
	for _, e := range l.entries {
		if c := l.contents(e.Of, e.Summary); c.known {
			e.Found = c.ID
			list = append(list, e)
		}
	}
	return list
}

func (l *Log) top() *frame {
	if l == nil || len(l.open) == 0 {
		return nil
	}
	if f := l.open[len(l.open)-1]; f.quiet == 0 {
		return f
	}
	return nil
}

// Begin begins the simulation of a function for what is wanted, as the system calls it or as any caller does. It returns its
// summary if that is known from an earlier run; else the function is to be simulated. End is to be called either way. What has
// called itself before is not recalled.
func (l *Log) Begin(of, traits, level int, bySystem, recursive bool) any {
	if l == nil {
		return nil
	}
	static := l.Static(of)
	f := &frame{seen: map[int]seen{}, weighed: map[int]int{}}
	f.entry.Of, f.entry.Key = of, IDOf(static[:], number(of), []byte{flag(bySystem)}, number(traits), number(level))
	l.open = append(l.open, f)
	if recursive {
		return nil
	}
	e := l.Recall(of, f.entry.Key)
	if e == nil || !l.again(f, e.Asks) {
		return nil
	}
	if e.Summary = l.Read(e); e.Summary == nil {
		return nil
	}
	l.ids[e.Summary] = contents{e.Found, true}
	return e.Summary
}

// again asks what was asked once more, until an answer is another one.
func (l *Log) again(f *frame, asks []Ask) bool {
	for _, a := range asks {
		switch a.Kind {
		case Ensure:
			l.Ensure(a.Of, a.A, a.B)
		case Look:
			if l.Look(a.Of); f.seen[a.Of] != (seen{a.Seen, a.Busy}) {
				return false
			}
		case Weigh:
			if l.Weigh(a.Of) != a.A {
				return false
			}
		}
	}
	return true
}

// End ends the simulation that has begun last with its summary. It is not kept of one that has called itself.
func (l *Log) End(summary any, recursive bool) {
	if l == nil {
		return
	}
	f := l.open[len(l.open)-1]
	l.open = l.open[:len(l.open)-1]
	if !recursive && !f.lost {
		f.entry.Summary = summary
		l.entries = append(l.entries, &f.entry)
	}
}

// contents are what a summary of a function says.
func (l *Log) contents(of int, summary any) contents {
	c, asked := l.ids[summary]
	if !asked {
		c.ID, c.known = l.Contents(of, summary)
		l.ids[summary] = c
	}
	return c
}

// Asked records that a function is to report what is wanted, unless it does already.
func (l *Log) Asked(of, traits, level int, answered bool) {
	if f := l.top(); f != nil && !answered {
		f.entry.Asks = append(f.entry.Asks, Ask{Kind: Ensure, Of: of, A: traits, B: level})
	}
}

// Saw records what is seen of a function. None is whether it has no summary yet.
func (l *Log) Saw(of int, summary any, none, busy bool) {
	f := l.top()
	if f == nil {
		return
	}
	now := seen{busy: busy}
	if !none {
		c := l.contents(of, summary)
		f.lost = f.lost || !c.known
		now.id = c.ID
	}
	if before, again := f.seen[of]; again && before == now {
		return
	}
	f.seen[of] = now
	f.entry.Asks = append(f.entry.Asks, Ask{Kind: Look, Of: of, Seen: now.id, Busy: busy})
}

// Weighed finds out the balance of a function and records that it was asked for.
func (l *Log) Weighed(of int, find func() int) int {
	if l == nil || len(l.open) == 0 {
		return find()
	}
	f := l.open[len(l.open)-1]
	f.quiet++
	balance := find()
	if f.quiet--; f.quiet > 0 {
		return balance
	}
	if before, again := f.weighed[of]; !again || before != balance {
		f.weighed[of] = balance
		f.entry.Asks = append(f.entry.Asks, Ask{Kind: Weigh, Of: of, A: balance})
	}
	return balance
}

// IDOf stands for a list of texts.
func IDOf(parts ...[]byte) ID {
	h := sha256.New()
	for _, p := range parts {
		h.Write(number(len(p)))
		h.Write(p)
	}
	return ID(h.Sum(nil))
}

func number(n int) []byte { return binary.LittleEndian.AppendUint64(nil, uint64(n)) }

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}
