package locking

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

var (
	extension = &ir.Var{Name: "Ext", Kind: ir.Param}
	flag      = &ir.Var{Name: "Flag", Kind: ir.Param}
	other     = &ir.Var{Name: "Other", Kind: ir.Param}
	status    = &ir.Var{Name: "status", Kind: ir.Local}
	table     = &ir.Var{Name: "Table", Kind: ir.GlobalVar}
	level     = &ir.Var{Name: "level", Kind: ir.Local}
	none      = ir.Value{Kind: ir.Const}
)

// member is the address of a member of what a variable points to.
func member(v *ir.Var, name, record, typ string) ir.Value {
	return ir.Value{Kind: ir.AddrOf, Type: typ, Place: ir.Place{Root: v, Path: []ir.Step{{Kind: ir.Deref}, {Kind: ir.Field, Name: name, Record: record}}}}
}

func spin(v *ir.Var) ir.Value     { return member(v, "Spin", "_EXTENSION", "") }
func resource(v *ir.Var) ir.Value { return member(v, "Resource", "_EXTENSION", "") }
func fast(v *ir.Var) ir.Value     { return member(v, "Fast", "_EXTENSION", "") }
func load(v *ir.Var) ir.Value     { return ir.Value{Kind: ir.Load, Place: ir.Place{Root: v}} }
func address(v *ir.Var) ir.Value  { return ir.Value{Kind: ir.AddrOf, Place: ir.Place{Root: v}} }
func number(n int64) ir.Value     { return ir.Value{Kind: ir.Const, Int: n} }

func call(name string, args ...ir.Value) *ir.Call { return &ir.Call{Callee: name, Args: args} }
func result(dst *ir.Var, c *ir.Call) *ir.Call     { c.Dst = dst; return c }

func when(test ir.Value, then []ir.Node, otherwise ...ir.Node) ir.Node {
	return &ir.If{Cond: &ir.Cond{Test: test}, Then: then, Else: otherwise}
}

func compare(op string, v ir.Value, n int64) ir.Value {
	return ir.Value{Kind: ir.Op, Name: op, Args: []ir.Value{v, number(n)}}
}

func returns(n int64) ir.Node { v := number(n); return &ir.Return{Value: &v} }

func takeSpin() *ir.Call  { return call("KeAcquireSpinLock", spin(extension), address(level)) }
func leaveSpin() *ir.Call { return call("KeReleaseSpinLock", spin(extension), load(level)) }
func takeResource() *ir.Call {
	return call("ExAcquireResourceExclusiveLite", resource(extension), number(1))
}
func leaveResource() *ir.Call { return call("ExReleaseResourceLite", resource(extension)) }

// locksOf finds what functions do that are given by their bodies, the first of them called f.
func locksOf(bodies ...[]ir.Node) *Locks {
	u := &ir.Unit{File: "a.c", Files: []ir.File{{Name: "a.c", Size: 1 << 20, Lines: []int{0}}}}
	for i, body := range bodies {
		number32(body, int32(i*1000))
		u.Funcs = append(u.Funcs, &ir.Func{Name: string(rune('f' + i)), Result: "long", Params: []*ir.Var{extension, flag, other}, Locals: []*ir.Var{status, level}, Body: body})
	}
	p := program.Link([]*ir.Unit{u}, nil)
	return New(callgraph.New(p, pointsto.Solve(p)), true, nil)
}

// number32 gives each return a place of its own, by which ends are told apart.
func number32(list []ir.Node, from int32) int32 {
	for _, n := range list {
		switch n := n.(type) {
		case *ir.If:
			from = number32(n.Else, number32(n.Then, from))
		case *ir.Return:
			from++
			n.Span = ir.Span{From: from, To: from + 1}
		}
	}
	return from
}

// words spells the ends of a function: what is returned, what is held and what may be held.
func words(r *Result) []string {
	var list []string
	for _, e := range r.Ends {
		var b strings.Builder
		if e.Known {
			fmt.Fprint(&b, e.Value)
		}
		for _, h := range e.Held {
			fmt.Fprint(&b, " +", h.Words())
			if h.Shared {
				b.WriteString(" shared")
			}
		}
		for _, l := range e.unknown {
			fmt.Fprint(&b, " ?", l.Words())
		}
		for _, l := range e.freed {
			fmt.Fprint(&b, " -", l.Words())
		}
		list = append(list, strings.TrimSpace(b.String()))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// What a function returns with, way by way.
func TestEnds(t *testing.T) {
	wait := func(timeout ir.Value) *ir.Call {
		return result(status, call("KeWaitForSingleObject", member(extension, "Mutex", "_EXTENSION", "struct _KMUTANT *"), none, none, none, timeout))
	}
	tries := func() *ir.Call { return result(status, call("ExTryToAcquireFastMutex", fast(extension))) }
	for _, c := range []struct {
		name string
		body []ir.Node
		want []string
	}{
		{"taken and left", []ir.Node{takeSpin(), leaveSpin()}, []string{""}},
		{"taken", []ir.Node{takeSpin()}, []string{"+Ext->Spin"}},
		{"left", []ir.Node{leaveSpin()}, []string{"-Ext->Spin"}},
		{"shared", []ir.Node{call("ExAcquireResourceSharedLite", resource(extension), number(1))}, []string{"+Ext->Resource shared"}},
		{"left on one way", []ir.Node{takeSpin(), when(load(flag), []ir.Node{returns(1)}), leaveSpin(), returns(2)}, []string{"1 +Ext->Spin", "2"}},
		{"of which nobody can tell", []ir.Node{takeSpin(), when(load(flag), []ir.Node{leaveSpin()}), returns(1)}, []string{"1", "1 ?Ext->Spin"}},
		{"a region", []ir.Node{call("KeEnterCriticalRegion")}, []string{"+the critical region"}},
		{"a lock that needs no name", []ir.Node{call("IoAcquireCancelSpinLock", address(level))}, []string{"+the lock that `IoReleaseCancelSpinLock` releases"}},
		{"a mutex without limit", []ir.Node{wait(none), returns(0)}, []string{"0 +Ext->Mutex"}},
		{"a mutex, by the status", []ir.Node{wait(none), when(compare("==", load(status), 0), []ir.Node{returns(1)}), returns(2)}, []string{"1 +Ext->Mutex", "2"}},
		{"a mutex, by a negative status", []ir.Node{wait(none), when(compare("<", load(status), 0), []ir.Node{returns(1)}), returns(2)}, []string{"1", "2 +Ext->Mutex"}},
		{"a wait that may give up", []ir.Node{wait(address(level)), when(compare("==", load(status), 0), []ir.Node{returns(1)}), returns(2)}, nil},
		{"an attempt", []ir.Node{tries(), when(load(status), []ir.Node{returns(1)}), returns(2)}, []string{"1 +Ext->Fast", "2"}},
		{"an attempt, the other way round", []ir.Node{tries(), when(compare("==", load(status), 0), []ir.Node{returns(1)}), returns(2)}, []string{"1", "2 +Ext->Fast"}},
		{"an attempt, by a copy", []ir.Node{tries(), &ir.Assign{Dst: ir.Place{Root: level}, Src: load(status)}, when(load(level), []ir.Node{returns(1)}), returns(2)}, []string{"1 +Ext->Fast", "2"}},
		{"an attempt whose result is gone", []ir.Node{tries(), &ir.Assign{Dst: ir.Place{Root: status}, Src: number(1)}, returns(1)}, []string{"1"}},
		{"a resource that is not waited for", []ir.Node{result(status, call("ExAcquireResourceExclusiveLite", resource(extension), none)), when(load(status), []ir.Node{returns(1)}), returns(2)}, []string{"1 +Ext->Resource", "2"}},
		{"given away", []ir.Node{takeResource(), call("ExSetResourceOwnerPointer", resource(extension), load(other))}, []string{"?Ext->Resource"}},
		{"given to code that is not known", []ir.Node{takeSpin(), call("Mystery", load(extension))}, []string{"?Ext->Spin"}},
		{"beside code that is not known", []ir.Node{takeSpin(), call("Mystery", load(flag))}, []string{"+Ext->Spin"}},
		{"left under the name of its member", []ir.Node{takeSpin(), call("KeReleaseSpinLock", spin(other), load(level))}, []string{""}},
		{"left through a pointer", []ir.Node{takeSpin(), call("KeReleaseSpinLock", load(other), load(level))}, []string{""}},
		{"of a pointer that moves on", []ir.Node{takeSpin(), &ir.Assign{Dst: ir.Place{Root: extension}, Src: load(other)}, takeSpin()}, []string{"+Ext->Spin +Ext->Spin"}},
	} {
		l := locksOf(c.body)
		if got := words(l.Of(l.Functions[0])); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// What a callee does to locks it does to its caller's, in the caller's words; where its ways differ, or where it has no name
// for the lock that the caller could use, nothing is concluded.
func TestNetEffect(t *testing.T) {
	callee := func() *ir.Call { return call("g", load(other), load(flag), load(extension)) }
	moved := func(name string) *ir.Call { return call(name, spin(other), load(level)) }
	for _, c := range []struct {
		name string
		body []ir.Node // of the caller
		g    []ir.Node
		want []string
	}{
		{"takes", []ir.Node{callee()}, []ir.Node{takeSpin()}, []string{"+Other->Spin"}},
		{"leaves", []ir.Node{moved("KeAcquireSpinLock"), callee()}, []ir.Node{leaveSpin()}, []string{""}},
		{"does both", []ir.Node{callee()}, []ir.Node{takeSpin(), leaveSpin()}, nil},
		{"leaves sometimes", []ir.Node{takeSpin(), callee()}, []ir.Node{when(load(flag), []ir.Node{leaveSpin()})}, []string{"?Ext->Spin"}},
		{"takes sometimes", []ir.Node{callee()}, []ir.Node{when(load(flag), []ir.Node{takeSpin()})}, nil},
		{"leaves what a lambda captured", []ir.Node{takeSpin(), callee()}, []ir.Node{call("KeReleaseSpinLock", spin(status), load(level))}, []string{"?Ext->Spin -status->Spin"}},
		{"leaves what it looks up", []ir.Node{takeSpin(), callee()}, []ir.Node{result(status, call("Find")), call("KeReleaseSpinLock", spin(status), load(level))}, []string{"?Ext->Spin"}},
		{"takes what it looks up", []ir.Node{callee()}, []ir.Node{call("KeAcquireSpinLock", spin(status), address(level))}, []string{""}},
		{"calls itself", []ir.Node{callee()}, []ir.Node{takeSpin(), callee()}, nil},
		{"leaves under a condition of the caller", []ir.Node{takeSpin(), when(load(flag), []ir.Node{call("g", load(extension))}), returns(1)}, []ir.Node{leaveSpin()}, []string{"1", "1 ?Ext->Spin"}},
	} {
		l := locksOf(c.body, c.g)
		if got := words(l.Of(l.Functions[0])); !slices.Equal(got, c.want) {
			t.Errorf("the callee %s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// A lock that a loop takes once more may be another each time, and of more than eight none is added.
func TestHeldIsBounded(t *testing.T) {
	l := locksOf([]ir.Node{&ir.Loop{Cond: &ir.Cond{Test: load(flag)}, Body: []ir.Node{takeSpin()}}})
	if got, want := words(l.Of(l.Functions[0])), []string{"", "+Ext->Spin", "+Ext->Spin ?Ext->Spin", "?Ext->Spin"}; !slices.Equal(got, want) {
		t.Errorf("taken in a loop: got %q, want %q", got, want)
	}
	var body []ir.Node
	for i := range maxHeld + 3 {
		body = append(body, call("KeAcquireSpinLock", member(extension, fmt.Sprint("Lock", i), "_EXTENSION", ""), address(level)))
	}
	l = locksOf(body)
	if ends := l.Of(l.Functions[0]).Ends; len(ends) != 1 || len(ends[0].Held) != maxHeld {
		t.Errorf("%d locks in a row: ends %v", maxHeld+3, ends)
	}
	if !l.Of(l.Functions[0]).Overfull {
		t.Errorf("%d locks in a row are not named", maxHeld+3)
	}
	if l = locksOf(body[:maxHeld]); l.Of(l.Functions[0]).Overfull {
		t.Errorf("%d locks in a row are too many", maxHeld)
	}
}

// A function whose ways are too many is named, and may have released anything.
func TestGivenUp(t *testing.T) {
	body := []ir.Node{takeSpin()}
	for i := range 30 {
		body = append(body, when(load(flag), []ir.Node{call("KeAcquireSpinLock", member(extension, fmt.Sprint("Lock", i), "_EXTENSION", ""), address(level))}), &ir.Assign{Dst: ir.Place{Root: flag}, Src: load(other)})
	}
	through := []ir.Node{call("g", load(extension)), returns(1)}
	l := locksOf([]ir.Node{takeSpin(), call("g", load(extension)), returns(1)}, append(body, leaveSpin()),
		through, []ir.Node{takeSpin(), takeResource(), call("h", load(extension)), returns(1)})
	if !l.Of(l.Functions[1]).GivenUp {
		t.Fatal("as many ways as there are subsets were followed")
	}
	if got := words(l.Of(l.Functions[0])); !slices.Equal(got, []string{"1 ?Ext->Spin"}) {
		t.Errorf("the caller: got %q", got)
	}
	if got := words(l.Of(l.Functions[3])); !slices.Equal(got, []string{"1 +Ext->Resource ?Ext->Spin"}) {
		t.Errorf("a caller of its caller: got %q", got)
	}
}

// The level is given up first where there are too many ways with it.
func TestLevelless(t *testing.T) {
	body := []ir.Node{takeSpin()}
	for range 30 {
		body = append(body, when(load(flag), []ir.Node{call("KeRaiseIrql", ir.Value{Kind: ir.Const, Int: 2}, address(level))}), &ir.Assign{Dst: ir.Place{Root: flag}, Src: load(other)})
	}
	l := locksOf(append(body, returns(1)), []ir.Node{call("f", load(extension)), returns(1)})
	if r := l.Of(l.Functions[0]); r.GivenUp || !r.Levelless || !slices.Equal(words(r), []string{"1 +Ext->Spin"}) {
		t.Errorf("given up: %t, without the level: %t, ends %q", r.GivenUp, r.Levelless, words(r))
	}
	if got := words(l.Of(l.Functions[1])); !slices.Equal(got, []string{"1 +Ext->Spin"}) {
		t.Errorf("its caller: got %q", got)
	}
}

// What a function releases on some of its ways only its caller's caller does not know either.
func TestPerhapsReleased(t *testing.T) {
	sometimes := []ir.Node{when(load(&ir.Var{Name: "Busy", Kind: ir.GlobalVar}), []ir.Node{leaveSpin()}), returns(1)}
	l := locksOf([]ir.Node{takeSpin(), takeResource(), call("h", load(extension)), returns(1)}, sometimes, []ir.Node{call("g", load(extension)), returns(1)})
	if got := words(l.Of(l.Functions[0])); !slices.Equal(got, []string{"1 +Ext->Resource ?Ext->Spin"}) {
		t.Errorf("got %q", got)
	}
}

// Conditions that do not decide over locks make a function no more to follow, and neither does a loop that tries to take a lock and does not look
// whether it has it. What decides over one is told apart.
func TestMergedWays(t *testing.T) {
	var body []ir.Node
	var flags []*ir.Var
	for i := range 30 {
		flags = append(flags, &ir.Var{Name: fmt.Sprint("Flag", i), Kind: ir.GlobalVar})
	}
	asked := func(what string) {
		for _, f := range flags {
			body = append(body, when(load(f), []ir.Node{call(what)}))
		}
	}
	asked("Mystery")
	body = append(body, when(load(flag), []ir.Node{takeSpin()}))
	asked("Riddle")
	body = append(body, when(load(flag), []ir.Node{leaveSpin()}), call("Question"), &ir.Return{})
	try := result(status, call("ExTryToAcquireFastMutex", fast(extension)))
	l := locksOf(body, []ir.Node{&ir.Loop{Cond: &ir.Cond{Test: load(flag)}, Body: []ir.Node{try}}, returns(1)})
	r := l.Of(l.Functions[0])
	if got := words(r); r.GivenUp || !slices.Equal(got, []string{""}) {
		t.Errorf("given up: %t, ends %q", r.GivenUp, got)
	}
	if slices.ContainsFunc(r.Under, func(u CallUnder) bool { return u.Call.Callee == "Question" || u.Call.Callee == "Mystery" }) || len(r.Under) != len(flags)+1 {
		t.Errorf("%d calls with the lock: %v", len(r.Under), r.Under)
	}
	if l.Of(l.Functions[1]).GivenUp {
		t.Error("a loop that tries again is given up")
	}
}

// Calls under locks are listed, each with what is held in front of it.
func TestUnder(t *testing.T) {
	l := locksOf([]ir.Node{call("Mystery"), takeSpin(), call("Mystery"), takeResource(), leaveResource(), leaveSpin(), call("Mystery")})
	var got []string
	for _, u := range l.Of(l.Functions[0]).Under {
		got = append(got, fmt.Sprint(u.Call.Callee, len(u.Held)))
	}
	want := []string{"Mystery1", "ExAcquireResourceExclusiveLite1", "ExReleaseResourceLite2", "KeReleaseSpinLock1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Across functions a lock is known by the structures and members that hold it, or by its variable; one that a function is
// given as such, and one on the stack, is not known.
func TestClass(t *testing.T) {
	outer := member(other, "Inner", "_OUTER", "")
	outer.Place.Path = append(outer.Place.Path, ir.Step{Kind: ir.Field, Name: "Lock", Record: "_INNER"})
	element := member(other, "Locks", "_OUTER", "")
	element.Place.Path = append(element.Place.Path, ir.Step{Kind: ir.Index, Index: &ir.Value{Kind: ir.Load, Place: ir.Place{Root: flag}}})
	stack := ir.Value{Kind: ir.AddrOf, Place: ir.Place{Root: level, Path: []ir.Step{{Kind: ir.Field, Name: "Lock", Record: "_GUARD"}}}}
	for _, c := range []struct {
		lock   ir.Value
		class  string
		global bool
		words  string
	}{
		{spin(extension), "_EXTENSION.Spin/", false, "Ext->Spin"},
		{outer, "_OUTER.Inner/_INNER.Lock/", false, "Other->Inner.Lock"},
		{element, "_OUTER.Locks/", false, "Other->Locks[Flag]"},
		{address(table), "Table:-1", true, "Table"},
		{load(other), "", false, "Other"},
		{stack, "", false, "level.Lock"},
	} {
		lock := newLock(0, c.lock.Pointee())
		if lock.Class() != c.class || lock.Global() != c.global || lock.Words() != c.words {
			t.Errorf("%v: class %q, global %t, %q, want %q, %t, %q", c.lock, lock.Class(), lock.Global(), lock.Words(), c.class, c.global, c.words)
		}
	}
}

// What a function takes and releases lies in what it calls, too; an attempt is nothing that it takes for good.
func TestTakesAndReleases(t *testing.T) {
	l := locksOf([]ir.Node{call("g", load(extension)), result(status, call("ExTryToAcquireFastMutex", fast(extension)))}, []ir.Node{takeResource(), call("KeReleaseSpinLock", spin(other), load(level))})
	takes := l.Takes(l.Functions[0])
	if len(takes) != 1 || takes[0].In != l.Functions[1] || takes[0].Class() != "_EXTENSION.Resource/" {
		t.Errorf("takes %v", takes)
	}
	spinLock, fastMutex := newLock(0, spin(extension).Pointee()), newLock(0, fast(extension).Pointee())
	if !l.Releases(l.Functions[0], spinLock) || l.Releases(l.Functions[0], fastMutex) {
		t.Error("releases the other one")
	}
}
