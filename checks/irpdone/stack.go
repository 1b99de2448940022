package irpdone

import (
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/ways"
	"github.com/drvlint/drvlint/ir"
)

// besides returns the parameter of f that is the stack location of the request which the parameter x is: the only one of its type, beside
// the only request, and no function of the driver calls f with what may be another one's; nil if there is none.
func besides(p *callgraph.Graph, f *program.Function, x *ir.Var) *ir.Var {
	request, stack := pair(f)
	if request < 0 || stack < 0 || f.Params[request] != x || f.Assigns(x) || f.Assigns(f.Params[stack]) {
		return nil
	}
	for _, by := range p.Functions {
		other := false
		by.Instrs(func(in ir.Instr) {
			call, ok := in.(*ir.Call)
			if !ok || other {
				return
			}
			if target, _ := p.Callee(by, call); target == f {
				other = len(call.Args) <= max(request, stack) || !belongs(p, by, call.Args[request], call.Args[stack])
			}
		})
		if other {
			return nil
		}
	}
	return f.Params[stack]
}

// belongs reports whether a stack location in a function is that of a request there, as far as its names tell.
func belongs(p *callgraph.Graph, f *program.Function, request, stack ir.Value) bool {
	if !ways.Variable(request) || !ways.Variable(stack) {
		return false
	}
	i, j := pair(f)
	if i >= 0 && j >= 0 && request.Place.Root == f.Params[i] && stack.Place.Root == f.Params[j] {
		return true
	}
	return locations(p, f, request.Place.Root, nil)[stack.Place.Root]
}

// pair returns the indexes of the only parameter that is a request and of the only one that is a stack location; -1 for none, or more.
func pair(f *program.Function) (request, stack int) {
	request, stack = -1, -1
	_, tag, _ := ddi.RequestMajor()
	requests, stacks := 0, 0
	for i, v := range f.Params {
		switch name, isPointer := strings.CutSuffix(v.Type, " *"); {
		case !isPointer || strings.HasSuffix(name, "*"):
		case ddi.ObjectOf(name) == ddi.IRP:
			request = i
			requests++
		case strings.HasSuffix(name, tag):
			stack = i
			stacks++
		}
	}
	if requests != 1 || stacks != 1 {
		return -1, -1
	}
	return request, stack
}
