package clang

import (
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// What an initialiser names is stored in that member of that record, or in that element, and what
// comes next goes on from there.
func TestNamedInitialisers(t *testing.T) {
	root := write(t, map[string]string{"a.c": `typedef struct INNER { int x; union { int u; void (*run)(int); }; struct { void (*other)(int); } in; } INNER;
typedef struct OUTER { int a; void (*f)(int); INNER p; void (*all[4])(int); } OUTER;
static void h(int i) {}
#define AT(n, f) [n] = f
static OUTER one = { .a = 22, .f = h, .p.run = h, .p.in.other = h, .all[2] = h };
static OUTER two = { .p = { .run = h, .in = { .other = h } }, .all = { [1] = h, h } };
static OUTER three = { .f = h, { 1, .in = { h } } };
static OUTER four[2] = { 1, h, 2, 3, h, [1].f = h, [1].a = 4 };
static void (*table[9])(int) = { AT(1, h), [3 ... 5] = h, h, AT(8, h) };
void use(void) { one.f(1); two.f(2); three.f(3); four[0].f(4); table[1](5); }
`})
	stored(t, root, []string{
		"one OUTER.f", "one OUTER.p .run", "one OUTER.p INNER.in .other", "one OUTER.all [2]",
		"two OUTER.p .run", "two OUTER.p INNER.in .other", "two OUTER.all [1]", "two OUTER.all [2]",
		"three OUTER.f", "three OUTER.p INNER.in .other",
		"four [0] OUTER.f", "four [0] OUTER.p INNER.in .other", "four [1] OUTER.f",
		"table [1]", "table [?]", "table [6]", "table [8]",
	})
}

// An inner array or record without braces of its own takes as many items as it has elements or members; a text is one item.
func TestElidedBraces(t *testing.T) {
	root := write(t, map[string]string{"a.c": `typedef void (*FN)(int);
struct INNER { int n; FN f; };
struct OUTER { struct INNER in; int numbers[2]; FN f; };
struct TEXTS { char name[4]; const char *words[2]; char two[2][4]; FN all[2]; int end; FN last; };
struct DEEP { int numbers[2]; struct INNER in[2]; FN f; };
static void h(int i) {}
static struct OUTER one = { 1, h, 3, 4, h };
static struct TEXTS two = { "ab", "c", "d", "e", "f", h, h, 9, h };
static struct TEXTS three[] = { { { 'a' }, { "c" }, { "e", "f" }, { h }, 9, h }, { "q", "r", 0, "s", "t", h, h, 7, h } };
static struct DEEP four = { 1, 2, 3, h, 4, h, h };
static FN five[2][2] = { h, 0, 0, h };
void use(void) { one.f(1); two.last(2); three[0].last(3); four.f(4); five[0][0](5); }
`})
	stored(t, root, []string{
		"one OUTER.in INNER.f", "one OUTER.f",
		"two TEXTS.all [0]", "two TEXTS.all [1]", "two TEXTS.last",
		"three [0] TEXTS.all [0]", "three [0] TEXTS.last", "three [1] TEXTS.all [0]", "three [1] TEXTS.all [1]", "three [1] TEXTS.last",
		"four DEEP.in [0] INNER.f", "four DEEP.in [1] INNER.f", "four DEEP.f",
		"five [0] [0]", "five [1] [1]",
	})
}

// stored compares where the initialisers of a.c store functions with what is wanted.
func stored(t *testing.T, root string, want []string) {
	t.Helper()
	var got []string
	for _, g := range load(t, root, "a.c").Units[0].Globals {
		for _, init := range g.Init {
			if init.Value.Kind == ir.FuncRef {
				got = append(got, place(g.Var.Name, init.Path))
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %s\nwant %s", strings.Join(got, "\n    "), strings.Join(want, "\n     "))
	}
}

// place spells a path with the tags of the records that have the members; one without a name has none.
func place(root string, path []ir.Step) string {
	words := []string{root}
	for _, step := range path {
		switch tag, _, _ := strings.Cut(step.Record, "@"); {
		case step.Kind == ir.Index:
			words = append(words, "["+step.Index.String()+"]")
		default:
			words = append(words, tag+"."+step.Name)
		}
	}
	return strings.Join(words, " ")
}
