package program

import (
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// Namesake is the kernel routine after which the pointer is named that a call goes through, if
// the call has the routine's arguments; "" for none. Where a driver hides what it imports, its
// own names still say: pfnZwClose, Imports->KeWaitForSingleObject.
func Namesake(call *ir.Call) string {
	if call.Callee != "" || call.Target.Kind != ir.Load || call.Target.Place.Root == nil {
		return ""
	}
	name := call.Target.Place.Root.Name
	for _, step := range call.Target.Place.Path {
		if step.Kind == ir.Field {
			name = step.Name
		}
	}
	return namesake(name, len(call.Args))
}

const (
	longestPrefix = 8 // of a name that ends with that of a routine, as in Original
	shortestName  = 6 // of a routine that says something behind a prefix
)

func namesake(name string, args int) string {
	for i := 0; i <= longestPrefix && i+shortestName <= len(name); i++ {
		if name[i] < 'A' || name[i] > 'Z' {
			continue
		}
		r := ddi.Lookup(name[i:])
		if r == nil {
			continue
		}
		if r.Operands.Highest() >= args {
			return ""
		}
		return r.Name
	}
	return ""
}

// thunk is the kernel routine that f only hands its parameters on to, through a pointer named
// after it; "" if f does anything else.
func thunk(f *Function) string {
	var last *ir.Call
	calls, plain := 0, true
	for _, in := range f.body {
		switch in := in.(type) {
		case *ir.Call:
			last = in
			calls++
		case *ir.Assign:
			plain = plain && in.Dst.IsLocal()
		}
	}
	if last == nil || calls > 2 || !plain || len(f.Params) == 0 || len(last.Args) != len(f.Params) {
		return ""
	}
	for i, a := range last.Args {
		if a.Kind != ir.Load || a.Place.Root != f.Params[i] || len(a.Place.Path) > 0 {
			return ""
		}
	}
	return Namesake(last)
}
