package ir

// Mentions visits the names of the functions that f calls or refers to, in no certain order;
// some more than once.
func (f *Func) Mentions(visit func(name string)) { mentions{value: visit, callee: visit}.list(f.Body) }

// MentionsOf visits the names of the functions that some instructions of f refer to, tests, and what handles exceptions: an access to memory may
// lead there, which is no instruction.
func (f *Func) MentionsOf(some func(Node) bool, visit func(name string)) {
	mentions{visit, visit, some}.list(f.Body)
}

// Values visits the names of the functions that the body refers to as values: not what it calls by name.
func (f *Func) Values(visit func(name string)) {
	mentions{value: visit, callee: func(string) {}}.list(f.Body)
}

// Mentions visits the names of the functions that an initialiser refers to.
func (g *Global) Mentions(visit func(name string)) {
	for _, init := range g.Init {
		mentions{value: visit}.of(init.Value)
	}
}

// mentions visits names.
type mentions struct {
	value, callee func(name string)
	some          func(Node) bool // the instructions that count; nil for all
}

func (m mentions) list(nodes []Node) {
	for _, n := range nodes {
		m.node(n)
	}
}

func (m mentions) values(values ...*Value) {
	for _, v := range values {
		if v != nil {
			m.of(*v)
		}
	}
}

func (m mentions) of(v Value) {
	if v.Kind == FuncRef {
		m.value(v.Name)
	}
	for _, a := range v.Args {
		m.of(a)
	}
}

func (m mentions) node(n Node) {
	if _, instr := n.(Instr); instr && m.some != nil && !m.some(n) {
		return
	}
	switch n := n.(type) {
	case *Call:
		if n.Callee != "" {
			m.callee(n.Callee)
		}
		m.of(n.Target)
		for _, a := range n.Args {
			m.of(a)
		}
	case *Assign:
		m.of(n.Src)
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
		m.of(n.Tag)
		m.list(n.Body)
	case *Case:
		m.values(&n.Value, n.High)
	case *Try:
		m.list(n.Body)
		m.some = nil
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
	m.of(c.Test)
}
