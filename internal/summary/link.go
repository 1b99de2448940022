package summary

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// functionRef is the value of a function's name, told apart from a static function of
// the same name in another unit.
func (p *Program) functionRef(unit int, name string) ref {
	if p.static[unit][name] != nil {
		return p.pool.function(fmt.Sprintf("%s#%d", name, unit))
	}
	return p.pool.function(name)
}

// functionOf is the inverse of functionRef: a function of the driver, or else the name
// of a routine.
func (p *Program) functionOf(s string) (*Function, string) {
	name, unit, static := strings.Cut(s, "#")
	if static {
		var index int
		fmt.Sscan(unit, &index)
		return p.static[index][name], ""
	}
	if f := p.external[name]; f != nil {
		return f, ""
	}
	return nil, name
}

// summarise simulates the functions bottom-up. Within a cycle of calls a function that
// is not summarised yet is taken to do nothing: what recursion adds is not reported.
func (p *Program) summarise() {
	done := map[*Function]bool{}
	for _, f := range p.Functions {
		p.visit(f, done)
	}
	for _, f := range p.Functions {
		if f.Summary != nil && f.Summary.Bounded {
			p.Bounded = append(p.Bounded, f)
		}
	}
}

// visit summarises what f calls, then f. It keeps its own stack: call chains may be long.
func (p *Program) visit(f *Function, done map[*Function]bool) {
	type frame struct {
		f    *Function
		next int
	}
	if done[f] {
		return
	}
	done[f] = true
	stack := []frame{{f, 0}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next < len(top.f.calls) {
			callee := top.f.calls[top.next]
			top.next++
			if !done[callee] {
				done[callee] = true
				stack = append(stack, frame{callee, 0})
			}
			continue
		}
		g := top.f
		stack = stack[:len(stack)-1]
		if g.relevant || len(g.Graph.Blocks) <= smallFunction {
			g.Summary = p.simulate(g, nil)
		}
	}
}

// siteCall finds the call that made a fresh value, nil if it was made otherwise.
func (p *Program) siteCall(f *Function, site int64) *ir.Call {
	for in, n := range f.siteOf {
		if int64(n) == site {
			call, _ := in.(*ir.Call)
			return call
		}
	}
	return nil
}
