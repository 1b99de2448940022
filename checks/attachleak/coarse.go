package attachleak

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/property/irql"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// surely reports whether a way that was found where ways are merged is one: who comes to this return has come by the call that attached, and by none that may detach.
func surely(p *irql.Point, attached *simulate.Step) bool {
	g, m := p.In().Graph, p.Machine()
	var ret, by ir.Instr
	var detaching []ir.Instr
	for _, in := range g.Instrs() {
		switch in := in.(type) {
		case *ir.Return:
			if in.Span == p.At() {
				ret = in
			}
		case *ir.Call:
			target, name := m.Callee(p.In(), in)
			if in.Span == attached.At {
				by = in
			}
			if target != nil && m.DetachesSometimes(target) || target == nil && m.Known.Lookup(name).Does(ddi.Detach) {
				detaching = append(detaching, in)
			}
		}
	}
	if ret == nil || by == nil || slices.ContainsFunc(detaching, func(in ir.Instr) bool { return g.Follows(in, ret) }) {
		return false
	}
	return !g.Bypasses(by, ret)
}
