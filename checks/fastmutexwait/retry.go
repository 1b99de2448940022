package fastmutexwait

import (
	"math"
	"slices"

	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// rounds is how often a call is made at most in the loop around it, for (i = 0; i < 8; i++), that may be left before it comes to the call: it
// tries something, and the call is made where that has failed. A loop around that one has to release what is held. 0 where that is not
// known.
func rounds(f *ir.Func, call *ir.Call, released func(ir.Instr) bool) int64 {
	var loops []*ir.Loop // around the call, the innermost last
	jumps := false
	walk(f.Body, nil, func(n, _ ir.Node) {
		switch n := n.(type) {
		case *ir.Loop:
			if !once(n) && inside(n, func(in ir.Node) bool { return in == ir.Node(call) }) {
				loops = append(loops, n)
			}
		case *ir.Jump:
			jumps = jumps || n.Kind == ir.Goto
		}
	})
	if len(loops) == 0 || jumps {
		return 0
	}
	loop := loops[len(loops)-1]
	releases := func(around *ir.Loop) bool {
		return inside(around, func(n ir.Node) bool {
			in, ok := n.(ir.Instr)
			return ok && released(in)
		})
	}
	for _, around := range loops[:len(loops)-1] {
		if !releases(around) {
			return 0
		}
	}
	if loop.Cond == nil || loop.Cond.Op != ir.Truth || !left(loop, call) {
		return 0
	}
	test := loop.Cond.Test
	if test.Kind != ir.Op || test.Name != "<" || !ways.Variable(test.Args[0]) || test.Args[1].Kind != ir.Const {
		return 0
	}
	x := test.Args[0].Place.Root
	if first, known := start(f, loop, x); known {
		return test.Args[1].Int - first
	}
	return 0
}

// walk visits the statements of a list, and those in them, each with the loop or switch around it that a break leaves.
func walk(list []ir.Node, around ir.Node, visit func(n, around ir.Node)) {
	for _, n := range list {
		visit(n, around)
		switch n := n.(type) {
		case *ir.If:
			walk(tested(n.Cond), around, visit)
			walk(n.Then, around, visit)
			walk(n.Else, around, visit)
		case *ir.Loop:
			walk(tested(n.Cond), n, visit)
			walk(n.Body, n, visit)
			walk(n.Post, n, visit)
		case *ir.Switch:
			walk(n.Pre, around, visit)
			walk(n.Body, n, visit)
		case *ir.Try:
			walk(n.Body, around, visit)
			walk(n.Pre, around, visit)
			walk(n.Except, around, visit)
			walk(n.Finally, around, visit)
		}
	}
}

// tested lists what a condition evaluates before its tests.
func tested(c *ir.Cond) []ir.Node {
	if c == nil {
		return nil
	}
	return slices.Concat(c.Pre, tested(c.X), tested(c.Y))
}

// once reports whether a loop only serves to be left: do { } while (0).
func once(loop *ir.Loop) bool {
	return loop.TestLast && loop.Cond != nil && loop.Cond.Op == ir.Truth && loop.Cond.Test.Kind == ir.Const && loop.Cond.Test.Int == 0
}

// inside reports whether the body of a loop has a statement of which something holds.
func inside(loop *ir.Loop, is func(ir.Node) bool) bool {
	found := false
	walk(loop.Body, loop, func(n, _ ir.Node) { found = found || is(n) })
	return found
}

// left reports whether something in a loop leaves it before a call.
func left(loop *ir.Loop, call *ir.Call) bool {
	found := false
	walk(loop.Body, loop, func(n, around ir.Node) {
		jump, ok := n.(*ir.Jump)
		_, returns := n.(*ir.Return)
		found = found || n.Where().To <= call.From && (returns || ok && jump.Kind == ir.Break && around == ir.Node(loop))
	})
	return found
}

// start is the lowest number at which a loop begins to count with a variable, to which it adds one behind each round; false if the
// function does anything else to the variable.
func start(f *ir.Func, loop *ir.Loop, x *ir.Var) (n int64, known bool) {
	n, known = math.MaxInt64, true
	added := false
	walk(f.Body, nil, func(node, _ ir.Node) {
		switch in := node.(type) {
		case *ir.Assign:
			switch {
			case in.Dst.Root != x:
			case addsOne(in.Src, x):
				added = added || slices.Contains(loop.Post, node)
			case in.Src.Kind == ir.Const && in.Src.Int >= 0 && !inside(loop, func(n ir.Node) bool { return n == node }):
				n = min(n, in.Src.Int)
			default:
				known = false
			}
		case *ir.Call:
			known = known && in.Dst != x && !slices.ContainsFunc(in.Args, func(a ir.Value) bool { return a.Kind == ir.AddrOf && a.Place.Root == x })
		}
	})
	return n, known && added
}

// addsOne reports whether a value is one more than a variable.
func addsOne(v ir.Value, x *ir.Var) bool {
	return v.Kind == ir.Op && v.Name == "+" && len(v.Args) == 2 && ways.Holds(v.Args[0], x) && v.Args[1].Kind == ir.Const && v.Args[1].Int == 1
}
