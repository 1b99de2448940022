package clang

import (
	"strings"
	"testing"
)

// What is called need not have a name of its own: it may be what another call returns, and only its type may tell what it is.
func TestCalled(t *testing.T) {
	const head = "#include <ntddk.h>\nint first();\nint second();\nvoid *find(int);\ntypedef int (*READ)(int);\n"
	for _, test := range []struct {
		name, file, source string
		want               []string
		missed             int
	}{
		{"result of a call", "a.c", `void f(void) { ((READ)find(1))(2); }`, []string{"%1 = find(1)", "(%1: READ)(2)"}, 0},
		{"result of a call, in C++", "a.cpp", `void f() { (*(READ)find(1))(2); reinterpret_cast<READ>(find(3))(4); }`, []string{"(%1: READ)(2)", "(%2: READ)(4)"}, 0},
		{"type of a function", "a.c", `int own(int); void f(void) { __typeof__(own) *p = find(1); __typeof__(&own) q = find(2); p(3); (*q)(4); }`, []string{"(p: decltype(own))(3)", "(q: decltype(own))(4)"}, 0},
		{"type of a function, in C++", "a.cpp", `int own(int); void f() { auto p = (decltype(&own))find(1); decltype(own) *q = p; p(3); q(4); }`, []string{"(p: decltype(own))(3)", "(q: decltype(own))(4)"}, 0},
		{"type of a function that is pasted to its operator", "a.cpp", "int own(int);\n#define GET(name) ((decltype(&##name))find(1))\nvoid f() { GET(own)(2); }", []string{"(%1: decltype(own))(2)"}, 0},
		{"type without a name", "a.c", `void f(int (*p)(int)) { p(1); ((int (*)(int))find(2))(3); ((int (*)(int))((char *)p + 1))(4); }`, []string{"(p)(1)", "(%1)(3)", "((p + 1))(4)"}, 0},
		{"function that is declared in two ways", "a.c", "struct odd { int a; };\nint own(int); struct odd own(int);\nvoid f(void) { if (own(1)) second(2); }", []string{"own(1)"}, 0},
		{"memory that is read for its own sake", "a.c", "void f(UCHAR *p, volatile ULONG *q, volatile LONG64 *r, volatile short s) { *(volatile UCHAR *)p; (void)q[1]; *r; s; *p; }", []string{"__iso_volatile_load8(p)", "__iso_volatile_load32(&*q[1])", "__iso_volatile_load64(r) "}, 0},
		{"type of an absent header, by its name a pointer", "a.c", "typedef PGIVEN_HANDLER PHandler;\nstruct holder { PHandler Handler; };\nvoid f(struct holder *h) { PHandler p = h->Handler; int got; if (p != NULL) (*p)(1, &got); }", []string{"(p: PHandler)(1, &got)"}, 0},
		{"what is not in the IR", "a.c", "void f(void) { __builtin_choose_expr(1, first, second)(3); }", []string{"(?)(3)"}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			loaded := load(t, write(t, map[string]string{test.file: head + test.source}), test.file)
			if s := loaded.Stats[0]; s.Missed != test.missed {
				t.Errorf("%d of %d calls missed", s.Missed, s.Calls)
			}
			got := loaded.Units[0].Format("f")
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in\n%s", want, got)
				}
			}
		})
	}
}
