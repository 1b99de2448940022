/* Several calls of libclang in one of C from Go. */
#ifndef DRVLINT_LIBCLANG_INDEX_H
#define DRVLINT_LIBCLANG_INDEX_H
#include "load.h"

/* A list of names, each ended by a NUL. */
typedef struct { char *text; size_t length, capacity; } libclang_names;

/* A diagnostic; its strings are to be disposed of. */
typedef struct {
	int severity;
	unsigned offset;
	CXString text, file; /* file has no text where there is none */
} libclang_diagnostic;

CXString libclang_version(void);
CXIndex libclang_create_index(void);
void libclang_dispose_index(CXIndex);
int libclang_parse(CXIndex, const char *file, const char *const *args, int nargs, struct CXUnsavedFile *, unsigned nfiles, unsigned options, CXTranslationUnit *);
void libclang_dispose_unit(CXTranslationUnit);
const char *libclang_text(CXString);
void libclang_dispose_string(CXString);
unsigned libclang_diagnostics(CXTranslationUnit);
libclang_diagnostic libclang_diagnostic_at(CXTranslationUnit, unsigned);
CXSourceRangeList *libclang_skipped_ranges(CXTranslationUnit, const char *file);
void libclang_dispose_ranges(CXSourceRangeList *);
unsigned libclang_offset(CXSourceRange, int end);
libclang_names libclang_inclusions(CXTranslationUnit);

#endif
