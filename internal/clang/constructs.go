package clang

import clang "github.com/drvlint/drvlint/internal/libclang"

// A construct is a line of source whose meaning is known. What libclang makes of it shows
// whether its numbers mean what the headers of clang-c say: the kinds are those that the
// front end tells apart.
type construct struct {
	text string
	is   clang.CursorKind // of a node that begins in the line
	decl clang.CursorKind // of a declaration that a node of the line makes or refers to; 0: any
	typ  clang.TypeKind   // of the type of a node or declaration of the line, as it is written or resolved; 0: any
	name string           // what the name of a declaration of the line ends in; "": any
}

// What stands around the lines: declarations in front of them, and the function that those
// with statements are in.
const (
	cPrelude = "struct s { int m; int n[2]; }; union u { int m; }; enum e { one = 1 }; typedef int word; typedef int routine(void); int g(); int *p; struct s t; union u v;\n"
	cOpening = "void function(int a, int b, word w) {\n"
	cClosing = "label: ; }\n"

	cppPrelude = "typedef decltype(sizeof 0) size; void *operator new(size); void operator delete(void *, size); int g(int); int g(long); struct object { ~object(); int m; }; object o;\n"
	cppOpening = "void function(int a, int *p, object &r, object &&rr) {\n"
	cppClosing = "}\n"
)

// Lines of C at file scope, and in a function.
var cDeclarations = []construct{
	{text: "typedef __attribute__((annotate(\"a\"))) void annotated(void);", is: clang.Cursor_TypedefDecl},
	{text: "int declared(void);", is: clang.Cursor_FunctionDecl, decl: clang.Cursor_FunctionDecl, name: "declared"},
	{text: "int parameter(int a);", is: clang.Cursor_ParmDecl},
	{text: "routine typed;", is: clang.Cursor_FunctionDecl, typ: clang.Type_Typedef},
	{text: "int number;", is: clang.Cursor_VarDecl, decl: clang.Cursor_VarDecl, name: "number"},
	{text: "__attribute__((annotate(\"a\"))) int noted;", is: clang.Cursor_AnnotateAttr},
	{text: "struct s designated = {.m = 1};", is: clang.Cursor_MemberRef},
	{text: "int list[] = {1, 2};", is: clang.Cursor_InitListExpr},
	{text: "const char *string = \"text\";", is: clang.Cursor_StringLiteral, typ: clang.Type_Pointer},
	{text: "int character = 'c';", is: clang.Cursor_CharacterLiteral},
	{text: "int array[3];", is: clang.Cursor_VarDecl, typ: clang.Type_ConstantArray},
	{text: "extern int open[];", is: clang.Cursor_VarDecl, typ: clang.Type_IncompleteArray},
	{text: "struct s record;", is: clang.Cursor_TypeRef, typ: clang.Type_Record},
	{text: "union u either;", is: clang.Cursor_VarDecl, typ: clang.Type_Record},
}

var cStatements = []construct{
	{text: "p[a];", is: clang.Cursor_ArraySubscriptExpr},
	{text: "a + b;", is: clang.Cursor_BinaryOperator},
	{text: "a += b;", is: clang.Cursor_CompoundAssignOperator},
	{text: "-a;", is: clang.Cursor_UnaryOperator},
	{text: "sizeof a;", is: clang.Cursor_UnaryExpr},
	{text: "(long)a;", is: clang.Cursor_CStyleCastExpr},
	{text: "(a);", is: clang.Cursor_ParenExpr},
	{text: "a ? b : a;", is: clang.Cursor_ConditionalOperator},
	{text: "g();", is: clang.Cursor_CallExpr, decl: clang.Cursor_FunctionDecl, name: "g"},
	{text: "a;", is: clang.Cursor_DeclRefExpr, decl: clang.Cursor_ParmDecl},
	{text: "one;", is: clang.Cursor_DeclRefExpr, decl: clang.Cursor_EnumConstantDecl},
	{text: "t.m;", is: clang.Cursor_MemberRefExpr, decl: clang.Cursor_FieldDecl},
	{text: "5;", is: clang.Cursor_IntegerLiteral},
	{text: "(struct s){1};", is: clang.Cursor_CompoundLiteralExpr},
	{text: "({ a; });", is: clang.Cursor_StmtExpr},
	{text: "b = t.m;", is: clang.Cursor_UnexposedExpr},
	{text: "int local;", is: clang.Cursor_DeclStmt},
	{text: "int variable[a];", is: clang.Cursor_VarDecl, typ: clang.Type_VariableArray},
	{text: "{ a; }", is: clang.Cursor_CompoundStmt},
	{text: ";", is: clang.Cursor_NullStmt},
	{text: "if (a) b;", is: clang.Cursor_IfStmt},
	{text: "while (a) b;", is: clang.Cursor_WhileStmt},
	{text: "do a; while (b);", is: clang.Cursor_DoStmt},
	{text: "for (a; b; a) b;", is: clang.Cursor_ForStmt},
	{text: "for (; a; ) break;", is: clang.Cursor_BreakStmt},
	{text: "while (a) continue;", is: clang.Cursor_ContinueStmt},
	{text: "switch (a) ;", is: clang.Cursor_SwitchStmt},
	{text: "switch (a) { case 1: ; }", is: clang.Cursor_CaseStmt},
	{text: "switch (a) { default: ; }", is: clang.Cursor_DefaultStmt},
	{text: "goto label;", is: clang.Cursor_GotoStmt},
	{text: "goto label;", is: clang.Cursor_LabelRef},
	{text: "here: a;", is: clang.Cursor_LabelStmt},
	{text: "__attribute__((nomerge)) g();", is: clang.Cursor_UnexposedStmt},
	{text: "return;", is: clang.Cursor_ReturnStmt},
	{text: "__asm__(\"\");", is: clang.Cursor_GCCAsmStmt},
	{text: "__try { a; } __except (1) { b; }", is: clang.Cursor_SEHTryStmt},
	{text: "__try { a; } __except (1) { b; }", is: clang.Cursor_SEHExceptStmt},
	{text: "__try { a; } __finally { b; }", is: clang.Cursor_SEHFinallyStmt},
	{text: "__try { __leave; } __finally { b; }", is: clang.Cursor_SEHLeaveStmt},
}

// Lines of C++ at file scope, and in a function.
var cppDeclarations = []construct{
	{text: "struct s1 { s1(); };", is: clang.Cursor_Constructor, name: "s1::s1"},
	{text: "struct s2 { ~s2(); };", is: clang.Cursor_Destructor, name: "s2::~s2"},
	{text: "class c1 { void method(); };", is: clang.Cursor_CXXMethod, name: "c1::method"},
	{text: "union u1 { void method(); };", is: clang.Cursor_CXXMethod, name: "u1::method"},
	{text: "struct s3 { operator int(); };", is: clang.Cursor_ConversionFunction},
	{text: "namespace n1 { int f1(); }", is: clang.Cursor_FunctionDecl, name: "n1::f1"},
	{text: "template <typename T> void template1(T a) { a; }", is: clang.Cursor_FunctionTemplate},
	{text: "template <typename T> struct s4 { void method(); };", is: clang.Cursor_CXXMethod, name: "s4::method"},
	{text: "template <typename T> struct s4<T *> { void partial(); };", is: clang.Cursor_CXXMethod, name: "::partial"},
	{text: "template <typename T> void template2(T a) { g(a); }", is: clang.Cursor_OverloadedDeclRef},
	{text: "extern \"C\" { int linked; }", is: clang.Cursor_VarDecl, name: "linked"},
	{text: "struct base1 { object o; }; struct s5 : base1 { ~s5() { } };", is: clang.Cursor_Destructor, name: "s5::~s5"},
	{text: "static int hidden() { return 0; }", is: clang.Cursor_FunctionDecl, name: "hidden"},
	{text: "struct s6 { int m; s6 *me() { return this; } };", is: clang.Cursor_CXXThisExpr},
	{text: "template <int N> struct s8 { int m() { return N; } };", is: clang.Cursor_DeclRefExpr, decl: clang.Cursor_NonTypeTemplateParameter},
	{text: "struct s7 { int m; s7() : m(1) { } };", is: clang.Cursor_MemberRef, decl: clang.Cursor_FieldDecl},
}

var cppStatements = []construct{
	{text: "true;", is: clang.Cursor_CXXBoolLiteralExpr},
	{text: "nullptr;", is: clang.Cursor_CXXNullPtrLiteralExpr},
	{text: "static_cast<long>(a);", is: clang.Cursor_CXXStaticCastExpr},
	{text: "dynamic_cast<object *>(&r);", is: clang.Cursor_CXXDynamicCastExpr},
	{text: "reinterpret_cast<long *>(p);", is: clang.Cursor_CXXReinterpretCastExpr},
	{text: "const_cast<const int *>(p);", is: clang.Cursor_CXXConstCastExpr},
	{text: "(long(a));", is: clang.Cursor_CXXFunctionalCastExpr},
	{text: "new object;", is: clang.Cursor_CXXNewExpr},
	{text: "delete &r;", is: clang.Cursor_CXXDeleteExpr},
	{text: "[&] { a; };", is: clang.Cursor_LambdaExpr},
	{text: "try { a; } catch (int) { }", is: clang.Cursor_CXXTryStmt},
	{text: "int numbers[2]; for (int i : numbers) i;", is: clang.Cursor_CXXForRangeStmt},
	{text: "r;", is: clang.Cursor_DeclRefExpr, decl: clang.Cursor_ParmDecl, typ: clang.Type_LValueReference},
	{text: "rr;", is: clang.Cursor_DeclRefExpr, decl: clang.Cursor_ParmDecl, typ: clang.Type_RValueReference},
	{text: "r.m;", is: clang.Cursor_MemberRefExpr, decl: clang.Cursor_FieldDecl},
}
