package clang

import (
	"strings"
	"testing"
)

// What C++ drivers use of libraries and headers that are not there. Every call must
// reach the ir.
func TestCPlusPlusSpellings(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"function stored in an invented structure", `void f(UNKNOWN_TABLE *t) { t->Unload = Handler; first(t); }`, "t->Unload = Handler"},
		{"undeclared function", `void f() { if (Undeclared(first(1), 2)) second(); }`, "Undeclared("},
		{"arguments that do not fit", `struct A {}; int Get(A *a); void f(int *p) { int n = Get(p); first(n); }`, "Get(p)"},
		{"method that nobody declares", `void f(UNKNOWN_CLASS *p) { p->Start(first(1)); }`, "first(1)"},
		{"operator new of another header", `struct A { A(int); }; void f() { auto *a = new (NonPagedPoolNx, 'gat') A(1); first(a); }`, "A::A(%1, 1)"},
		{"class of another header", `class Port : public IUnknownPort { public: Port(int n) : IUnknownPort(n) {} void Run() { first(Init()); } };`, "first("},
		{"interface", `class Unit : public CUnknown { public: DECLARE_STD_UNKNOWN(); Unit(PUNKNOWN o) : CUnknown(o) {} }; void f(Unit *u) { u->AddRef(); first(u); }`, "Unit::AddRef(u)"},
		{"digits and raw strings", `void f() { first(1'000'000, R"(a " ( b)"); }`, "first(1000000"},
		{"conversions", `void f(PVOID p) { first(ULONG(3), static_cast<char *>(p), reinterpret_cast<ULONG_PTR>(p)); }`, "first(3, p, p)"},
		{"variables of an if", `int g(int *); void f() { if (int n; auto r = g(&n)) first(r); else second(n); }`, "second(n)"},
		{"table by macro", `void f() { struct { int a; } t[] = { { first() }, { second() } }; }`, "first()"},
		{"scopes", `namespace a::b { static int g; int h() { return g; } } extern "C" { int k() { return first(a::b::h()); } }`, "a::b::h()"},
		{"range", `void f() { int all[] = { 1, 2 }; for (auto &n : all) { first(n); } }`, "first("},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := write(t, map[string]string{"a.cpp": "#include <ntddk.h>\nextern \"C\" int first(...);\nextern \"C\" int second(...);\nextern \"C\" int Handler(int);\n" + test.source})
			loaded := load(t, root, "a.cpp")
			if s := loaded.Stats[0]; s.Missed != 0 {
				t.Errorf("%d of %d calls missed", s.Missed, s.Calls)
			}
			if got := loaded.Units[0].Format(""); !strings.Contains(got, test.want) {
				t.Errorf("%q is not in\n%s", test.want, got)
			}
		})
	}
}
