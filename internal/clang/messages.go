package clang

// A message is a line with an error, and how clang words it.
type message struct{ text, wording string }

// What the lines need.
const messagesPrelude = "struct s { int m; };\n"

// messages are errors that stubs are made from (diagnose.go), each with a line that has it;
// where versions word one differently, all wordings, separated by |.
var messages = []message{
	{"#include \"missing.h\"", "'missing.h' file not found"},
	{"unknown declared;", "unknown type name 'unknown'"},
	{"int f1(void) { return undeclared; }", "use of undeclared identifier 'undeclared'"},
	{"int f2(struct s *q) { return q->missing; }", "no member named 'missing' in 'struct s'"},
	{"int f3(int a) { return a->m; }", "member reference type 'int' is not a pointer"},
	{"int f4(struct hidden *q) { return q->m; }", "incomplete definition of type 'struct hidden'"},
	{"int f5(int a) { return a[0]; }", "subscripted value is not an array, pointer, or vector"},
	{"int f6(int a) { return *a; }", "indirection requires pointer operand ('int' invalid)"},
	{"int f7(int a) { return a(); }", "called object type 'int' is not a function or function pointer"},
	{"int f8(struct s q) { return q + 1; }", "invalid operands to binary expression ('struct s' and 'int')"},
	{"void f9(struct s q) { q = 1; }", "assigning to 'struct s' from incompatible type 'int'"},
	{"void f10(struct s q) { if (q) ; }", "statement requires expression of scalar type ('struct s' invalid)"},
	{"int conflict; long conflict;", "redefinition of 'conflict' with a different type: 'long' vs 'int'"},
	{"int f11(void); long f11(void);", "conflicting types for 'f11'"},
	{"typedef int type; typedef long type;", "typedef redefinition with different types"},
	{"enum { member }; enum { member };", "redefinition of enumerator 'member'"},
	{"struct s f12 = {.absent = 1};", "field designator 'absent' does not refer to any field in type 'struct s'"},
	{"int f13 = {.absent = 1};", "designator in initializer for scalar type 'int'|initialization of non-aggregate type 'int' with a designated initializer list"},
	{"int f14(int); word1 word2;", "unknown type name 'word1'"},
	{"int f15(void) { return ); }", "expected expression"},
	{"int f16(int a) { switch (a) { case a: ; } return 0; }", "expression is not an integer constant expression"},
	{"int f17(void); int f18 = f17();", "initializer element is not a compile-time constant"},
	{"struct s f21(void) { struct s q = 1; return q; }", "initializing 'struct s' with an expression of incompatible type 'int'"},
	{"int passed(int *); int f22(struct s q) { return passed(q); }", "passing 'struct s' to parameter of incompatible type 'int *'"},
	{"int f23(struct s q) { return (int)q; }", "operand of type 'struct s' where arithmetic or pointer type is required"},
	{"int f24(void) { return type + 1; }", "unexpected type name 'type'"},
	{"int f25(void) { return sizeof(struct hidden); }", "invalid application of 'sizeof' to an incomplete type 'struct hidden'"},
	{"int f26(void) { return (struct s)1; }", "used type 'struct s' where arithmetic or pointer type is required"},
	{"int (f27;", "expected ')'"},
	{"int f28(1);", "expected parameter declarator"},
	{"int 3;", "expected identifier or '('"},
	{"int f19 f20;", "expected ';' after top level declarator"},
}
