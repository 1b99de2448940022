package linker

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/ir"
)

// A driver of a run: the names of its units, all of which drivers may share.
var run = [][]string{{"a", "b", "x"}, {"a", "b", "y"}, {"b", "c"}, {"c", "z"}, {"a"}, {"u", "v", "u"}}

// simulate sends drivers to a linker, of which the fresh ones replace one that died. It returns
// what crossed the pipe, and checks that the linker has what each driver needs, and no more
// than drivers to come need.
func simulate(t *testing.T, fresh map[int]bool, max int64) (sent string) {
	t.Helper()
	units, left := map[string]*facts.Unit{}, map[*facts.Unit]int{}
	for _, names := range run {
		for _, name := range names {
			if units[name] == nil {
				units[name] = facts.Of(&clang.Parsed{Unit: &ir.Unit{File: name, Files: []ir.File{{Name: name}}}})
			}
			left[units[name]]++
		}
	}
	known, kept := &ledger{}, shelf{}
	for i, names := range run {
		if fresh[i] {
			known, kept = &ledger{}, shelf{}
		}
		var list []*facts.Unit
		for _, name := range names {
			list = append(list, units[name])
		}
		r := &request{}
		r.Units, r.Forget = known.deliver(list, func(u *facts.Unit) int { return left[u] }, max)
		delivered := slices.Clone(r.Units) // whose texts are dropped when they are read
		var bad error
		got := slices.Collect(kept.units(r, 1+i%3, &bad))
		if bad != nil {
			t.Fatalf("driver %d: %v", i, bad)
		}
		var has []string
		for k, u := range got {
			has = append(has, u.File)
			if delivered[k].IR != nil {
				sent += u.File
			}
		}
		if !reflect.DeepEqual(has, names) {
			t.Errorf("driver %d has %v, want %v", i, has, names)
		}
		sent += fmt.Sprintf(" %d;", len(kept))
		if len(kept) != len(known.numbers) {
			t.Errorf("driver %d: the linker keeps %d units, the ledger says %d", i, len(kept), len(known.numbers))
		}
		for _, u := range list {
			left[u]--
		}
	}
	if known.size < 0 || len(known.numbers) == 0 && known.size != 0 {
		t.Errorf("the ledger counts %d bytes for %d units", known.size, len(known.numbers))
	}
	return sent
}

// Units that drivers share are sent once, and forgotten after the last one; one that a driver has
// twice, when the next driver comes.
func TestKept(t *testing.T) {
	for _, test := range []struct {
		name  string
		fresh map[int]bool
		max   int64
		want  string // what is sent for each driver, and how much is kept then
	}{
		{"one linker", nil, 1 << 20, "abx 2;y 2;c 2;z 1; 0;uv 1;"},
		{"one that died", map[int]bool{1: true}, 1 << 20, "abx 2;aby 2;c 2;z 1; 0;uv 1;"},
		{"no room", nil, 0, "abx 0;aby 0;bc 0;cz 0;a 0;uvu 0;"},
	} {
		if got := simulate(t, test.fresh, test.max); got != test.want {
			t.Errorf("%s: sent %s\nwant %s", test.name, got, test.want)
		}
	}
}

// What a linker never kept, or can't read, is an error, not a driver without a unit.
func TestKeptDamaged(t *testing.T) {
	for want, d := range map[string]delivery{"was not kept": {Keep: 7}, "read the IR": {IR: []byte("garbage")}} {
		var err error
		for u := range (shelf{}).units(&request{Units: []delivery{d}}, 2, &err) {
			if u != nil {
				t.Errorf("there is a unit of %s", u.File)
			}
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
