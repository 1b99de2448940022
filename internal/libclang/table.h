/* The functions of libclang that drvlint calls, through pointers: the library is loaded
   when drvlint runs, and nothing is linked against it. */
#ifndef DRVLINT_LIBCLANG_TABLE_H
#define DRVLINT_LIBCLANG_TABLE_H
#include "clang-c/Index.h"

/* Those that every libclang from 15 on has. */
#define LIBCLANG_FUNCTIONS(F)          \
	F(CXXMethod_isDefaulted)           \
	F(CXXMethod_isPureVirtual)         \
	F(CXXMethod_isStatic)              \
	F(CXXMethod_isVirtual)             \
	F(Cursor_Evaluate)                 \
	F(Cursor_getNumArguments)          \
	F(Cursor_getStorageClass)          \
	F(Cursor_getVarDeclInitializer)    \
	F(Cursor_isMacroFunctionLike)      \
	F(Cursor_isNull)                   \
	F(EvalResult_dispose)              \
	F(EvalResult_getAsLongLong)        \
	F(EvalResult_getAsUnsigned)        \
	F(EvalResult_getKind)              \
	F(EvalResult_isUnsignedInt)        \
	F(Type_getNamedType)               \
	F(Type_visitFields)                \
	F(createIndex)                     \
	F(disposeDiagnostic)               \
	F(disposeIndex)                    \
	F(disposeSourceRangeList)          \
	F(disposeString)                   \
	F(disposeTranslationUnit)          \
	F(equalCursors)                    \
	F(getArgType)                      \
	F(getArrayElementType)             \
	F(getArraySize)                    \
	F(getCString)                      \
	F(getCanonicalCursor)              \
	F(getCanonicalType)                \
	F(getClangVersion)                 \
	F(getCursorDefinition)             \
	F(getCursorDisplayName)            \
	F(getCursorExtent)                 \
	F(getCursorKind)                   \
	F(getCursorLinkage)                \
	F(getCursorLocation)               \
	F(getCursorReferenced)             \
	F(getCursorResultType)             \
	F(getCursorSemanticParent)         \
	F(getCursorSpelling)               \
	F(getCursorType)                   \
	F(getDiagnostic)                   \
	F(getDiagnosticLocation)           \
	F(getDiagnosticSeverity)           \
	F(getDiagnosticSpelling)           \
	F(getEnumConstantDeclValue)        \
	F(getFile)                         \
	F(getFileLocation)                 \
	F(getFileName)                     \
	F(getInclusions)                   \
	F(getNumArgTypes)                  \
	F(getNumDiagnostics)               \
	F(getNumOverloadedDecls)           \
	F(getOverloadedDecl)               \
	F(getPointeeType)                  \
	F(getRangeEnd)                     \
	F(getRangeStart)                   \
	F(getSkippedRanges)                \
	F(getSpecializedCursorTemplate)    \
	F(getTranslationUnitCursor)        \
	F(getTranslationUnitSpelling)      \
	F(getTypeDeclaration)              \
	F(getTypeSpelling)                 \
	F(isConstQualifiedType)            \
	F(isExpression)                    \
	F(parseTranslationUnit2)           \
	F(toggleCrashRecovery)             \
	F(visitChildren)

typedef struct {
#define LIBCLANG_MEMBER(name) __typeof__(clang_##name) *name;
	LIBCLANG_FUNCTIONS(LIBCLANG_MEMBER)
#undef LIBCLANG_MEMBER
	/* Since 17; null in an older one. */
	int (*getCursorBinaryOperatorKind)(CXCursor);
	int (*getCursorUnaryOperatorKind)(CXCursor);
} libclang_table;

#endif
