package kept

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// A Ground is all that something is made from that is worked out of a function: its text as far as it means anything, and what else the
// maker adds. Places count from where the function begins, so that what stands above it does not matter. Variables and instructions have
// the numbers under which they were first spelt: by these what is kept speaks of them.
type Ground struct {
	text   []byte
	of     *program.Function
	vars   numbers[*ir.Var]
	instrs []ir.Instr // of the function, once somebody wants their numbers
}

// Numbers are those of what was spelt, from 0 on.
type numbers[T comparable] struct {
	of   map[T]int
	list []T
}

func (n *numbers[T]) add(x T) (number int, first bool) {
	number, known := n.of[x]
	if !known {
		number = len(n.list)
		n.of[x] = number
		n.list = append(n.list, x)
	}
	return number, !known
}

// GroundOf spells a function.
func GroundOf(f *program.Function) *Ground {
	g := &Ground{of: f, vars: numbers[*ir.Var]{of: map[*ir.Var]int{}}, text: make([]byte, 0, 1<<12)}
	g.Text(f.Name)
	g.Text(f.Result)
	g.Bool(f.Static)
	g.Texts(f.Annotations)
	g.span(f.NameSpan)
	g.Vars(f.Params)
	g.Vars(f.Locals)
	g.nodes(f.Body)
	g.span(f.End)
	return g
}

// instructions are those of the function, in the order of its blocks.
func (g *Ground) instructions() []ir.Instr {
	if g.instrs == nil {
		g.of.Instrs(func(in ir.Instr) { g.instrs = append(g.instrs, in) })
	}
	return g.instrs
}

// NewGround is one of no function: places in it do not matter.
func NewGround() *Ground {
	return &Ground{vars: numbers[*ir.Var]{of: map[*ir.Var]int{}}}
}

// Key is the key of what is made from it, of some kind: what is worked out in another way is of another kind.
func (g *Ground) Key(kind string) Key {
	h := sha256.New()
	h.Write([]byte(kind))
	h.Write([]byte{0})
	h.Write(g.text)
	return Key(h.Sum(nil))
}

// Int adds a number.
func (g *Ground) Int(n int64) { g.text = binary.AppendVarint(g.text, n) }

// Bool adds a truth.
func (g *Ground) Bool(b bool) {
	if b {
		g.text = append(g.text, 1)
	} else {
		g.text = append(g.text, 0)
	}
}

// Text adds a text.
func (g *Ground) Text(s string) {
	g.text = append(binary.AppendUvarint(g.text, uint64(len(s))), s...)
}

// Texts adds texts.
func (g *Ground) Texts(list []string) {
	g.Int(int64(len(list)))
	for _, s := range list {
		g.Text(s)
	}
}

// Vars adds variables, with what is known of each where it first occurs. Where a variable with static storage stands does not matter.
func (g *Ground) Vars(list []*ir.Var) {
	g.Int(int64(len(list)))
	for _, v := range list {
		g.Var(v)
	}
}

// Var adds a variable.
func (g *Ground) Var(v *ir.Var) {
	if v == nil {
		g.Int(-1)
		return
	}
	number, first := g.vars.add(v)
	g.Int(int64(number))
	if !first {
		return
	}
	g.Int(int64(v.Kind))
	g.Text(v.Name)
	g.Text(v.Source)
	g.Text(v.Type)
	g.Texts(v.Annotations)
}

// span adds a place: from where the function begins on, if it is in its file.
func (g *Ground) span(s ir.Span) {
	switch {
	case g.of == nil || s == (ir.Span{}):
		g.text = append(g.text, 0)
	case s.File == g.of.Span.File:
		g.text = append(g.text, 1)
		g.Int(int64(s.From - g.of.Span.From))
		g.Int(int64(s.To - s.From))
	default:
		g.text = append(g.text, 2)
		g.Text(g.of.Unit.Files[s.File].Name)
		g.Int(int64(s.From))
		g.Int(int64(s.To))
	}
}

func (g *Ground) nodes(list []ir.Node) {
	g.Int(int64(len(list)))
	for _, n := range list {
		g.span(n.Where())
		g.node(n)
	}
}

// node spells a statement.
func (g *Ground) node(n ir.Node) {
	switch n := n.(type) {
	case *ir.Call:
		g.kind('c', n.Static)
		g.Text(n.Callee)
		g.Text(n.Typed)
		g.Text(n.Macro)
		g.Var(n.Dst)
		g.Value(n.Target)
		g.values(n.Args)
	case *ir.Assign:
		g.kind('a', n.Decl)
		g.Place(n.Dst)
		g.Value(n.Src)
	case *ir.Return:
		g.kind('r', n.Implicit)
		g.pointed(n.Value)
	case *ir.If:
		g.kind('i', false)
		g.cond(n.Cond)
		g.nodes(n.Then)
		g.nodes(n.Else)
	case *ir.Loop:
		g.kind('l', n.TestLast)
		g.cond(n.Cond)
		g.nodes(n.Body)
		g.nodes(n.Post)
	case *ir.Switch:
		g.kind('s', false)
		g.nodes(n.Pre)
		g.Value(n.Tag)
		g.nodes(n.Body)
	case *ir.Case:
		g.kind('k', n.Default)
		g.Value(n.Value)
		g.pointed(n.High)
	case *ir.Try:
		g.kind('t', n.IsFinal)
		g.Bool(n.Scope)
		g.nodes(n.Body)
		g.nodes(n.Pre)
		g.pointed(n.Filter)
		g.nodes(n.Except)
		g.nodes(n.Finally)
	case *ir.Jump:
		g.kind('j', false)
		g.Int(int64(n.Kind))
		g.Text(n.Label)
	case *ir.Label:
		g.kind('b', false)
		g.Text(n.Name)
	default:
		panic("kept: a node of a kind that is not spelt")
	}
}

func (g *Ground) kind(kind byte, flag bool) {
	g.text = append(g.text, kind)
	g.Bool(flag)
}

func (g *Ground) cond(c *ir.Cond) {
	if g.Bool(c != nil); c == nil {
		return
	}
	g.span(c.Span)
	g.Int(int64(c.Op))
	g.cond(c.X)
	g.cond(c.Y)
	g.nodes(c.Pre)
	g.Value(c.Test)
}

func (g *Ground) pointed(v *ir.Value) {
	if g.Bool(v != nil); v != nil {
		g.Value(*v)
	}
}

func (g *Ground) values(list []ir.Value) {
	g.Int(int64(len(list)))
	for _, v := range list {
		g.Value(v)
	}
}

// Value adds a value.
func (g *Ground) Value(v ir.Value) {
	g.text = append(g.text, byte(v.Kind))
	g.span(v.Span)
	g.Int(v.Int)
	g.Text(v.Name)
	g.Text(v.Type)
	g.Place(v.Place)
	g.values(v.Args)
}

// Place adds a place.
func (g *Ground) Place(p ir.Place) {
	g.Var(p.Root)
	g.Int(int64(len(p.Path)))
	for _, step := range p.Path {
		g.text = append(g.text, byte(step.Kind))
		g.Text(step.Name)
		g.Text(step.Record)
		g.pointed(step.Index)
	}
}

// Statics lists the variables with static storage that were spelt so far.
func (g *Ground) Statics() []*ir.Var {
	return slices.DeleteFunc(slices.Clone(g.vars.list), func(v *ir.Var) bool { return v.Kind != ir.StaticVar })
}
