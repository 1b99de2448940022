/* Calls of libclang go through the table that the variable `libclang` points to. A function
   that is missing here does not link, one that is missing in the table does not compile. */
#ifndef DRVLINT_LIBCLANG_CALLS_H
#define DRVLINT_LIBCLANG_CALLS_H
#include "table.h"

#define clang_CXXMethod_isDefaulted libclang->CXXMethod_isDefaulted
#define clang_CXXMethod_isPureVirtual libclang->CXXMethod_isPureVirtual
#define clang_CXXMethod_isStatic libclang->CXXMethod_isStatic
#define clang_CXXMethod_isVirtual libclang->CXXMethod_isVirtual
#define clang_Cursor_Evaluate libclang->Cursor_Evaluate
#define clang_Cursor_getNumArguments libclang->Cursor_getNumArguments
#define clang_Cursor_getStorageClass libclang->Cursor_getStorageClass
#define clang_Cursor_getVarDeclInitializer libclang->Cursor_getVarDeclInitializer
#define clang_Cursor_isMacroFunctionLike libclang->Cursor_isMacroFunctionLike
#define clang_Cursor_isNull libclang->Cursor_isNull
#define clang_EvalResult_dispose libclang->EvalResult_dispose
#define clang_EvalResult_getAsLongLong libclang->EvalResult_getAsLongLong
#define clang_EvalResult_getAsUnsigned libclang->EvalResult_getAsUnsigned
#define clang_EvalResult_getKind libclang->EvalResult_getKind
#define clang_EvalResult_isUnsignedInt libclang->EvalResult_isUnsignedInt
#define clang_Type_getNamedType libclang->Type_getNamedType
#define clang_Type_visitFields libclang->Type_visitFields
#define clang_createIndex libclang->createIndex
#define clang_disposeDiagnostic libclang->disposeDiagnostic
#define clang_disposeIndex libclang->disposeIndex
#define clang_disposeSourceRangeList libclang->disposeSourceRangeList
#define clang_disposeString libclang->disposeString
#define clang_disposeTranslationUnit libclang->disposeTranslationUnit
#define clang_equalCursors libclang->equalCursors
#define clang_getArgType libclang->getArgType
#define clang_getArrayElementType libclang->getArrayElementType
#define clang_getArraySize libclang->getArraySize
#define clang_getCString libclang->getCString
#define clang_getCanonicalCursor libclang->getCanonicalCursor
#define clang_getCanonicalType libclang->getCanonicalType
#define clang_getClangVersion libclang->getClangVersion
#define clang_getCursorDefinition libclang->getCursorDefinition
#define clang_getCursorDisplayName libclang->getCursorDisplayName
#define clang_getCursorExtent libclang->getCursorExtent
#define clang_getCursorKind libclang->getCursorKind
#define clang_getCursorLinkage libclang->getCursorLinkage
#define clang_getCursorLocation libclang->getCursorLocation
#define clang_getCursorReferenced libclang->getCursorReferenced
#define clang_getCursorResultType libclang->getCursorResultType
#define clang_getCursorSemanticParent libclang->getCursorSemanticParent
#define clang_getCursorSpelling libclang->getCursorSpelling
#define clang_getCursorType libclang->getCursorType
#define clang_getDiagnostic libclang->getDiagnostic
#define clang_getDiagnosticLocation libclang->getDiagnosticLocation
#define clang_getDiagnosticSeverity libclang->getDiagnosticSeverity
#define clang_getDiagnosticSpelling libclang->getDiagnosticSpelling
#define clang_getEnumConstantDeclValue libclang->getEnumConstantDeclValue
#define clang_getFile libclang->getFile
#define clang_getFileLocation libclang->getFileLocation
#define clang_getFileName libclang->getFileName
#define clang_getInclusions libclang->getInclusions
#define clang_getNumArgTypes libclang->getNumArgTypes
#define clang_getNumDiagnostics libclang->getNumDiagnostics
#define clang_getNumOverloadedDecls libclang->getNumOverloadedDecls
#define clang_getOverloadedDecl libclang->getOverloadedDecl
#define clang_getPointeeType libclang->getPointeeType
#define clang_getRangeEnd libclang->getRangeEnd
#define clang_getRangeStart libclang->getRangeStart
#define clang_getSkippedRanges libclang->getSkippedRanges
#define clang_getSpecializedCursorTemplate libclang->getSpecializedCursorTemplate
#define clang_getTranslationUnitCursor libclang->getTranslationUnitCursor
#define clang_getTranslationUnitSpelling libclang->getTranslationUnitSpelling
#define clang_getTypeDeclaration libclang->getTypeDeclaration
#define clang_getTypeSpelling libclang->getTypeSpelling
#define clang_isConstQualifiedType libclang->isConstQualifiedType
#define clang_isExpression libclang->isExpression
#define clang_parseTranslationUnit2 libclang->parseTranslationUnit2
#define clang_toggleCrashRecovery libclang->toggleCrashRecovery
#define clang_visitChildren libclang->visitChildren
#define clang_getCursorBinaryOperatorKind libclang->getCursorBinaryOperatorKind
#define clang_getCursorUnaryOperatorKind libclang->getCursorUnaryOperatorKind

#endif
