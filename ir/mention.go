package ir

// Mentions visits the names of the functions that f calls or refers to, in no certain order;
// some more than once.
func (f *Func) Mentions(visit func(name string)) { mentions(visit).list(f.Body) }

// Mentions visits the names of the functions that an initialiser refers to.
func (g *Global) Mentions(visit func(name string)) {
	for _, init := range g.Init {
		mentions(visit).value(init.Value)
	}
}

// mentions visits names.
type mentions func(name string)

func (m mentions) list(nodes []Node) {
	for _, n := range nodes {
		m.node(n)
	}
}

func (m mentions) values(values ...*Value) {
	for _, v := range values {
		if v != nil {
			m.value(*v)
		}
	}
}

func (m mentions) value(v Value) {
	if v.Kind == FuncRef {
		m(v.Name)
	}
	for _, a := range v.Args {
		m.value(a)
	}
}

func (m mentions) node(n Node) {
	switch n := n.(type) {
	case *Call:
		if n.Callee != "" {
			m(n.Callee)
		}
		m.value(n.Target)
		for _, a := range n.Args {
			m.value(a)
		}
	case *Assign:
		m.value(n.Src)
	case *Return:
		m.values(n.Value)
	case *If:
		m.cond(n.Cond)
		m.list(n.Then)
		m.list(n.Else)
	case *Loop:
		m.cond(n.Cond)
		m.list(n.Body)
		m.list(n.Post)
	case *Switch:
		m.list(n.Pre)
		m.value(n.Tag)
		m.list(n.Body)
	case *Case:
		m.values(&n.Value, n.High)
	case *Try:
		m.list(n.Body)
		m.list(n.Pre)
		m.values(n.Filter)
		m.list(n.Except)
		m.list(n.Finally)
	}
}

func (m mentions) cond(c *Cond) {
	if c == nil {
		return
	}
	m.cond(c.X)
	m.cond(c.Y)
	m.list(c.Pre)
	m.value(c.Test)
}
