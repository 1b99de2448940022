package objectref

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// maxTakers bounds the functions of the driver through which a reference is handed up.
const maxTakers = 3

// A taker is a function of the driver that gives its caller a pointer with a reference: whoever calls it has to drop it.
type taker struct {
	f     *program.Function
	from  *search // how it gets the reference
	out   *ir.Var // the parameter that says where the pointer goes; nil: it is returned
	truth bool    // its result is not zero where there is one, else a status
}

// An end is a return of a function, as one way comes to it.
type end struct {
	out    *ir.Var // the parameter that says where the pointer was stored; nil if nowhere
	filled *ir.Var // the parameter that says where another pointer was stored
	result bool    // the pointer is returned
	value  int64   // what is returned, if that is known
	known  bool
	status bool // the status of the call that took the reference is returned
	said   bool // whether that is a success is returned
}

// calls lists the calls of a taker as those of a routine that takes a reference.
func (t taker) calls(at callers) []callgraph.RoutineCall {
	r := &ddi.Routine{Name: t.f.Name, Pair: t.from.c.Routine.Pair}
	if t.out != nil {
		r.Operands[ddi.OpObjectOut] = uint8(slices.Index(t.f.Params, t.out) + 1)
	}
	list := slices.Clone(at[t.f])
	for i := range list {
		list[i].Routine = r
	}
	return list
}

// steps tell, innermost first, how a function that is called gets the reference; none of a routine.
func (t *taker) steps() []program.PathStep {
	if t == nil {
		return nil
	}
	c := t.from.c
	return append(t.from.called.steps(), program.PathStep{Unit: t.f.Unit, Span: c.Call.Span, Text: fmt.Sprintf("`%s` takes a reference, which `%s` gives to its caller", c.Routine.Name, t.f.Name)})
}

// callers are the calls of each function of a driver.
type callers map[*program.Function][]callgraph.RoutineCall

// callsOf lists who calls the functions of a driver.
func callsOf(p *callgraph.Graph) callers {
	at := callers{}
	for _, f := range p.Functions {
		f.Instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok {
				if target, _ := p.Callee(f, call); target != nil && target != f {
					at[target] = append(at[target], callgraph.RoutineCall{Call: call, In: f})
				}
			}
		})
	}
	return at
}

// taker returns what the function of a search is to its callers, if each of its ways tells them whether they get a reference.
func (s *search) taker() (taker, bool) {
	t := taker{f: s.c.In, from: s}
	typ := s.c.In.Result
	t.truth = succeedsWithTruth(s.c.In)
	result := false
	for _, e := range s.ends {
		result = result || e.result
		if e.out != nil {
			t.out = e.out
		}
	}
	if result == (t.out != nil) || t.out != nil && (typ == "void" || strings.Contains(typ, "*")) {
		return t, false
	}
	return t, !slices.ContainsFunc(s.ends, func(e end) bool { return !e.tells(t.out, t.truth) })
}

// tells reports whether the caller knows at an end whether it gets the reference. One that the function itself has lost there is none of the caller's; and where it
// stores another pointer there and succeeds, the caller, who can't tell the two apart, gets a reference with that, too.
func (e end) tells(out *ir.Var, truth bool) bool {
	switch {
	case out == nil:
		return e.result || e.known && e.value == 0
	case e.out == nil && (truth && e.known && e.value == 0 || !truth && (!e.known || e.value < 0)):
		return true
	case e.out != out && (e.out != nil || e.filled != out):
		return false
	case truth:
		return e.known && e.value != 0 || e.said
	}
	return e.known && e.value >= 0 || e.status || !e.known
}

// ended notes how a way comes to a return.
func (s *search) ended(st *ways.State[state], in *ir.Return) {
	own := st.Own
	e, held := end{out: own.out, filled: own.filled}, own.phase == held
	if in.Value != nil {
		e.status = own.is(*in.Value)
		e.said = own.said != nil && ways.Holds(truthOf(*in.Value), own.said)
		e.result = s.v != nil && s.points(own, *in.Value) && (held || !own.let && !own.kept && s.orNull())
		e.value, _, e.known = st.Number(*in.Value)
		e.value = int64(int32(e.value))
	}
	if s.v == nil && (held || own.phase == pending && (e.status || e.said)) {
		e.out = s.param
	}
	if !slices.Contains(s.ends, e) {
		s.ends = append(s.ends, e)
	}
	if !e.status && !e.said && !own.passed {
		s.strand(st, in, e.out)
	}
}

// truthOf is what a value is the truth value of.
func truthOf(v ir.Value) ir.Value {
	if v.Kind == ir.Op && v.Name == "!=" && v.Args[1].Kind == ir.Const && v.Args[1].Int == 0 {
		return v.Args[0]
	}
	return v
}

// succeedsWithTruth reports whether the result of a function is a truth value rather than a status.
func succeedsWithTruth(f *program.Function) bool {
	return f.Result == "bool" || strings.HasSuffix(f.Result, "char") || f.Result == "int"
}

// orNull reports whether the variable that gets the pointer is only ever given NULL otherwise: where it is not, there is a reference.
func (s *search) orNull() bool {
	set, other := false, false
	s.c.In.Instrs(func(in ir.Instr) {
		switch in := in.(type) {
		case *ir.Assign:
			if in.Dst.Root == s.v {
				set, other = true, other || in.Src.Kind != ir.Const || in.Src.Int != 0
			}
		case *ir.Call:
			other = other || in.Dst == s.v || in != s.c.Call && slices.ContainsFunc(in.Args, func(a ir.Value) bool { return captures(a) && pointsTo(a, s.v) })
		}
	})
	return set && !other
}
