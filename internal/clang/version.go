package clang

/*
#define _GNU_SOURCE
#include <dlfcn.h>

// library_file names the file that the loaded libclang comes from, "" if that is unknown.
static const char *library_file(void) {
	Dl_info info;
	void *symbol = dlsym(RTLD_DEFAULT, "clang_getClangVersion");
	return symbol && dladdr(symbol, &info) && info.dli_fname ? info.dli_fname : "";
}
*/
import "C"

import "github.com/go-clang/clang-v15/clang"

// Version tells versions of libclang from each other.
func Version() string { return clang.GetClangVersion() }

// LibraryFile is the file that libclang was loaded from, "" if the system does not tell.
func LibraryFile() string { return C.GoString(C.library_file()) }

// Operators says where the operators of expressions come from: the "API" of libclang, the
// "bits" of clang's tree, once they are calibrated, or the "text" between the operands.
func Operators() string { return loadedOperators().source }
