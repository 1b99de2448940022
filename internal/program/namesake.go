package program

import (
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// Namesake is the kernel routine after which the pointer is named that a call goes through, or else its type, if
// the call has the routine's arguments; "" for none. Where a driver hides what it imports, its
// own names still say: pfnZwClose, Imports->KeWaitForSingleObject, ((ZwClose_t)Find(hash))(handle).
func Namesake(call *ir.Call) string {
	if call.Callee != "" {
		return ""
	}
	if name := namesake(pointerName(call.Target), len(call.Args)); name != "" {
		return name
	}
	if of, found := strings.CutPrefix(call.Typed, "decltype("); found {
		if of = strings.TrimSuffix(of, ")"); ddi.Documented(of) {
			return of
		}
		return ""
	}
	return typesake(call.Typed, len(call.Args))
}

// pointerName is the name of the variable or member that holds a pointer.
func pointerName(v ir.Value) string {
	if v.Kind != ir.Load || v.Place.Root == nil {
		return ""
	}
	name := v.Place.Root.Name
	for _, step := range v.Place.Path {
		if step.Kind == ir.Field {
			name = step.Name
		}
	}
	return name
}

// suffixes are what names of types end with that are made of a routine's.
var suffixes = []string{"_t", "_fn", "_func", "_ptr", "_proc", "_type", "fn", "func", "ptr", "proc", "type"}

// typesake is the routine after which a type is named. Types are also written in capitals: PFN_ZWCLOSE.
func typesake(name string, args int) string {
	for _, suffix := range append([]string{""}, suffixes...) {
		stem := len(name) - len(suffix)
		if stem < shortestName || !strings.EqualFold(name[stem:], suffix) {
			continue
		}
		if r := namesake(name[:stem], args); r != "" {
			return r
		}
		if strings.ToUpper(name) != name {
			continue
		}
		for i := 0; i <= longestPrefix && i+shortestName <= stem; i++ {
			if r := ddi.InCapitals(name[i:stem]); r != nil {
				return called(r, args)
			}
		}
	}
	return ""
}

const (
	longestPrefix = 8 // of a name that ends with that of a routine, as in Original
	shortestName  = 6 // of a routine that says something behind a prefix
)

// called is the routine's name, if a call with so many arguments may be of it.
func called(r *ddi.Routine, args int) string {
	if r.Operands.Highest() >= args {
		return ""
	}
	return r.Name
}

func namesake(name string, args int) string {
	for i := 0; i <= longestPrefix && i+shortestName <= len(name); i++ {
		if name[i] < 'A' || name[i] > 'Z' {
			continue
		}
		if r := ddi.Lookup(name[i:]); r != nil {
			return called(r, args)
		}
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
