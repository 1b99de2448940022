package profile

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// prepare finds what f does, tests and assigns.
func (p *Profile) prepare(f *program.Function) {
	known := p.Of(f)
	f.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if name := in.Dst.Leaf(); name != "" {
				known.Writes.Add(name)
			}
		case *ir.Call:
			target, name := p.Callee(f, in)
			if r := p.Known.Lookup(name); r != nil {
				known.Traits |= traitsOf(r)&^unconcerned(r, in) | registrationTraits(r)
				if target == nil && r.Does(ddi.ThreadState) {
					known.Traits |= Shifts
				}
			}
			for _, arg := range in.Args {
				if arg.Kind == ir.AddrOf && arg.Place.Leaf() != "" {
					known.Writes.Add(arg.Place.Leaf())
				}
			}
		}
	})
	known.Itself = known.Traits
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test != nil && e.Taken {
				known.Mentions.Mention(*e.Test)
			}
		}
	}
	p.findCounted(f)
}

// Ready is what is known of a function that is about to be followed, once Spread has returned. It is found out when
// somebody asks first, for most functions of a large driver are never followed.
func (p *Profile) Ready(f *program.Function) *Function {
	known := p.Of(f)
	known.ready.Do(func() {
		known.LoopHead = f.Graph.LoopHeads()
		known.Live = cfg.NewLiveness(f.Graph)
		p.findLater(f)
		known.findFollowed(f)
		known.doubted = doubtedIn(f, p)
		if known.Traits&(Locks|Shifts) != 0 {
			p.findTwice(f)
			p.findNone(f)
		}
	})
	return known
}

// Spread carries traits, tests and writes from callees to callers.
func (p *Profile) Spread() {
	p.order, p.deep = p.bottomUp()
	for changed := true; changed; {
		changed = false
		for _, f := range p.order {
			for _, callee := range p.Callees(f) {
				if p.Of(callee).Traits&^p.Of(f).Traits != 0 {
					p.Of(f).Traits |= p.Of(callee).Traits
					changed = true
				}
				changed = p.Of(f).Mentions.Union(&p.Of(callee).Mentions) || changed
				changed = p.Of(f).Writes.Union(&p.Of(callee).Writes) || changed
			}
			for _, callee := range p.MayCall(f) {
				changed = changed || p.Of(callee).Traits&^p.Of(f).Traits != 0
				p.Of(f).Traits |= p.Of(callee).Traits
			}
		}
	}
}

// findLater computes for each block the names that are tested from there on.
func (p *Profile) findLater(f *program.Function) {
	p.Of(f).Later = make([]term.Names, len(f.Graph.Blocks))
	for changed := true; changed; {
		changed = false
		for i := len(f.Graph.Blocks) - 1; i >= 0; i-- {
			blk := f.Graph.Blocks[i]
			set := p.Of(f).Later[i]
			for _, in := range blk.Instrs {
				switch in := in.(type) {
				case *ir.Call:
					if target, _ := p.Callee(f, in); target != nil {
						set.Union(&p.Of(target).Mentions)
						for _, arg := range in.Args {
							set.Mention(arg)
						}
					}
				case *ir.Assign: // a copy of the place may be tested instead
					set.Mention(in.Src)
				}
			}
			for _, e := range blk.Succs {
				if e.Test != nil {
					set.Mention(*e.Test)
				}
				set.Union(&p.Of(f).Later[e.To.Index])
			}
			if set != p.Of(f).Later[i] {
				p.Of(f).Later[i], changed = set, true
			}
		}
	}
}

// findFollowed finds where the function follows local pointers that it tests.
func (known *Function) findFollowed(f *program.Function) {
	tested := map[*ir.Var]bool{}
	var edges []*cfg.Edge
	for _, blk := range f.Graph.Blocks {
		for _, e := range blk.Succs {
			if e.Test == nil {
				continue
			}
			edges = append(edges, e)
			for _, v := range slices.Concat(e.Test.Args, []ir.Value{*e.Test}) {
				if v.Kind == ir.Load && len(v.Place.Path) == 0 && v.Place.Root.Kind < ir.GlobalVar && strings.HasSuffix(v.Place.Root.Type, "*") {
					tested[v.Place.Root] = true
				}
			}
		}
	}
	if len(tested) == 0 {
		return
	}
	known.Followed = map[any][]*ir.Var{}
	note := func(by any, list []*ir.Var) {
		list = slices.DeleteFunc(list, func(v *ir.Var) bool { return !tested[v] })
		if len(list) > 0 {
			known.Followed[by] = list
		}
	}
	f.Instrs(func(in ir.Instr) { note(in, ir.Followed(in)) })
	for _, e := range edges {
		note(e.Test, e.Test.Followed())
	}
}
