#include "load.h"

libclang_table *libclang = &(libclang_table){0};

const char *libclang_bind(void *library) {
	libclang_table found = {0};
#define BIND(name)                                                                        \
	if (!(found.name = (__typeof__(found.name))libclang_symbol(library, "clang_" #name))) \
		return "clang_" #name;
	LIBCLANG_FUNCTIONS(BIND)
#undef BIND
	found.getCursorBinaryOperatorKind = (__typeof__(found.getCursorBinaryOperatorKind))libclang_symbol(library, "clang_getCursorBinaryOperatorKind");
	found.getCursorUnaryOperatorKind = (__typeof__(found.getCursorUnaryOperatorKind))libclang_symbol(library, "clang_getCursorUnaryOperatorKind");
	*libclang = found;
	return 0;
}
