package clang

import (
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

func source(text string) *sourceFile {
	f := &sourceFile{path: "a.c", text: []byte(text)}
	f.tokens = ctext.Tokens(f.text)
	return f
}

func TestTextCalls(t *testing.T) {
	f := source(`
#define M(x) hidden(x)
int table[] = { sizeof(notBody()) };
struct S { int (*member)(int); };
NTSTATUS declared(int);
int body(int a)
{
	NTSTATUS local(int);
	// comment(1)
	char *s = "text(1)";
	if (a) while (first(a)) return (second)(third(a), s->fourth(1));
	((uint32_t(*)(int))s)(1);
	::new (s) type(a);
#ifdef X
	skipped();
#endif
	return fifth(sizeof(a));
}
`)
	from := strings.Index(string(f.text), "#ifdef")
	to := strings.Index(string(f.text), "#endif")
	var got []string
	for _, call := range textCalls(f, [][2]int{{from, to}}, nil) {
		got = append(got, call.In(f.text))
	}
	if want := "first third fourth new fifth"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// What a template asks of its arguments is no call.
func TestRequirements(t *testing.T) {
	f := source(`
template <class T> concept lockable = requires(T &t) { asked(t); t.lock(); } && requires { typename T::type; asked(); };
template <class T> requires requires(T t) { asked(t); } void first(T t) { one(t); }
template <class T> void second(T t) requires (sizeof(T) > 4) { two(t); }
template <class T> void third(T t) { if constexpr (requires { asked(t); }) three(t); }
template <class... A> void fourth(A... a) { (four(a), ...); }
`)
	var got []string
	for _, call := range textCalls(f, nil, nil) {
		got = append(got, call.In(f.text))
	}
	if want := "one two three four"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestUnderstood(t *testing.T) {
	f := source("void f(void) { seen(1); lost(2); KNOWN(arg(3)); INVENTED(arg(4)); }")
	at := func(word string) int { return strings.Index(string(f.text), word) }
	sites := &callSites{
		Calls:      map[int]bool{at("seen"): true},
		Macros:     [][2]int{{at("KNOWN"), at("; INVENTED")}, {at("INVENTED"), at("; }")}},
		MacroNames: []string{"KNOWN", "INVENTED"},
	}
	calls, missed := understood(f, sites, nil, macroKinds{invented: func(name string) bool { return name == "INVENTED" }, passing: func(string) bool { return false }})
	// seen, KNOWN are understood; lost, INVENTED and its argument are not; the argument that
	// KNOWN drops does not count.
	if want := []int{at("lost"), at("INVENTED"), at("arg(4)")}; calls != 5 || !slices.Equal(missed, want) {
		t.Errorf("%d calls, missed those at %d; want 5 and %d", calls, missed, want)
	}
	if got, want := f.named(missed), []string{"lost (line 1)", "INVENTED (line 1)", "arg (line 1)"}; !slices.Equal(got, want) {
		t.Errorf("named %q, want %q", got, want)
	}
}

// The share does not depend on the stubs: with a macro invented that swallows a call, or
// one that makes up what it takes, it falls.
func TestInventionDoesNotRaiseTheShare(t *testing.T) {
	root := write(t, map[string]string{"a.c": "int f(int a) { Lost(First(a), Second(a)); return Third(a); }\n"})
	share := func(mutate func(*stubs)) (calls, missed int) {
		l := NewSession(root, LoadOptions{}).loader(Unit{File: root + "/a.c"}, nil)
		mutate(l.stubs)
		l.run()
		return l.result.Stats.Calls, l.result.Stats.Missed
	}
	for name, test := range map[string]struct {
		mutate func(*stubs)
		missed int
	}{
		"as it is":           {func(*stubs) {}, 0},
		"swallowed":          {func(s *stubs) { s.macros["Lost"] = "(...)" }, 3},
		"replaced by a call": {func(s *stubs) { s.macros["Third"] = "(...) Other(1)" }, 1},
	} {
		if calls, missed := share(test.mutate); calls != 4 || missed != test.missed {
			t.Errorf("%s: %d calls, %d missed; want 4 and %d", name, calls, missed, test.missed)
		}
	}
}
