package clang

import (
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// A call knows the macro whose text spells it, of several the outermost, but for one that only stands for the kit's; what a macro is given as an
// argument is spelled in the source.
func TestMacroOfCall(t *testing.T) {
	root := write(t, map[string]string{"a.c": `#include <ntddk.h>
#if LOUD
#define TRACE(level, x) do { if (level) KdPrintEx(x); } while (0)
#else
#define TRACE(level, x)  LOG(x)
#define LOG(x) KdPrintEx(x)
#endif
#define TWICE(x) x; x
void first(int); void second(int); int third(void);
#define SECOND(n) second(n)
void f(void) { first(1); SECOND(third()); TRACE(1, (1, 2, "a")); KdPrint(("b")); TWICE(first(2)); }
`})
	want := map[string]string{"first": "", "second": "SECOND", "third": "", "DbgPrint": "KdPrint", "DbgPrintEx": "KdPrintEx"}
	calls := 0
	for _, n := range load(t, root, "a.c").Units[0].Funcs[0].Body {
		call, ok := n.(*ir.Call)
		if !ok {
			continue
		}
		calls++
		if spelt, known := want[call.Callee]; !known || call.Macro != spelt {
			t.Errorf("%s is spelled by %q", call.Callee, call.Macro)
		}
	}
	if calls != 7 {
		t.Errorf("%d calls", calls)
	}
}
