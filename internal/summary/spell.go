package summary

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// spell writes r as a programmer would. params names the parameters.
func (p *pool) spell(r ref, params []*ir.Var) string {
	t := p.terms[r]
	switch t.op {
	case opConst:
		return fmt.Sprint(t.n)
	case opParam:
		if int(t.n) < len(params) {
			return params[t.n].Name
		}
		return fmt.Sprintf("parameter %d", t.n+1)
	case opInit:
		return p.spell(t.a, params)
	case opFresh:
		return "?"
	case opStale:
		return p.spell(t.a, params)
	case opAddr:
		return "&" + p.spell(t.a, params)
	case opFunc, opText:
		return t.s
	case opUnary:
		return t.s + p.spell(t.a, params)
	case opBinary:
		return "(" + p.spell(t.a, params) + " " + t.s + " " + p.spell(t.b, params) + ")"
	case opVar:
		if t.n < 0 {
			return t.s
		}
		return p.vars[t.n].Name
	case opDeref:
		return "*" + p.spell(t.a, params)
	case opField:
		if whole := p.terms[t.a]; whole.op == opDeref {
			return p.spell(whole.a, params) + "->" + t.s
		}
		return p.spell(t.a, params) + "." + t.s
	case opIndex:
		return strings.TrimPrefix(p.spell(t.a, params), "*") + "[" + p.spell(t.b, params) + "]"
	}
	return "?"
}
