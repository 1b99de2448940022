package pairing_test

import (
	"fmt"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/pairing"
	"github.com/drvlint/drvlint/ir"
)

var (
	first  = &ir.Var{Name: "First", Kind: ir.GlobalVar}
	second = &ir.Var{Name: "Second", Kind: ir.GlobalVar}
	flag   = &ir.Var{Name: "Flag", Kind: ir.GlobalVar}
	option = &ir.Var{Name: "Option", Kind: ir.Param}
)

// source makes nodes, each at a place of its own.
type source struct{ at int32 }

func (s *source) next() ir.Span { s.at += 10; return ir.Span{From: s.at, To: s.at + 5} }

func (s *source) call(name string, on ...*ir.Var) *ir.Call {
	c := &ir.Call{Callee: name, Span: s.next()}
	for _, v := range on {
		c.Args = append(c.Args, ir.Value{Kind: ir.AddrOf, Place: ir.Place{Root: v}})
	}
	return c
}

func (s *source) take(v *ir.Var) ir.Node  { return s.call("ExAcquireFastMutex", v) }
func (s *source) leave(v *ir.Var) ir.Node { return s.call("ExReleaseFastMutex", v) }

func (s *source) when(then ...ir.Node) ir.Node {
	return &ir.If{Span: s.next(), Cond: &ir.Cond{Test: ir.Value{Kind: ir.Load, Place: ir.Place{Root: flag}}}, Then: then}
}

func (s *source) returns(n int64) ir.Node {
	return &ir.Return{Span: s.next(), Value: &ir.Value{Kind: ir.Const, Int: n}}
}

// linked is a driver of functions f, g, … with these bodies, of which the rules were asked.
func linked(bodies ...[]ir.Node) *driver.Driver {
	u := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c", Size: 1 << 20, Lines: []int{0}}}}
	for i, body := range bodies {
		u.Funcs = append(u.Funcs, &ir.Func{Name: string(rune('f' + i)), Result: "long", Params: []*ir.Var{option}, Body: body, Span: ir.Span{From: int32(i * 1000), To: int32(i*1000 + 999)}})
	}
	needs := driver.Needs{MutexRules: pairing.Rules}.Analyzer("pairing")
	return driver.Link([]*ir.Unit{u}, nil, driver.PlanFor([]*analysis.Analyzer{needs}))
}

// found spells what breaks the rules in a function.
func found(d *driver.Driver, i int) []string {
	var list []string
	for _, l := range pairing.Leaks(d.Locks, d.Functions[i]) {
		list = append(list, fmt.Sprintf("returns with %s, always %t", l.Name(), l.Always))
	}
	for _, u := range pairing.Mispaired(d.Locks, d.Functions[i]) {
		list = append(list, fmt.Sprintf("%s, sole %t", u.Words(d.Terms(), d.Functions[i]), u.Sole))
	}
	return list
}

// Within one function: what is taken is released on every way, and what is released was taken so.
func TestOneFunction(t *testing.T) {
	s := &source{}
	for _, c := range []struct {
		name string
		body []ir.Node
		want []string
	}{
		{"paired", []ir.Node{s.take(first), s.leave(first)}, nil},
		{"left out at a return", []ir.Node{s.take(first), s.when(s.returns(2)), s.leave(first), s.returns(2)}, []string{"returns with First, always true"}},
		{"two at one return", []ir.Node{s.take(first), s.take(second), s.when(s.returns(2)), s.leave(second), s.leave(first), s.returns(2)},
			[]string{"returns with First, always true", "returns with Second, always true"}},
		{"left out for a reason that nobody knows", []ir.Node{s.take(first), s.when(s.leave(first)), s.returns(1)}, nil},
		{"never released", []ir.Node{s.take(first), s.returns(1)}, nil},
		{"released twice", []ir.Node{s.take(first), s.when(s.leave(first)), s.leave(first)}, []string{"releases First again, sole false"}},
		{"taken on one way", []ir.Node{s.when(s.take(first)), s.leave(first)}, []string{"releases First on a path that has not taken it, sole false"}},
		{"only released", []ir.Node{s.leave(first)}, nil},
		{"of another family", []ir.Node{s.take(first), s.call("KeReleaseGuardedMutex", first)}, []string{"releases First by a routine of another kind, sole true"}},
		{"of another family on one way", []ir.Node{&ir.If{Span: s.next(), Cond: &ir.Cond{Test: ir.Value{Kind: ir.Load, Place: ir.Place{Root: option}}}, Then: []ir.Node{s.take(first)}, Else: []ir.Node{s.call("KeAcquireGuardedMutex", first)}}, s.leave(first)},
			[]string{"releases First (guarded) by a routine of another kind on some path, sole false"}},
	} {
		if got := found(linked(c.body), 0); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Callers decide: success with the mutex and failure without is a wrapper; where a caller can tell otherwise, it must not be
// one that releases. Who releases for a caller that holds is no defect.
func TestCallersDecide(t *testing.T) {
	s := &source{}
	toldApart := func(with, without int64) []ir.Node {
		return []ir.Node{s.take(first), s.when(s.returns(with)), s.leave(first), s.returns(without)}
	}
	g := func() ir.Node { return s.call("g") }
	for _, c := range []struct {
		name string
		g, f []ir.Node // f calls g
		want []string  // of g
	}{
		{"a wrapper", toldApart(0, -1), []ir.Node{g()}, nil},
		{"a failure with the mutex", toldApart(-1, 0), []ir.Node{g()}, []string{"returns with First, always true"}},
		{"a failure with the mutex, which the caller releases", toldApart(-1, 0), []ir.Node{g(), s.leave(first)}, nil},
		{"a release for the caller", []ir.Node{s.when(s.take(first)), s.leave(first)}, []ir.Node{s.take(first), g()}, nil},
	} {
		if got := found(linked(c.f, c.g), 1); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Rules that no check needs are not asked.
func TestNotAsked(t *testing.T) {
	s := &source{}
	u := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c", Size: 1 << 20, Lines: []int{0}}}, Funcs: []*ir.Func{{Name: "f", Body: []ir.Node{s.take(first), s.leave(first), s.leave(first)}}}}
	d := driver.Link([]*ir.Unit{u}, nil, driver.Plan{})
	if got := found(d, 0); got != nil {
		t.Errorf("got %q", got)
	}
}
