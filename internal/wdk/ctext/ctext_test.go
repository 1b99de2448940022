package ctext

import (
	"slices"
	"sort"
	"strings"
	"testing"
)

func scan(source string) *Names {
	text := []byte(source)
	return Scan(text, Tokens(text))
}

func TestTokens(t *testing.T) {
	text := []byte("#define A(x) \\\n  x // c\nint f(void) { return L'\\'' /* ; */ + p->q; }\n")
	var spelled []string
	for _, token := range Tokens(text) {
		spelled = append(spelled, token.In(text))
	}
	got := strings.Join(spelled, " ")
	want := "# define A ( x ) x  int f ( void ) { return L '\\'' + p -> q ; }"
	if got != want {
		t.Errorf("tokens\n got %s\nwant %s", got, want)
	}
}

func TestTokensOfCPlusPlus(t *testing.T) {
	text := []byte("int a = 1'000'000; auto s = LR\"x(a \"quoted\" ) text)x\"; R\"(")
	var spelled []string
	for _, token := range Tokens(text) {
		spelled = append(spelled, token.In(text))
	}
	got := strings.Join(spelled, " ")
	want := "int a = 1'000'000 ; auto s = LR\"x(a \"quoted\" ) text)x\" ; R \"("
	if got != want {
		t.Errorf("tokens\n got %s\nwant %s", got, want)
	}
}

func TestUnclosedQuoteEndsWithItsLine(t *testing.T) {
	text := []byte("#error don't\nint x;\n")
	tokens := Tokens(text)
	if last := tokens[len(tokens)-2].In(text); last != "x" {
		t.Errorf("the line after the apostrophe is lost: %q", last)
	}
}

func TestDefined(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"macros", "#define A 1\n#define F(x) x\n#ifdef B\n#endif", "A F"},
		{"typedef of a structure", "typedef struct _S { int Field; union { int Inner; } u; } S, *PS;", "PS S _S"},
		{"enumerators", "typedef enum _E { One, Two = 2, Three } E;", "E One Three Two _E"},
		{"function pointer type", "typedef NTSTATUS (NTAPI *PFN)(PVOID a, ULONG b);", "PFN"},
		{"function type", "typedef VOID ROUTINE(PVOID Context);", "ROUTINE"},
		{"annotated function type", "_IRQL_requires_(2) typedef VOID ROUTINE(PVOID Context);", "ROUTINE"},
		{"function", "NTSTATUS\nDriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)\n{ ULONG local; Call(local); return 0; }", "DriverEntry"},
		{"old style function", "int f(a, b) int a; char b; { return a; }", "f"},
		{"class", "class A final : public B<int>, C { int m; void f(); };", "A"},
		{"class with bases", "class A : public B, C, protected D, private E<int> { int m; };\nint b;", "A b"},
		{"enumeration that is only declared", "enum E : int;\nclass A { void f(_In_ int a, int b); };", "A"},
		{"scoped enumeration", "enum class E : ULONG { One, Two };", "E One Two"},
		{"namespace", "namespace a::b { struct S { int x; }; void f(); }", "S f"},
		{"method", "void A::Take() { Call(); }\nA::A() { }\nusing B = A;", "B"},
		{"role", "DRIVER_UNLOAD MyUnload;", "MyUnload"},
		{"objects", "static ULONG A, *B;\nextern X C;\nULONG D[4] = { 1, 2 };\nUNICODE_STRING E = RTL_CONSTANT_STRING(L\"e\");", "A B C D E"},
		{"use of a macro", "C_ASSERT(sizeof(X) == 4);\nmain() { }", "main"},
		{"annotation after a function", "VOID f(PVOID p) __drv_maxIRQL(2);", "f"},
		{"annotations around a function", "_A_(1) _B_(2) _C_(3) VOID f(PVOID p) _D_(4) _E_(5);\nVOID _A_(1) _B_(2) g(PVOID p) { }", "f g"},
		{"C linkage", "extern \"C\" { void f(void); }", "f"},
		{"handle", "DECLARE_HANDLE(BOX);\nint a;", "BOX a"},
		{"object before a macro", "#define ZERO = 0\n#define OWN extern\nOWN ULONG First ZERO;\nOWN struct S Second;\n#define Third Fourth\nextern T Third;", "First OWN Second Third ZERO"},
		{"enumeration in a structure", "struct S { enum { One, Two = 2 } kind; enum E { Three } other; };", "One S Three Two"},
		{"GUID", "DEFINE_GUID(GUID_X, 1, 2, 3);\nint a;", "GUID_X a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for name := range scan(test.source).Defined {
				got = append(got, name)
			}
			sort.Strings(got)
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %v, want %s", got, test.want)
			}
		})
	}
}

func TestIncludes(t *testing.T) {
	got := scan("#include <wdm.h>\n# include \"..\\inc\\own.h\" // why\n#if 0\n#include \"other.h\"\n#endif\n").Includes
	if want := []string{"wdm.h", `..\inc\own.h`, "other.h"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestScanEndsOnAnyText(t *testing.T) {
	for _, source := range []string{"{", "}", "(", "typedef", "struct {", "enum E {", "f(", "#define", "#include", "=", "DEFINE_GUID(", "\"", "/*"} {
		scan(source)
		scan(source + "\n" + source)
	}
}

func FuzzScan(f *testing.F) {
	f.Add("typedef struct { int a; } S; #define X(\n int f(x) {")
	f.Fuzz(func(t *testing.T, source string) { scan(source) })
}

// A brace that each branch of an #if opens in its own way is one brace.
func TestBranchesThatOpenBraces(t *testing.T) {
	text := []byte(`
#if defined(A)
typedef struct _PAIR {
#elif defined(B)
typedef struct _PAIR {
#else
typedef union _PAIR {
#endif
	int a;
} PAIR;
#ifdef C
typedef int EITHER;
#else
typedef long OR;
#endif
typedef struct _AFTER { int b; } AFTER;
`)
	names := Scan(text, Tokens(text))
	for _, name := range []string{"_PAIR", "PAIR", "EITHER", "OR", "_AFTER", "AFTER"} {
		if !names.Defined[name] {
			t.Errorf("%s is not found", name)
		}
	}
}
