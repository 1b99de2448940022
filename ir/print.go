package ir

import (
	"fmt"
	"strings"
)

// String spells the place as a dump does: ext->Queue.Lock, and %1 for a temporary.
func (p Place) String() string { return p.spell(func(v *Var) string { return v.Name }) }

// Words spells the place as its source does: a temporary by what it holds.
func (p Place) Words() string { return p.spell((*Var).Words) }

// Words spells the variable as its source does: a temporary by what it holds.
func (v *Var) Words() string {
	if v.Kind == Temp {
		return v.Source
	}
	return v.Name
}

func (p Place) spell(name func(*Var) string) string {
	if p.Root == nil {
		return "_"
	}
	var b strings.Builder
	b.WriteString(name(p.Root))
	for i := 0; i < len(p.Path); i++ {
		step := p.Path[i]
		switch step.Kind {
		case Field:
			b.WriteString("." + step.Name)
		case Index:
			fmt.Fprintf(&b, "[%s]", step.Index.spell(name))
		case Deref:
			if i+1 < len(p.Path) && p.Path[i+1].Kind == Field {
				i++
				b.WriteString("->" + p.Path[i].Name)
				continue
			}
			inner := b.String()
			b.Reset()
			if strings.HasPrefix(inner, "*") || !strings.ContainsAny(strings.ReplaceAll(inner, "(…)", ""), ".>[") {
				b.WriteString("*" + inner)
			} else {
				b.WriteString("(*" + inner + ")")
			}
		}
	}
	return b.String()
}

// String spells the value as a dump does: as C, and %1 for a temporary.
func (v Value) String() string { return v.spell(func(v *Var) string { return v.Name }) }

// Words spells the value as its source does: a temporary by what it holds.
func (v Value) Words() string { return v.spell((*Var).Words) }

func (v Value) spell(name func(*Var) string) string {
	switch v.Kind {
	case Const:
		if v.Name != "" {
			return v.Name
		}
		return fmt.Sprint(v.Int)
	case Load:
		return v.Place.spell(name)
	case AddrOf:
		return "&" + v.Place.spell(name)
	case FuncRef:
		return v.Name
	case Text:
		return v.Name
	case Op:
		if len(v.Args) == 1 {
			return v.Name + v.Args[0].spell(name)
		}
		if len(v.Args) == 2 {
			return fmt.Sprintf("(%s %s %s)", v.Args[0].spell(name), v.Name, v.Args[1].spell(name))
		}
	}
	return "?"
}

// InstrString spells an instruction.
func InstrString(in Instr) string {
	switch in := in.(type) {
	case *Call:
		callee := in.Callee
		if callee == "" {
			callee = in.Target.String()
			if in.Typed != "" {
				callee += ": " + in.Typed
			}
			callee = "(" + callee + ")"
		}
		args := make([]string, len(in.Args))
		for i, a := range in.Args {
			args[i] = a.String()
		}
		s := callee + "(" + strings.Join(args, ", ") + ")"
		if in.Dst != nil {
			return in.Dst.Name + " = " + s
		}
		return s
	case *Assign:
		return in.Dst.String() + " = " + in.Src.String()
	case *Return:
		switch {
		case in.Implicit:
			return "return (implicit)"
		case in.Value == nil:
			return "return"
		}
		return "return " + in.Value.String()
	}
	return fmt.Sprintf("%T", in)
}

// Format writes a unit as `drvlint dump ir` prints it; only is the name of the one
// function wanted, "" for all.
func (u *Unit) Format(only string) string {
	p := &printer{unit: u}
	if only == "" {
		p.declarations()
	}
	for _, fn := range u.Funcs {
		if only == "" || fn.Name == only {
			p.function(fn)
		}
	}
	return p.b.String()
}

type printer struct {
	unit  *Unit
	b     strings.Builder
	depth int
}

func (p *printer) line(s Span, format string, args ...any) {
	text := strings.Repeat("\t", p.depth) + fmt.Sprintf(format, args...)
	if n := p.unit.Line(s); n > 0 {
		fmt.Fprintf(&p.b, "%-48s ; L%d\n", text, n)
		return
	}
	p.b.WriteString(text + "\n")
}

func (p *printer) declarations() {
	for _, g := range p.unit.Globals {
		if !g.Defined {
			continue
		}
		p.line(g.Span, "var %s %s", g.Name, g.Type)
		for _, init := range g.Init {
			p.depth++
			p.line(init.Span, "%s = %s", Place{g.Var, init.Path}, init.Value)
			p.depth--
		}
	}
	for _, proto := range p.unit.Protos {
		p.line(proto.Span, "declare %s %s %s", proto.Name, proto.Role, strings.Join(proto.Annotations, " "))
	}
}

func (p *printer) function(fn *Func) {
	params := make([]string, len(fn.Params))
	for i, v := range fn.Params {
		params[i] = v.Name + " " + v.Type
	}
	p.line(fn.Span, "func %s(%s) %s", fn.Name, strings.Join(params, ", "), fn.Result)
	p.list(fn.Body)
}

func (p *printer) list(nodes []Node) {
	p.depth++
	for _, n := range nodes {
		p.node(n)
	}
	p.depth--
}

func (p *printer) node(n Node) {
	switch n := n.(type) {
	case Instr:
		p.line(n.Where(), "%s", InstrString(n))
	case *If:
		p.pre(n.Cond)
		p.line(n.Span, "if %s", n.Cond)
		p.list(n.Then)
		if len(n.Else) > 0 {
			p.line(Span{}, "else")
			p.list(n.Else)
		}
	case *Loop:
		p.loop(n)
	case *Switch:
		for _, pre := range n.Pre {
			p.node(pre)
		}
		p.line(n.Span, "switch %s", n.Tag)
		p.list(n.Body)
	case *Case:
		p.caseLabel(n)
	case *Try:
		p.try(n)
	case *Jump:
		p.line(n.Span, "%s", strings.TrimSpace([]string{"goto", "break", "continue", "leave"}[n.Kind]+" "+n.Label))
	case *Label:
		p.line(n.Span, "%s:", n.Name)
	}
}

// pre prints what a condition evaluates first; a branch inside it is part of the condition.
func (p *printer) pre(c *Cond) {
	if c == nil {
		return
	}
	p.pre(c.X)
	p.pre(c.Y)
	for _, n := range c.Pre {
		p.node(n)
	}
}

func (p *printer) loop(n *Loop) {
	word := "while"
	if n.TestLast {
		word = "do-while"
	}
	p.line(n.Span, "%s %s", word, n.Cond)
	p.depth++
	p.pre(n.Cond)
	p.depth--
	p.list(n.Body)
	if len(n.Post) > 0 {
		p.line(Span{}, "post")
		p.list(n.Post)
	}
}

func (p *printer) caseLabel(n *Case) {
	switch {
	case n.Default:
		p.line(n.Span, "default:")
	case n.High != nil:
		p.line(n.Span, "case %s ... %s:", n.Value, *n.High)
	default:
		p.line(n.Span, "case %s:", n.Value)
	}
}

func (p *printer) try(n *Try) {
	p.line(n.Span, "try")
	p.list(n.Body)
	if n.IsFinal {
		p.line(Span{}, "finally")
		p.list(n.Finally)
		return
	}
	for _, pre := range n.Pre {
		p.node(pre)
	}
	filter := "?"
	if n.Filter != nil {
		filter = n.Filter.String()
	}
	p.line(Span{}, "except %s", filter)
	p.list(n.Except)
}

// String spells the condition; a nil condition is always true.
func (c *Cond) String() string {
	if c == nil {
		return "forever"
	}
	switch c.Op {
	case Not:
		return "!" + c.X.String()
	case And:
		return "(" + c.X.String() + " && " + c.Y.String() + ")"
	case Or:
		return "(" + c.X.String() + " || " + c.Y.String() + ")"
	}
	return c.Test.String()
}
