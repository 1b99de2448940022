package clang

/*
#include <clang-c/Index.h>
#include <stdlib.h>
#include <string.h>

// A list of names, each ended by a NUL.
typedef struct { char *text; size_t length, capacity; } dl_names;

static void dl_add_name(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data) {
	dl_names *list = data;
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

static dl_names dl_inclusions(CXTranslationUnit unit) {
	dl_names list = {0, 0, 0};
	clang_getInclusions(unit, dl_add_name, &list);
	return list;
}
*/
import "C"

import (
	"slices"
	"strings"
	"unsafe"

	"github.com/go-clang/clang-v15/clang"
)

// inclusions returns the names of the files that clang read for a unit, sorted, each once.
func inclusions(tu clang.TranslationUnit) []string {
	list := C.dl_inclusions(handle(tu))
	defer C.free(unsafe.Pointer(list.text))
	if list.length == 0 {
		return nil
	}
	text := string(unsafe.Slice((*byte)(unsafe.Pointer(list.text)), int(list.length)))
	names := strings.Split(strings.TrimSuffix(text, "\x00"), "\x00")
	slices.Sort(names)
	return slices.Compact(names)
}
