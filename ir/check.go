package ir

import "fmt"

// Check reports the first violation of the unit's invariants, nil if it is sound:
// spans lie in their files, every place has a root, every name is set.
func (u *Unit) Check() error {
	c := checker{unit: u}
	for _, fn := range u.Funcs {
		c.fn = fn
		if fn.Name == "" {
			c.fail("a function without a name")
		}
		c.span(fn.Span)
		c.list(fn.Body)
	}
	return c.err
}

type checker struct {
	unit *Unit
	fn   *Func
	err  error
}

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("function %s: %s", c.fn.Name, fmt.Sprintf(format, args...))
	}
}

func (c *checker) span(s Span) {
	if int(s.File) >= len(c.unit.Files) || s.From < 0 || s.To < s.From {
		c.fail("span %v is outside every file", s)
	}
}

func (c *checker) place(p Place) {
	if p.Root == nil {
		c.fail("a place without a root")
		return
	}
	for _, step := range p.Path {
		switch {
		case step.Kind == Field && step.Name == "":
			c.fail("%s: a field without a name", p)
		case step.Kind == Index && step.Index == nil:
			c.fail("%s: an element without a subscript", p)
		}
	}
}

func (c *checker) value(v Value) {
	switch v.Kind {
	case Load, AddrOf:
		c.place(v.Place)
	case FuncRef:
		if v.Name == "" {
			c.fail("a reference to a function without a name")
		}
	case Op:
		if len(v.Args) == 0 || v.Name == "" {
			c.fail("operator %q with %d operands", v.Name, len(v.Args))
		}
		for _, a := range v.Args {
			c.value(a)
		}
	}
}

func (c *checker) list(nodes []Node) {
	for _, n := range nodes {
		c.node(n)
	}
}

func (c *checker) node(n Node) {
	switch n := n.(type) {
	case *Call:
		c.span(n.Span)
		if n.Callee == "" {
			c.value(n.Target)
		}
		for _, a := range n.Args {
			c.value(a)
		}
	case *Assign:
		c.span(n.Span)
		c.place(n.Dst)
		c.value(n.Src)
	case *Return:
		if n.Value != nil {
			c.value(*n.Value)
		}
	case *If:
		c.cond(n.Cond)
		c.list(n.Then)
		c.list(n.Else)
	case *Loop:
		c.cond(n.Cond)
		c.list(n.Body)
		c.list(n.Post)
	case *Switch:
		c.list(n.Pre)
		c.value(n.Tag)
		c.list(n.Body)
	case *Try:
		c.list(n.Body)
		c.list(n.Pre)
		c.list(n.Except)
		c.list(n.Finally)
	}
}

func (c *checker) cond(cond *Cond) {
	if cond == nil {
		return
	}
	if cond.Op == Truth {
		c.list(cond.Pre)
		c.value(cond.Test)
		return
	}
	c.cond(cond.X)
	c.cond(cond.Y)
}
