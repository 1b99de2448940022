package driver

import (
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/ir"
)

// HandsOn is the call of a documented routine whose status f returns in an outcome without knowing whether it is an error; nil if it returns another value, or knows.
func HandsOn(d *Driver, f *program.Function, o *simulate.Outcome) *ir.Call {
	if known := d.Paths.ResultIn(o); f.Result != "long" || known.Lo >= 0 || known.Hi < 0 {
		return nil
	}
	for v := o.Result(); ; {
		t := d.Terms().Term(v)
		call := d.CallOf(f, t)
		if call == nil {
			return nil
		}
		target, name := d.Callee(f, call)
		inner, ok := t.ByCallee()
		switch {
		case target == nil && d.Known.Documented(name) && call.Dst != nil && call.Dst.Type == "long":
			return call
		case !ok || target == nil:
			return nil
		}
		f, v = target, inner
	}
}
