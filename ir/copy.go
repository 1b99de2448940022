package ir

import "slices"

// A Copier copies what a unit is made of. Places in the main file that lie at From or behind are moved by By bytes.
// What is shared stays shared; Vars may say already what stands for a variable.
type Copier struct {
	From, By int32
	Vars     map[*Var]*Var
	// Untagged says that a member was copied of a record that nothing names, which is known by its place in a file alone: an edit
	// moves it.
	Untagged bool
	shared   map[*Value]*Value
}

// NewCopier makes a copier that has copied nothing.
func NewCopier(from, by int) *Copier {
	return &Copier{From: int32(from), By: int32(by), Vars: map[*Var]*Var{}, shared: map[*Value]*Value{}}
}

// Span is where a place lies in the copy.
func (c *Copier) Span(s Span) Span {
	if s.File != 0 || s == (Span{}) {
		return s
	}
	if s.From >= c.From {
		s.From += c.By
	}
	if s.To >= c.From {
		s.To += c.By
	}
	return s
}

// Moves reports whether a place lies elsewhere in the copy.
func (c *Copier) Moves(s Span) bool { return c.Span(s) != s }

// Var copies a variable that moves. One that does not is data that the copy can share.
func (c *Copier) Var(v *Var) *Var {
	if v == nil {
		return nil
	}
	if known := c.Vars[v]; known != nil {
		return known
	}
	if !c.Moves(v.Span) {
		return v
	}
	w := *v
	w.Span = c.Span(v.Span)
	c.Vars[v] = &w
	return &w
}

// Global copies a variable with its initialiser.
func (c *Copier) Global(g *Global) *Global {
	h := *g
	h.Var, h.Init = c.Var(g.Var), slices.Clone(g.Init)
	for i := range h.Init {
		in := &h.Init[i]
		in.Path, in.Value, in.Span = c.steps(in.Path), c.value(in.Value), c.Span(in.Span)
	}
	return &h
}

// Func copies a function.
func (c *Copier) Func(f *Func) *Func {
	g := *f
	g.Span, g.NameSpan, g.End = c.Span(f.Span), c.Span(f.NameSpan), c.Span(f.End)
	g.Params, g.Locals, g.Body = c.vars(f.Params), c.vars(f.Locals), c.nodes(f.Body)
	return &g
}

func (c *Copier) vars(list []*Var) []*Var {
	list = slices.Clone(list)
	for i, v := range list {
		list[i] = c.Var(v)
	}
	return list
}

func (c *Copier) nodes(list []Node) []Node {
	list = slices.Clone(list)
	for i, n := range list {
		list[i] = c.node(n)
	}
	return list
}

func (c *Copier) node(n Node) Node {
	switch n := n.(type) {
	case *Call:
		return &Call{c.Span(n.Span), n.Callee, n.Static, c.value(n.Target), n.Typed, c.values(n.Args), c.Var(n.Dst), n.Macro}
	case *Assign:
		return &Assign{c.Span(n.Span), c.place(n.Dst), c.value(n.Src), n.Decl}
	case *Return:
		return &Return{c.Span(n.Span), c.pointed(n.Value), n.Implicit}
	case *If:
		return &If{c.Span(n.Span), c.cond(n.Cond), c.nodes(n.Then), c.nodes(n.Else)}
	case *Loop:
		return &Loop{c.Span(n.Span), c.cond(n.Cond), c.nodes(n.Body), c.nodes(n.Post), n.TestLast}
	case *Switch:
		return &Switch{c.Span(n.Span), c.nodes(n.Pre), c.value(n.Tag), c.nodes(n.Body)}
	case *Case:
		return &Case{c.Span(n.Span), n.Default, c.value(n.Value), c.pointed(n.High)}
	case *Try:
		return &Try{c.Span(n.Span), c.nodes(n.Body), c.nodes(n.Pre), c.pointed(n.Filter), c.nodes(n.Except), c.nodes(n.Finally), n.IsFinal, n.Scope}
	case *Jump:
		return &Jump{c.Span(n.Span), n.Kind, n.Label}
	case *Label:
		return &Label{c.Span(n.Span), n.Name}
	}
	panic("ir: a node of a kind that is not copied")
}

func (c *Copier) cond(d *Cond) *Cond {
	if d == nil {
		return nil
	}
	return &Cond{c.Span(d.Span), d.Op, c.cond(d.X), c.cond(d.Y), c.nodes(d.Pre), c.value(d.Test)}
}

func (c *Copier) pointed(v *Value) *Value {
	if v == nil {
		return nil
	}
	if known := c.shared[v]; known != nil {
		return known
	}
	w := c.value(*v)
	c.shared[v] = &w
	return &w
}

func (c *Copier) value(v Value) Value {
	c.inside(&v)
	return v
}

// inside replaces what is inside of a value that is a copy by copies.
func (c *Copier) inside(v *Value) {
	v.Span, v.Place, v.Args = c.Span(v.Span), c.place(v.Place), c.values(v.Args)
}

func (c *Copier) values(list []Value) []Value {
	list = slices.Clone(list)
	for i := range list {
		c.inside(&list[i])
	}
	return list
}

func (c *Copier) place(p Place) Place { return Place{c.Var(p.Root), c.steps(p.Path)} }

// steps copies a path with a subscript. Of one without any nothing moves.
func (c *Copier) steps(list []Step) []Step {
	subscripts := false
	for i := range list {
		r := list[i].Record
		c.Untagged = c.Untagged || len(r) > 1 && r[0] == '@' && '0' <= r[1] && r[1] <= '9'
		subscripts = subscripts || list[i].Index != nil
	}
	if !subscripts {
		return list
	}
	list = slices.Clone(list)
	for i := range list {
		list[i].Index = c.pointed(list[i].Index)
	}
	return list
}
