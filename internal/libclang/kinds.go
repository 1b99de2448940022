package libclang

// #include "clang-c/Index.h"
import "C"

// The kinds of cursors, types, linkages and storage classes that the front end tells apart,
// as the headers of LLVM 15 number them; they are called there what they are here, after CX.
// internal/clang holds the numbers against the loaded library before it uses them.

// A CursorKind says what a node of clang's tree is.
type CursorKind int32

// The kinds of nodes.
const (
	Cursor_AnnotateAttr             CursorKind = C.CXCursor_AnnotateAttr
	Cursor_ArraySubscriptExpr       CursorKind = C.CXCursor_ArraySubscriptExpr
	Cursor_BinaryOperator           CursorKind = C.CXCursor_BinaryOperator
	Cursor_BreakStmt                CursorKind = C.CXCursor_BreakStmt
	Cursor_CStyleCastExpr           CursorKind = C.CXCursor_CStyleCastExpr
	Cursor_CXXBoolLiteralExpr       CursorKind = C.CXCursor_CXXBoolLiteralExpr
	Cursor_CXXConstCastExpr         CursorKind = C.CXCursor_CXXConstCastExpr
	Cursor_CXXDeleteExpr            CursorKind = C.CXCursor_CXXDeleteExpr
	Cursor_CXXDynamicCastExpr       CursorKind = C.CXCursor_CXXDynamicCastExpr
	Cursor_CXXForRangeStmt          CursorKind = C.CXCursor_CXXForRangeStmt
	Cursor_CXXFunctionalCastExpr    CursorKind = C.CXCursor_CXXFunctionalCastExpr
	Cursor_CXXMethod                CursorKind = C.CXCursor_CXXMethod
	Cursor_CXXNewExpr               CursorKind = C.CXCursor_CXXNewExpr
	Cursor_CXXNullPtrLiteralExpr    CursorKind = C.CXCursor_CXXNullPtrLiteralExpr
	Cursor_CXXReinterpretCastExpr   CursorKind = C.CXCursor_CXXReinterpretCastExpr
	Cursor_CXXStaticCastExpr        CursorKind = C.CXCursor_CXXStaticCastExpr
	Cursor_CXXThisExpr              CursorKind = C.CXCursor_CXXThisExpr
	Cursor_CXXTryStmt               CursorKind = C.CXCursor_CXXTryStmt
	Cursor_CallExpr                 CursorKind = C.CXCursor_CallExpr
	Cursor_CaseStmt                 CursorKind = C.CXCursor_CaseStmt
	Cursor_CharacterLiteral         CursorKind = C.CXCursor_CharacterLiteral
	Cursor_CompoundAssignOperator   CursorKind = C.CXCursor_CompoundAssignOperator
	Cursor_CompoundLiteralExpr      CursorKind = C.CXCursor_CompoundLiteralExpr
	Cursor_CompoundStmt             CursorKind = C.CXCursor_CompoundStmt
	Cursor_ConditionalOperator      CursorKind = C.CXCursor_ConditionalOperator
	Cursor_Constructor              CursorKind = C.CXCursor_Constructor
	Cursor_ContinueStmt             CursorKind = C.CXCursor_ContinueStmt
	Cursor_ConversionFunction       CursorKind = C.CXCursor_ConversionFunction
	Cursor_DeclRefExpr              CursorKind = C.CXCursor_DeclRefExpr
	Cursor_DeclStmt                 CursorKind = C.CXCursor_DeclStmt
	Cursor_DefaultStmt              CursorKind = C.CXCursor_DefaultStmt
	Cursor_Destructor               CursorKind = C.CXCursor_Destructor
	Cursor_DoStmt                   CursorKind = C.CXCursor_DoStmt
	Cursor_EnumConstantDecl         CursorKind = C.CXCursor_EnumConstantDecl
	Cursor_FieldDecl                CursorKind = C.CXCursor_FieldDecl
	Cursor_FirstRef                 CursorKind = C.CXCursor_FirstRef
	Cursor_ForStmt                  CursorKind = C.CXCursor_ForStmt
	Cursor_FunctionDecl             CursorKind = C.CXCursor_FunctionDecl
	Cursor_FunctionTemplate         CursorKind = C.CXCursor_FunctionTemplate
	Cursor_GCCAsmStmt               CursorKind = C.CXCursor_GCCAsmStmt
	Cursor_GotoStmt                 CursorKind = C.CXCursor_GotoStmt
	Cursor_IfStmt                   CursorKind = C.CXCursor_IfStmt
	Cursor_InitListExpr             CursorKind = C.CXCursor_InitListExpr
	Cursor_IntegerLiteral           CursorKind = C.CXCursor_IntegerLiteral
	Cursor_LabelRef                 CursorKind = C.CXCursor_LabelRef
	Cursor_LabelStmt                CursorKind = C.CXCursor_LabelStmt
	Cursor_LambdaExpr               CursorKind = C.CXCursor_LambdaExpr
	Cursor_LastRef                  CursorKind = C.CXCursor_LastRef
	Cursor_MSAsmStmt                CursorKind = C.CXCursor_MSAsmStmt
	Cursor_MemberRef                CursorKind = C.CXCursor_MemberRef
	Cursor_MemberRefExpr            CursorKind = C.CXCursor_MemberRefExpr
	Cursor_NullStmt                 CursorKind = C.CXCursor_NullStmt
	Cursor_OverloadedDeclRef        CursorKind = C.CXCursor_OverloadedDeclRef
	Cursor_ParenExpr                CursorKind = C.CXCursor_ParenExpr
	Cursor_ParmDecl                 CursorKind = C.CXCursor_ParmDecl
	Cursor_NonTypeTemplateParameter CursorKind = C.CXCursor_NonTypeTemplateParameter
	Cursor_ReturnStmt               CursorKind = C.CXCursor_ReturnStmt
	Cursor_SEHExceptStmt            CursorKind = C.CXCursor_SEHExceptStmt
	Cursor_SEHFinallyStmt           CursorKind = C.CXCursor_SEHFinallyStmt
	Cursor_SEHLeaveStmt             CursorKind = C.CXCursor_SEHLeaveStmt
	Cursor_SEHTryStmt               CursorKind = C.CXCursor_SEHTryStmt
	Cursor_StmtExpr                 CursorKind = C.CXCursor_StmtExpr
	Cursor_StringLiteral            CursorKind = C.CXCursor_StringLiteral
	Cursor_SwitchStmt               CursorKind = C.CXCursor_SwitchStmt
	Cursor_TypeRef                  CursorKind = C.CXCursor_TypeRef
	Cursor_TypedefDecl              CursorKind = C.CXCursor_TypedefDecl
	Cursor_UnaryExpr                CursorKind = C.CXCursor_UnaryExpr
	Cursor_UnaryOperator            CursorKind = C.CXCursor_UnaryOperator
	Cursor_UnexposedDecl            CursorKind = C.CXCursor_UnexposedDecl
	Cursor_UnexposedExpr            CursorKind = C.CXCursor_UnexposedExpr
	Cursor_UnexposedStmt            CursorKind = C.CXCursor_UnexposedStmt
	Cursor_VarDecl                  CursorKind = C.CXCursor_VarDecl
	Cursor_WhileStmt                CursorKind = C.CXCursor_WhileStmt
)

// A TypeKind says what a type is.
type TypeKind int32

// The kinds of types.
const (
	Type_ConstantArray   TypeKind = C.CXType_ConstantArray
	Type_IncompleteArray TypeKind = C.CXType_IncompleteArray
	Type_LValueReference TypeKind = C.CXType_LValueReference
	Type_Pointer         TypeKind = C.CXType_Pointer
	Type_RValueReference TypeKind = C.CXType_RValueReference
	Type_Record          TypeKind = C.CXType_Record
	Type_Typedef         TypeKind = C.CXType_Typedef
	Type_VariableArray   TypeKind = C.CXType_VariableArray
)

// A LinkageKind says from where a declaration is seen.
type LinkageKind int32

// The linkages.
const (
	Linkage_External       LinkageKind = C.CXLinkage_External
	Linkage_Internal       LinkageKind = C.CXLinkage_Internal
	Linkage_UniqueExternal LinkageKind = C.CXLinkage_UniqueExternal
)

// A StorageClass is what a declaration says of storage.
type StorageClass int32

// The storage classes.
const (
	SC_Extern StorageClass = C.CX_SC_Extern
	SC_Static StorageClass = C.CX_SC_Static
)
