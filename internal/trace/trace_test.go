package trace

import (
	"strings"
	"testing"
)

// A group of functions of which each calls the next: what one finds is its own text, without spaces around it, with what it has seen.
type group struct {
	log     *Log
	text    []string
	found   []*string
	worked  int // how many were worked out
	balance int
}

func (g *group) look(i int) *string {
	g.log.Saw(i, g.found[i], g.found[i] == nil, false)
	return g.found[i]
}

func (g *group) ensure(i int) {
	if g.log.Asked(i, 0, 0, g.found[i] != nil); g.found[i] != nil {
		return
	}
	sum, known := g.log.Begin(i, 0, 0, false, false).(*string)
	if !known {
		g.worked++
		text := strings.TrimSpace(g.text[i])
		if i+1 < len(g.text) {
			g.ensure(i + 1)
			text += *g.look(i + 1)
		}
		if g.weigh(i) > 0 {
			text += "!"
		}
		sum = &text
	}
	g.log.End(sum, false)
	g.found[i] = sum
}

func (g *group) weigh(i int) int { return g.log.Weighed(i, func() int { return g.balance }) }

func follow(text []string, balance int, before map[int]*Entry) (*group, map[int]*Entry) {
	g := &group{log: New(), text: text, found: make([]*string, len(text)), balance: balance}
	g.log.Static = func(of int) ID { return IDOf([]byte(text[of])) }
	g.log.Recall = func(of int, key ID) *Entry {
		if e := before[of]; e != nil && e.Key == key {
			return e
		}
		return nil
	}
	g.log.Read = func(e *Entry) any { return e.Summary }
	g.log.Contents = func(_ int, summary any) (ID, bool) { return IDOf([]byte(*summary.(*string))), true }
	g.log.Ensure = func(of, _, _ int) { g.ensure(of) }
	g.log.Look = func(of int) { g.look(of) }
	g.log.Weigh = g.weigh
	g.ensure(0)
	after := map[int]*Entry{}
	for _, e := range g.log.Entries() {
		after[e.Of] = e
	}
	return g, after
}

// A function is worked out again if it is another one, or if one that it has seen says something else.
func TestAgain(t *testing.T) {
	first, kept := follow([]string{"a", "b", "c"}, 0, nil)
	for _, c := range []struct {
		text    []string
		balance int
		found   string
		worked  int
	}{
		{[]string{"a", "b", "c"}, 0, "abc", 0},
		{[]string{"A", "b", "c"}, 0, "Abc", 1},
		{[]string{"a", "b ", "c"}, 0, "abc", 1},
		{[]string{"a", "b", " c"}, 0, "abc", 1},
		{[]string{"a", "B", "c"}, 0, "aBc", 2},
		{[]string{"a", "b", "C"}, 0, "abC", 3},
		{[]string{"a", "b", "c"}, 1, "abc!!!", 3},
	} {
		again, _ := follow(c.text, c.balance, kept)
		if *again.found[0] != c.found || again.worked != c.worked {
			t.Errorf("%v: found %q, worked out %d; want %q, %d", c.text, *again.found[0], again.worked, c.found, c.worked)
		}
	}
	if *first.found[0] != "abc" || first.worked != 3 || len(kept) != 3 {
		t.Errorf("found %q at first, worked out %d, kept %d", *first.found[0], first.worked, len(kept))
	}
}

// What has seen something that can't be told is not kept, nor is that itself.
func TestUnknown(t *testing.T) {
	l := New()
	l.Static = func(int) ID { return ID{} }
	l.Recall = func(int, ID) *Entry { return nil }
	l.Contents = func(_ int, summary any) (ID, bool) { return ID{1}, *summary.(*string) != "unknown" }
	unknown, other := "unknown", "other"
	l.Begin(0, 0, 0, false, false)
	l.Begin(1, 0, 0, false, false)
	l.End(&unknown, false)
	l.Saw(1, &unknown, false, false)
	l.End(&other, false)
	l.Begin(2, 0, 0, false, false)
	l.Saw(0, &other, false, false)
	l.End(new(string), false)
	if list := l.Entries(); len(list) != 1 || list[0].Of != 2 || len(list[0].Asks) != 1 || list[0].Asks[0].Seen != (ID{1}) {
		t.Errorf("%d are kept: %+v", len(list), list)
	}
}
