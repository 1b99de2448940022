#include "index.h"
#include "calls.h"
#include <stdlib.h>
#include <string.h>

CXString libclang_version(void) { return clang_getClangVersion(); }

/* Crash recovery is off: after a crash this process ends. A libclang for Windows need not see the
   variable that Go sets, and switches it on with each index. */
CXIndex libclang_create_index(void) {
	CXIndex index = clang_createIndex(0, 0);
	clang_toggleCrashRecovery(0);
	return index;
}

void libclang_dispose_index(CXIndex index) { clang_disposeIndex(index); }
void libclang_dispose_unit(CXTranslationUnit unit) { clang_disposeTranslationUnit(unit); }
const char *libclang_text(CXString s) { return clang_getCString(s); }
void libclang_dispose_string(CXString s) { clang_disposeString(s); }
unsigned libclang_diagnostics(CXTranslationUnit unit) { return clang_getNumDiagnostics(unit); }
void libclang_dispose_ranges(CXSourceRangeList *list) { clang_disposeSourceRangeList(list); }

int libclang_parse(CXIndex index, const char *file, const char *const *args, int nargs, struct CXUnsavedFile *files, unsigned nfiles, unsigned options, CXTranslationUnit *unit) {
	int code = clang_parseTranslationUnit2(index, file, args, nargs, files, nfiles, options, unit);
	/* Where a thread may end without its process libclang comes back from its crash, in a state
	   that nobody knows. */
	if (code == CXError_Crashed) abort();
	return code;
}

libclang_diagnostic libclang_diagnostic_at(CXTranslationUnit unit, unsigned i) {
	CXDiagnostic d = clang_getDiagnostic(unit, i);
	CXFile file = 0;
	libclang_diagnostic result = {clang_getDiagnosticSeverity(d), 0, clang_getDiagnosticSpelling(d), {0, 0}};
	clang_getFileLocation(clang_getDiagnosticLocation(d), &file, 0, 0, &result.offset);
	result.file = clang_getFileName(file);
	clang_disposeDiagnostic(d);
	return result;
}

CXSourceRangeList *libclang_skipped_ranges(CXTranslationUnit unit, const char *name) {
	CXFile file = clang_getFile(unit, name);
	return file ? clang_getSkippedRanges(unit, file) : 0;
}

unsigned libclang_offset(CXSourceRange range, int end) {
	unsigned offset = 0;
	clang_getFileLocation(end ? clang_getRangeEnd(range) : clang_getRangeStart(range), 0, 0, 0, &offset);
	return offset;
}

static void add_name(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data) {
	(void)stack;
	(void)depth;
	libclang_names *list = data;
	CXString name = clang_getFileName(file);
	const char *text = clang_getCString(name);
	size_t length = text ? strlen(text) + 1 : 0;
	if (list->length + length > list->capacity) {
		list->capacity = 2 * (list->length + length);
		list->text = realloc(list->text, list->capacity);
		if (!list->text) abort();
	}
	if (text) memcpy(list->text + list->length, text, length);
	list->length += length;
	clang_disposeString(name);
}

libclang_names libclang_inclusions(CXTranslationUnit unit) {
	libclang_names list = {0, 0, 0};
	clang_getInclusions(unit, add_name, &list);
	return list;
}
