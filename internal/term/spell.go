package term

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// Spell writes r as a programmer would. params names the parameters.
func (p *Pool) Spell(r Ref, params []*ir.Var) string {
	t := p.terms[r]
	switch t.Op {
	case Const:
		return fmt.Sprint(t.N)
	case Param:
		if int(t.N) < len(params) {
			return params[t.N].Name
		}
		return fmt.Sprintf("parameter %d", t.N+1)
	case Init:
		return p.Spell(t.A, params)
	case Fresh:
		return "?"
	case Stale:
		return p.Spell(t.A, params)
	case Addr:
		return "&" + p.Spell(t.A, params)
	case Func, Text:
		return t.S
	case Unary:
		return t.S + p.Spell(t.A, params)
	case Binary:
		return "(" + p.Spell(t.A, params) + " " + t.S + " " + p.Spell(t.B, params) + ")"
	case Var:
		if t.N < 0 {
			return t.S
		}
		return p.vars[t.N].Words()
	case Deref:
		return "*" + p.Spell(t.A, params)
	case Field:
		if whole := p.terms[t.A]; whole.Op == Deref {
			return p.Spell(whole.A, params) + "->" + t.S
		}
		return p.Spell(t.A, params) + "." + t.S
	case Index:
		return strings.TrimPrefix(p.Spell(t.A, params), "*") + "[" + p.Spell(t.B, params) + "]"
	}
	return "?"
}
