package clang

import (
	"slices"
	"testing"
)

// What stands outside of all bodies may name a function, unless it declares one, or only says where it lies; and what stands in a statement
// that is not understood.
func TestWordsMentioned(t *testing.T) {
	root := write(t, map[string]string{"a.h": "#define SHOW(x) in_header(x)\nextern void in_header(int);\nROW(of_header)\n", "a.c": `#include "a.h"
#define SHORT in_define
#pragma alloc_text(PAGE, in_pragma)
typedef int routine(int);
routine in_type;
int declared(int a);
struct s { routine *in_member; };
TABLE(in_macro)
HOOKS hooks[] = { { 1, in_table }, { 2, (PVOID)in_cast } };
int in_define(int a) { return a; }
int in_pragma(int a) { return a; }
int in_call(int a);
int in_type(int a) { return a; }
int in_member(int a) { return a; }
int in_macro(int a) { return a; }
int in_table(int a) { return a; }
int in_cast(int a) { return a; }
int of_header(int a) { return a; }
int declared(int a) { struct { int in_body; } s; s.in_body = in_call(a); return s.in_body; }
int in_body(int a) { return a; }
int in_call(int a) { return a; }
MAP_OF(rows) { ROW(1, in_row), ROW(2, in_call) };
int in_row(int a) { return a; }
void *slots[9];
void lost(int a) { (routine *)(*slots) = in_lost; slots[1] = in_assignment; }
int in_lost(int a) { return a; }
int in_assignment(int a) { return a; }
int local(int a) { return a; }
void named(int a) { int local = a; a = local; }
#if 1
int in_half(int a) {
#else
int in_half(void) {
#endif
return declared(0); }
#if 0
ROW(in_never)
#endif
int in_never(int a) { return a; }
`})
	got := load(t, root, "a.c").Units[0].Named
	for word, want := range map[string]bool{
		"in_define": true, "in_header": true, "in_macro": true, "in_table": true, "in_cast": true, "of_header": true, "in_row": true, "in_call": true, "in_lost": true,
		"in_pragma": false, "in_type": false, "in_member": false, "declared": false, "in_body": false, "in_assignment": false, "in_never": false, "local": false, "HOOKS": false, "a": false,
	} {
		if slices.Contains(got, word) != want {
			t.Errorf("%s: named %t in %v", word, !want, got)
		}
	}
}

// What the preprocessor leaves out in this build may run in another one; what #if 0 leaves out runs in none.
func TestWordsSkipped(t *testing.T) {
	root := write(t, map[string]string{"a.c": `int before(void) { return 0; }
#if 0
int left(void) { return in_never(1); }
#if OTHER
int inner(void) { return in_inner(1); }
#endif
#else
int other(void) { return in_run(1); }
#endif
#if 0 || OTHER
int half(void) { return in_other(1); }
#else
int run(void) { return before(); }
#endif
#ifdef OTHER
#if 0
int deep(void) { return in_deep(1); }
#endif
int late(void) { return in_late(1); }
#endif
`})
	got := load(t, root, "a.c").Units[0].Named
	for word, want := range map[string]bool{"in_never": false, "in_inner": false, "in_run": false, "in_other": true, "in_deep": false, "in_late": true} {
		if slices.Contains(got, word) != want {
			t.Errorf("%s: named %t in %v", word, !want, got)
		}
	}
}

// The kit may call a method of a class that is derived from one of its own, be it through a class of the driver's.
func TestMethodsKnownToOthers(t *testing.T) {
	root := write(t, map[string]string{"a.cpp": `#include <ntddk.h>
struct Plain { void apart(); };
struct Own : Plain { void derived(); };
class Port : public IMiniportStream { public: void asked(); };
struct Late : Port { void later(); };
void Plain::apart() {}
void Own::derived() {}
void Port::asked() {}
void Late::later() {}
`})
	got := load(t, root, "a.cpp").Units[0].Named
	for word, want := range map[string]bool{"apart": false, "derived": false, "asked": true, "later": true} {
		if slices.Contains(got, word) != want {
			t.Errorf("%s: named %t in %v", word, !want, got)
		}
	}
}
