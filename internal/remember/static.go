package remember

import (
	"bytes"
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/kept"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/internal/trace"
	"github.com/drvlint/drvlint/ir"
)

// context stands for all that concerns every function: which functions and variables there are, what declarations promise, what is
// constant, which rules are asked.
func (l *levels) context() trace.ID {
	g := kept.NewGround()
	for _, rule := range l.Rules() {
		g.Text(rule.Name)
	}
	for _, f := range l.Functions {
		g.Int(int64(f.UnitIndex))
		g.Text(f.Name)
	}
	for _, u := range l.Units {
		g.Int(-1)
		for _, proto := range u.Protos {
			g.Text(proto.Name)
			g.Text(proto.Role)
			g.Bool(proto.Static)
			g.Bool(proto.IsType)
			g.Texts(proto.Annotations)
		}
		g.Int(-1)
		for _, v := range u.Globals {
			g.Var(v.Var)
			g.Bool(v.Defined)
			g.Bool(v.Const)
			g.Bool(v.Init != nil)
			_, constant := l.Constant(l.Terms.Variable(v.Var))
			g.Bool(constant)
			for _, init := range v.Init {
				initial(g, init)
			}
		}
	}
	g.Texts(profile.CountedNames(l.Profile))
	g.Bool(l.Pages())
	g.Bool(len(l.RoutineCalls(ddi.LockCode, ddi.Anything)) > 0)
	return trace.ID(g.Key("context"))
}

// initial adds what a part of a variable is initialised with. Tables have thousands of numbers.
func initial(g *kept.Ground, init ir.FieldInit) {
	g.Int(int64(len(init.Path)))
	for _, step := range init.Path {
		g.Int(int64(step.Kind))
		switch {
		case step.Kind == ir.Field:
			g.Text(step.Name)
		case step.Kind == ir.Index && step.Index.Kind == ir.Const:
			g.Int(step.Index.Int)
		default:
			g.Place(ir.Place{Path: []ir.Step{step}})
		}
	}
	if g.Bool(init.Value.Kind == ir.Const); init.Value.Kind == ir.Const {
		g.Int(init.Value.Int)
	} else {
		g.Value(init.Value)
	}
}

// static stands for what simulating a function depends on beside others, and beside what concerns all.
func (l *levels) static(f *program.Function, globals map[*ir.Var]int) trace.ID {
	g := kept.GroundOf(f)
	for _, v := range g.Statics() {
		g.Int(int64(globals[v]))
	}
	f.Instrs(func(in ir.Instr) {
		if call, ok := in.(*ir.Call); ok {
			l.call(g, f, call)
		}
	})
	for _, callee := range l.MayCall(f) {
		g.Int(int64(callee.Index))
	}
	if len(l.Roles(f)) > 0 {
		depth, known := l.RegionOnEntry(f)
		g.Bool(known)
		g.Int(depth)
	}
	return trace.ID(g.Key("static"))
}

// face stands for what others may ask of a function beside its summaries, and beside what concerns all.
func (t *spreading) face(f *program.Function) trace.ID {
	g := kept.NewGround()
	if t.bares(f) {
		g = kept.GroundOf(f)
	}
	g.Text(f.Name)
	g.Text(f.Result)
	g.Bool(f.Static)
	g.Texts(f.Annotations)
	g.Vars(f.Params)
	g.Int(int64(f.UnitIndex))
	g.Text(f.Thunk)
	g.Bool(len(f.Graph.Blocks) <= simulate.SmallFunction)
	known := t.Of(f)
	g.Int(int64(known.Itself))
	g.Int(int64(known.Traits))
	for _, names := range []*term.Names{&known.Mentions, &known.Writes, &known.Assigned} {
		for _, bits := range names {
			g.Int(int64(bits))
		}
	}
	g.Int(-1)
	for _, r := range t.Roles(f) {
		g.Text(string(r.Role))
		g.Text(r.Routine)
		g.Text(r.Type)
		g.Bool(r.Declared)
		g.Bool(r.By != nil)
		g.Int(r.Index)
		g.Int(int64(r.Owner))
	}
	levels, role := t.RoleLevels(f)
	g.Bool(role)
	g.Int(int64(levels.Min))
	g.Int(int64(levels.Max))
	g.Bool(t.Pageable(f))
	g.Int(int64(t.Asserted(f)))
	most, least, hangs := t.Needs(f)
	g.Int(int64(most))
	g.Int(int64(least))
	g.Bool(hangs)
	if known.Itself&(profile.Locks|profile.Shifts) != 0 {
		for _, does := range profile.EffectsOf(t.Profile, f) {
			g.Text(does.Routine.Name)
			g.Text(does.Lock)
		}
	}
	for _, v := range t.declared[f] {
		g.Int(int64(t.globals[v]))
	}
	return trace.ID(g.Key("face"))
}

// bares reports whether others look into a function: whom it gives what it attaches with decides whether they may detach.
func (t *spreading) bares(f *program.Function) bool {
	return slices.ContainsFunc(f.Calls(), func(call *ir.Call) bool {
		_, r := t.RoutineOf(f, call)
		return r.Does(ddi.Attach | ddi.Detach)
	})
}

// call adds what a call reaches, and what others decide of it.
func (l *levels) call(g *kept.Ground, f *program.Function, call *ir.Call) {
	target, name := l.Callee(f, call)
	g.Text(name)
	g.Bool(l.Registers(call))
	if target != nil {
		g.Int(int64(target.Index))
		return
	}
	g.Int(-1)
	for _, is := range l.Decided(f, call) {
		g.Bool(is)
	}
	if r := l.Known.Lookup(name); r.Does(ddi.MayRaise) {
		g.Bool(l.Raises(f, call, r, program.MaxSolid))
	}
}

// A spreading finds what functions come to (Tarjan).
type spreading struct {
	*levels
	context    trace.ID
	globals    map[*ir.Var]int                 // numbers
	declared   map[*program.Function][]*ir.Var // variables with static storage that are declared in a function
	initial    []*program.Function             // whose address a variable holds from the beginning
	found      map[int]trace.ID                // the faces of all that a function comes to
	order, low map[int]int
	stack      []*program.Function
}

func (l *levels) spread(context trace.ID) *spreading {
	t := &spreading{levels: l, context: context, globals: map[*ir.Var]int{}, declared: map[*program.Function][]*ir.Var{}, found: map[int]trace.ID{}, order: map[int]int{}, low: map[int]int{}}
	for i, u := range l.Units {
		for _, g := range u.Globals {
			t.globals[g.Var] = len(t.globals)
			g.Mentions(func(name string) { t.initial = append(t.initial, l.Lookup(i, name)) })
		}
	}
	for _, f := range l.Functions {
		for _, g := range f.Unit.Globals {
			if g.Kind == ir.StaticVar && g.File == f.Span.File && f.Span.From < g.From && g.To <= f.Span.To {
				t.declared[f] = append(t.declared[f], g.Var)
			}
		}
	}
	return t
}

// of stands for a function and for the faces of all that it comes to: those that come to each other share these.
func (l *levels) of(f int) trace.ID {
	t := l.spreading
	if t.order[f] == 0 {
		t.visit(l.Functions[f])
	}
	own, shown := t.static(l.Functions[f], t.globals), t.found[f]
	return trace.IDOf(own[:], shown[:])
}

// next visits the functions that simulating f may come to at once: those that it calls or may call, and those whose address may be known on
// a way through it.
func (t *spreading) next(f *program.Function, visit func(*program.Function)) {
	t.CallsAny(f, func(callee *program.Function) bool {
		visit(callee)
		return false
	})
	see := func(g *program.Function) {
		if g != nil {
			visit(g)
		}
	}
	f.Mentions(func(name string) { see(t.Lookup(f.UnitIndex, name)) })
	anything := false
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		anything = anything || ok && call.Callee == ""
	})
	if anything {
		for _, g := range t.initial {
			see(g)
		}
	}
}

func (t *spreading) visit(f *program.Function) {
	at := len(t.order) + 1
	t.order[f.Index], t.low[f.Index] = at, at
	t.stack = append(t.stack, f)
	t.next(f, func(g *program.Function) {
		if t.order[g.Index] == 0 {
			t.visit(g)
			t.low[f.Index] = min(t.low[f.Index], t.low[g.Index])
		} else if _, done := t.found[g.Index]; !done {
			t.low[f.Index] = min(t.low[f.Index], t.order[g.Index])
		}
	})
	if t.low[f.Index] < at {
		return
	}
	from := slices.Index(t.stack, f)
	ring := slices.Clone(t.stack[from:])
	t.stack = t.stack[:from]
	slices.SortFunc(ring, func(a, b *program.Function) int { return a.Index - b.Index })
	parts := [][]byte{t.context[:]}
	below := map[trace.ID]bool{}
	for _, g := range ring {
		face := t.face(g)
		parts = append(parts, face[:])
		t.next(g, func(callee *program.Function) {
			if known, done := t.found[callee.Index]; done {
				below[known] = true
			}
		})
	}
	for known := range below {
		parts = append(parts, slices.Clone(known[:]))
	}
	slices.SortFunc(parts[1+len(ring):], bytes.Compare)
	of := trace.IDOf(parts...)
	for _, g := range ring {
		t.found[g.Index] = of
	}
}
