package clang

import (
	"path/filepath"
	"reflect"
	"testing"
)

// What a unit learns from others is what it would have learnt by itself, and saves it a parse.
func TestLessons(t *testing.T) {
	root := write(t, map[string]string{
		"shared.h": "#define TRACED\n#ifndef TRACED\n#define FLAG_A 1\n#define FLAG_B 2\n#else\n#define FLAG_C 3\n#endif\n" +
			"struct holder { missing_type *first; missing_type *second; };\n",
		"a.c":     "#include \"shared.h\"\nint log_it(int);\nint a(struct holder *h) { log_it(FLAG_A); return h->first->count + odd_value; }\n",
		"b.c":     "#include \"shared.h\"\nint log_it(int);\nint b(struct holder *h) { log_it(FLAG_B + FLAG_C); return h->second->count + odd_value; }\n",
		"own.c":   "int own(void) { int odd_value = 1; return odd_value; }\n",
		"other.c": "int FLAG_A;\nint odd_value;\nint other(void) { return odd_value + FLAG_A; }\n",
	})
	session := NewSession(root, LoadOptions{})
	unit := func(name string) Unit { return Unit{File: filepath.Join(root, name)} }
	first := session.Load(unit("a.c"))
	if first.Stats.Parses < 2 || len(first.Lessons) == 0 {
		t.Fatalf("%d parses, lessons %+v: the test is about a unit that needs stubs", first.Stats.Parses, first.Lessons)
	}
	for _, name := range []string{"a.c", "b.c", "own.c", "other.c"} {
		alone, taught := session.Load(unit(name)), session.LoadTaught(unit(name), first.Lessons)
		if taught.Stats.Parses != 1 || taught.Stats.Errors > 0 {
			t.Errorf("%s: %d parses and %d errors with lessons", name, taught.Stats.Parses, taught.Stats.Errors)
		}
		if !reflect.DeepEqual(alone.Unit, taught.Unit) || alone.StubText != taught.StubText {
			t.Errorf("%s: lessons change what becomes of it:\n%s\nwithout:\n%s", name, taught.StubText, alone.StubText)
		}
		if !reflect.DeepEqual(taught.Lessons, first.Lessons) {
			t.Errorf("%s passes on %+v, want what it was told", name, taught.Lessons)
		}
	}
}

// An error that led to nothing at first, as it might have followed from a type that was missing, is a lesson where it
// comes again.
func TestLessonsThatComeAgain(t *testing.T) {
	root := write(t, map[string]string{
		"shared.h": "struct other { int Count; };\nclass derived : public missing_base { public: void set(int n) { Count = n; } };\n",
		"a.cpp":    "#include \"shared.h\"\nvoid a(derived *d) { d->set(1); }\n",
		"b.cpp":    "#include \"shared.h\"\nvoid b(derived *d) { d->set(2); }\n",
	})
	session := NewSession(root, LoadOptions{})
	first := session.Load(Unit{File: filepath.Join(root, "a.cpp")})
	if first.Stats.Parses != 3 {
		t.Fatalf("%d parses, lessons %+v: the test is about a unit that needs the same error twice", first.Stats.Parses, first.Lessons)
	}
	alone, taught := session.Load(Unit{File: filepath.Join(root, "b.cpp")}), session.LoadTaught(Unit{File: filepath.Join(root, "b.cpp")}, first.Lessons)
	if taught.Stats.Parses != 1 || !reflect.DeepEqual(alone.Unit, taught.Unit) || alone.StubText != taught.StubText {
		t.Errorf("%d parses with lessons; stubs:\n%s\nwithout:\n%s", taught.Stats.Parses, taught.StubText, alone.StubText)
	}
}
