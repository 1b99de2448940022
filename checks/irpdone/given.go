package irpdone

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// A given is a request on a way: whether it stands where another thread may take it from and complete it.
type given struct {
	linked *ir.Call // has put it into a list, whose lock is still held
	by     *ir.Call // has put it there; nil: it is the function's
	open   *ir.Call // from which call on it can be taken
	maybe  bool     // by is a function that does so on one of its ways; its result has not been tested since
	result *ir.Var  // what that returned
	used   ir.Span  // the first use since
	in     carrier  // a structure of the function's that holds it, too
}

// A giving looks for uses of the request that x holds, behind where another thread may take it.
type giving struct {
	e      *enders
	f      *program.Function
	x      *ir.Var
	stacks map[*ir.Var]bool // variables that hold a part of the request
	uses   map[ir.Span]late
	first  map[ir.Span]late // uses on ways of which the end is not known
	gives  bool             // a way ends with the request given away
}

// A late use is one of a request that another thread may have completed.
type late struct {
	at       ir.Span
	spelt    string
	by, open *ir.Call
}

// reportGiven reports uses of requests that f has put into a list or queue, and of which it is not the owner afterwards.
func (e *enders) reportGiven(pass *check.Pass, f *program.Function) {
	for _, x := range e.inserted(f) {
		g, all := e.follow(f, x)
		if !all {
			pass.GiveUp(f, ways.TooMany)
		}
		for _, u := range slices.SortedFunc(maps.Values(g.uses), func(a, b late) int { return cmp.Compare(a.at.From, b.at.From) }) {
			path := []program.PathStep{{Unit: f.Unit, Span: u.by.Span, Text: fmt.Sprintf("`%s` puts `%s` where another thread may take it from", u.by.Callee, x.Name)}}
			where := "put the request into a queue: another thread may have taken and completed it by now"
			if w, begins := e.starts(f, u.by); begins {
				path[0].Text = fmt.Sprintf("`%s` has `%s` run in another thread, which completes `%s`", u.by.Callee, w.function.Name, x.Name)
				where = fmt.Sprintf("handed the request to `%s`: it may be completed by now", w.function.Name)
			}
			if u.open != u.by {
				path = append(path, program.PathStep{Unit: f.Unit, Span: u.open.Span, Text: fmt.Sprintf("`%s` lets it be taken", u.open.Callee)})
			}
			path = append(path, program.PathStep{Unit: f.Unit, Span: u.at, Text: fmt.Sprintf("uses `%s`", u.spelt)})
			pass.Report(check.Finding{Level: check.Error, Unit: f.Unit, At: u.at, Path: path},
				"`%s` is used here, after `%s` has %s, and its memory may hold another one", u.spelt, u.by.Callee, where)
		}
	}
}

// inserted lists the variables of f that hold a request which f puts into a list or queue, itself or by what it calls.
func (e *enders) inserted(f *program.Function) []*ir.Var {
	var list []*ir.Var
	add := func(x *ir.Var) {
		if owned(x) && !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	if f.Result == "void" {
		return nil // who it hands the request to is told by what it returns
	}
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok {
			return
		}
		target, name := e.p.Callee(f, call)
		insertion, is := ddi.Inserts(name)
		switch {
		case target != nil:
			for i, a := range call.Args {
				if ways.Variable(a) && i < len(target.Params) && e.hands(f, call, a.Place.Root) {
					add(a.Place.Root)
				}
			}
		case is && insertion.Arg < len(call.Args):
			if x := request(insertion, call); x != nil {
				add(x)
			}
		}
	})
	list = slices.DeleteFunc(list, func(x *ir.Var) bool { return noted(f, x) })
	for _, x := range e.handed(f) {
		add(x)
	}
	return list
}

// noted reports whether f stores in memory what a variable holds: the request may be in a list for the record, and owned by what is stored.
func noted(f *program.Function, x *ir.Var) bool {
	found := false
	f.Instrs(func(in ir.Instr) {
		set, ok := in.(*ir.Assign)
		found = found || ok && len(set.Dst.Path) > 0 && ways.Holds(set.Src, x)
	})
	return found
}

// hands reports whether a call in f of a function of the driver gives away the request that x holds on one of the ways through it, and nothing
// but its result tells on which.
func (e *enders) hands(f *program.Function, call *ir.Call, x *ir.Var) bool {
	target, _ := e.p.Callee(f, call)
	i := slices.IndexFunc(call.Args, func(a ir.Value) bool { return ways.Holds(a, x) })
	decides := func(a ir.Value) bool { return a.Kind == ir.Const || a.Kind == ir.AddrOf }
	return target != nil && call.Callee != "" && i >= 0 && call.Dst != nil && !slices.ContainsFunc(call.Args, decides) && e.givesAway(parameter{target, i})
}

// givesAway reports whether a way through a function ends where the request that it is given as a parameter is in a queue.
func (e *enders) givesAway(p parameter) bool {
	if gives, ok := e.given[p]; ok {
		return gives
	}
	e.given[p] = false // of a function that calls itself nothing is known
	if p.index >= len(p.f.Params) || p.f.Assigns(p.f.Params[p.index]) || !slices.Contains(e.inserted(p.f), p.f.Params[p.index]) {
		return false
	}
	g, _ := e.follow(p.f, p.f.Params[p.index])
	e.given[p] = g.gives
	return g.gives
}

func (e *enders) follow(f *program.Function, x *ir.Var) (*giving, bool) {
	g := &giving{e: e, f: f, x: x, stacks: parts(e.p, f, x), uses: map[ir.Span]late{}, first: map[ir.Span]late{}}
	all := ways.Follow(e.p, f, given{}, g)
	return g, all
}

// request is the variable that holds the request which a call puts somewhere, by the argument that says so; nil if it can't be told. A list
// of the function's own is seen by nobody else.
func request(i ddi.Insertion, call *ir.Call) *ir.Var {
	if list := call.Args[0]; list.Kind == ir.AddrOf && list.Place.IsLocal() {
		return nil
	}
	switch v := call.Args[i.Arg]; {
	case i.Tag == "" && ways.Variable(v):
		return v.Place.Root
	case i.Tag != "" && v.Kind == ir.AddrOf && len(v.Place.Path) > 1 && v.Place.Path[0].Kind == ir.Deref && v.Place.Path[1].Record == i.Tag:
		return v.Place.Root
	}
	return nil
}

// Instr follows where the request is, and notes uses.
func (g *giving) Instr(st *ways.State[given], in ir.Instr) {
	own := &st.Own
	switch in := in.(type) {
	case *ir.Assign:
		g.value(own, in.Span, in.Src)
		g.place(own, in.Span, in.Dst)
		if c, carries := carried(in, g.x); carries {
			own.in = c
		}
		if len(in.Dst.Path) > 0 {
			return
		}
		if in.Dst.Root == own.in.pointer {
			own.in = carrier{}
		}
		if own.result = moved(own.result, in); in.Dst.Root == g.x {
			*own = given{}
		}
	case *ir.Return:
		if in.Value != nil {
			g.value(own, in.Span, *in.Value)
		}
		if own.by != nil {
			g.gives = true
			if u, used := g.first[own.used]; used {
				g.uses[u.at] = u
			}
		}
	case *ir.Call:
		g.call(own, in)
	}
}

// Edge forgets what may be elsewhere where a test asks for the result that tells, before anything is used.
func (g *giving) Edge(st *ways.State[given], e *cfg.Edge) {
	if own := &st.Own; e.Test != nil && own.maybe && own.used == (ir.Span{}) && own.result != nil && e.Test.Reads(own.result) {
		*own = given{}
	}
}

// call follows a call. The request is the function's own again where it is given to anything that does not only look at it: it has been
// taken back, or is handed on.
func (g *giving) call(own *given, call *ir.Call) {
	target, name := g.e.p.Callee(g.f, call)
	r := g.e.p.Known.Lookup(name)
	insertion, inserts := ddi.Inserts(name)
	var x *ir.Var
	if inserts && insertion.Arg < len(call.Args) {
		x = request(insertion, call)
	}
	names := func(v ir.Value) bool { return v.Kind == ir.AddrOf && v.Place.Root == g.x || ways.Holds(v, g.x) }
	switch {
	case g.e.handsOver(g.f, call, g.x, own.in):
		*own = given{by: call, open: call, maybe: call.Dst != nil, result: call.Dst}
	case x == g.x && insertion.AtOnce:
		*own = given{by: call, open: call}
	case x == g.x:
		*own = given{linked: call}
	case g.e.hands(g.f, call, g.x):
		*own = given{by: call, open: call, maybe: true, result: call.Dst}
	case r.Does(ddi.Wait):
		*own = given{}
	case r.Does(ddi.Pend) && slices.ContainsFunc(call.Args, names):
		g.use(own, call.Span, g.x.Name)
	case r.Does(ddi.Access | ddi.Trace):
	case slices.ContainsFunc(call.Args, names):
		*own = given{}
	case own.linked != nil && own.by == nil && (r.Does(ddi.Release) || target != nil && g.e.unlocks(target)):
		own.by, own.open = own.linked, call
	case !g.e.p.Known.Lookup(call.Macro).Does(ddi.Trace) && !asserts(r):
		for _, a := range call.Args {
			g.value(own, call.Span, a)
		}
	}
	if call.Dst == g.x {
		*own = given{}
	}
	if call.Dst != nil && call.Dst == own.in.pointer {
		own.in = carrier{}
	}
}

// unlocks reports whether a function is the end of a pair that takes and releases a lock.
func (e *enders) unlocks(f *program.Function) bool {
	var does ddi.Kind
	f.Instrs(func(in ir.Instr) {
		_, r := e.p.RoutineOf(f, in)
		for _, kind := range []ddi.Kind{ddi.Acquire, ddi.Release} {
			if r.Does(kind) {
				does |= kind
			}
		}
	})
	return does == ddi.Release
}

func (g *giving) value(own *given, at ir.Span, v ir.Value) {
	for _, a := range v.Args {
		g.value(own, at, a)
	}
	if v.Kind == ir.Load {
		g.place(own, at, v.Place)
	}
}

// place notes the use of a place that lies in the request, or in a part of it.
func (g *giving) place(own *given, at ir.Span, p ir.Place) {
	if len(p.Path) > 1 && p.Path[0].Kind == ir.Deref && (p.Root == g.x || g.stacks[p.Root]) {
		g.use(own, at, p.String())
	}
}

func (g *giving) use(own *given, at ir.Span, spelt string) {
	if own.by != nil && own.used == (ir.Span{}) {
		own.used = at
		g.first[at] = late{at: at, spelt: spelt, by: own.by, open: own.open}
	}
}
