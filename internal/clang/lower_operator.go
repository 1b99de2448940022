package clang

import (
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/ir"
)

// unary lowers a unary operator.
func (l *lowerer) unary(n int, kids []int, out *[]ir.Node) ir.Value {
	span := l.span(n)
	if len(kids) != 1 {
		return ir.Value{Span: span}
	}
	switch op := l.operator(n); op {
	case "&x":
		return l.address(n, kids[0], out)
	case "*x":
		return l.load(n, out)
	case "x++", "x--", "++x", "--x":
		return l.increment(n, kids[0], op, out)
	case "+x":
		return l.expr(kids[0], out)
	case "-x", "~x", "!x":
		return fold(ir.Value{Span: span, Kind: ir.Op, Name: op[:1], Args: []ir.Value{l.expr(kids[0], out)}})
	}
	l.effects(kids[0], out)
	return ir.Value{Span: span}
}

func (l *lowerer) address(n, operand int, out *[]ir.Node) ir.Value {
	operand = l.strip(operand)
	if value := l.functionName(operand); value.Kind == ir.FuncRef {
		return value
	}
	place := l.place(operand, out)
	if place.Root == nil {
		return ir.Value{Span: l.span(n)}
	}
	if last := len(place.Path) - 1; last >= 0 && place.Path[last].Kind == ir.Index && isZero(*place.Path[last].Index) {
		place.Path = place.Path[:last:last] // &a[0] is a
	}
	return ir.Value{Span: l.span(n), Kind: ir.AddrOf, Place: place, Type: l.t.typeName(l.t.nodes[n]._type)}
}

func (l *lowerer) functionName(n int) ir.Value {
	if l.t.kind(n) != clang.Cursor_DeclRefExpr {
		return ir.Value{}
	}
	return l.reference(n)
}

func isZero(v ir.Value) bool { return v.Kind == ir.Const && v.Int == 0 }

func (l *lowerer) increment(n, operand int, op string, out *[]ir.Node) ir.Value {
	span := l.span(n)
	place := l.place(operand, out)
	if place.Root == nil {
		return ir.Value{Span: span}
	}
	old := ir.Value{Span: span, Kind: ir.Load, Place: place}
	result := old
	if strings.HasPrefix(op, "x") {
		v := l.temp(n)
		v.Source = place.Words()
		*out = append(*out, &ir.Assign{Span: span, Dst: ir.Place{Root: v}, Src: old})
		result.Place = ir.Place{Root: v}
	}
	one := ir.Value{Span: span, Kind: ir.Const, Int: 1}
	next := ir.Value{Span: span, Kind: ir.Op, Name: strings.Trim(op, "x")[:1], Args: []ir.Value{old, one}}
	*out = append(*out, &ir.Assign{Span: span, Dst: place, Src: next})
	return result
}

// binary lowers a binary operator; && and || become branches.
func (l *lowerer) binary(n int, kids []int, out *[]ir.Node) ir.Value {
	span := l.span(n)
	if len(kids) != 2 {
		return ir.Value{Span: span}
	}
	switch op := l.operator(n); op {
	case "=":
		return l.assign(n, kids, out)
	case ",":
		l.effects(kids[0], out)
		return l.expr(kids[1], out)
	case "&&", "||":
		return l.choice(n, l.cond(n), func(out *[]ir.Node) ir.Value { return truth(1) }, func(out *[]ir.Node) ir.Value { return truth(0) }, out)
	default:
		return l.operation(n, op, kids, out)
	}
}

// operation lowers an operator that computes something of two operands. No pointer is below NULL: one that is above it is not NULL.
func (l *lowerer) operation(n int, op string, kids []int, out *[]ir.Node) ir.Value {
	x := l.expr(kids[0], out)
	y := l.expr(kids[1], out)
	if op == "" {
		return ir.Value{Span: l.span(n)}
	}
	if above, ok := map[string]string{">": "!=", "<=": "=="}[op]; ok && y.Kind == ir.Const && y.Int == 0 && l.t.isPointer(l.t.nodes[kids[0]]._type) {
		op = above
	}
	return fold(ir.Value{Span: l.span(n), Kind: ir.Op, Name: op, Args: []ir.Value{x, y}})
}

func truth(i int64) ir.Value { return ir.Value{Kind: ir.Const, Int: i} }

func (l *lowerer) assign(n int, kids []int, out *[]ir.Node) ir.Value {
	span := l.span(n)
	value := l.expr(kids[1], out)
	place := l.place(kids[0], out)
	if place.Root == nil {
		return value
	}
	*out = append(*out, &ir.Assign{Span: span, Dst: place, Src: value})
	if value.Kind == ir.FuncRef {
		return value // read again, an element of an array of functions may be any of them
	}
	return ir.Value{Span: span, Kind: ir.Load, Place: place, Type: l.t.typeName(l.t.nodes[kids[0]]._type)}
}

func (l *lowerer) compoundAssign(n int, kids []int, out *[]ir.Node) ir.Value {
	span := l.span(n)
	if len(kids) != 2 {
		return ir.Value{Span: span}
	}
	y := l.expr(kids[1], out)
	place := l.place(kids[0], out)
	if place.Root == nil {
		return ir.Value{Span: span}
	}
	old := ir.Value{Span: span, Kind: ir.Load, Place: place}
	next := ir.Value{Span: span}
	if op := strings.TrimSuffix(l.operator(n), "="); op != "" {
		next.Kind, next.Name, next.Args = ir.Op, op, []ir.Value{old, y}
	}
	*out = append(*out, &ir.Assign{Span: span, Dst: place, Src: next})
	return old
}

// conditional lowers ?: as a branch. The GNU form without a middle operand shows it
// twice in the tree.
func (l *lowerer) conditional(n int, kids []int, out *[]ir.Node) ir.Value {
	if len(kids) < 3 {
		for _, k := range kids {
			l.effects(k, out)
		}
		return ir.Value{Span: l.span(n)}
	}
	arm := func(k int) func(*[]ir.Node) ir.Value {
		return func(out *[]ir.Node) ir.Value { return l.expr(k, out) }
	}
	return l.choice(n, l.cond(kids[0]), arm(kids[1]), arm(kids[2]), out)
}

// choice lowers a value that depends on cond: a branch that sets a temporary.
func (l *lowerer) choice(n int, cond *ir.Cond, yes, no func(*[]ir.Node) ir.Value, out *[]ir.Node) ir.Value {
	v := l.temp(n)
	branch := &ir.If{Span: l.span(n), Cond: cond}
	set := func(arm func(*[]ir.Node) ir.Value) []ir.Node {
		var nodes []ir.Node
		before := len(l.temporaries)
		value := arm(&nodes)
		l.flush(before, &nodes)
		return append(nodes, &ir.Assign{Span: branch.Span, Dst: ir.Place{Root: v}, Src: value})
	}
	branch.Then, branch.Else = set(yes), set(no)
	*out = append(*out, branch)
	return ir.Value{Span: branch.Span, Kind: ir.Load, Place: ir.Place{Root: v}, Type: v.Type}
}

// cond lowers a condition, split at && || and !.
func (l *lowerer) cond(n int) *ir.Cond {
	n = l.strip(n)
	kids := l.t.children(n)
	switch {
	case l.t.kind(n) == clang.Cursor_BinaryOperator && len(kids) == 2:
		switch l.operator(n) {
		case "&&":
			return &ir.Cond{Span: l.span(n), Op: ir.And, X: l.cond(kids[0]), Y: l.cond(kids[1])}
		case "||":
			return &ir.Cond{Span: l.span(n), Op: ir.Or, X: l.cond(kids[0]), Y: l.cond(kids[1])}
		}
	case l.t.kind(n) == clang.Cursor_UnaryOperator && len(kids) == 1 && l.operator(n) == "!x":
		return &ir.Cond{Span: l.span(n), Op: ir.Not, X: l.cond(kids[0])}
	}
	leaf := &ir.Cond{Span: l.span(n)}
	before := len(l.temporaries)
	leaf.Test = l.expr(n, &leaf.Pre)
	l.flush(before, &leaf.Pre)
	return leaf
}

// fold computes an operator on constants.
func fold(v ir.Value) ir.Value {
	for _, a := range v.Args {
		if a.Kind != ir.Const {
			return v
		}
	}
	result, ok := ir.Fold(v.Name, v.Args...)
	if !ok {
		return v
	}
	return ir.Value{Span: v.Span, Kind: ir.Const, Int: result}
}
