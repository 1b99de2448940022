// Package libclang finds libclang on this machine, loads it when drvlint runs, and calls it.
// Nothing is linked against it; clang-c holds the headers of LLVM 15 that say what it offers.
package libclang

// #cgo CFLAGS: -I${SRCDIR}
// #cgo linux LDFLAGS: -ldl
// #include <stdlib.h>
// #include "index.h"
import "C"

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"unsafe"
)

// libclang reads this when it makes its first index. With its crash recovery on, it
// takes over the signals by which Go turns a nil dereference into a panic. A libclang for
// Windows need not see what is set here: index.c switches recovery off there.
func init() { os.Setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1") }

// load loads the library at an absolute path: from then on calls go to it.
func load(file string) error {
	if err := inspect(file); err != nil {
		return err
	}
	path := C.CString(file)
	defer C.free(unsafe.Pointer(path))
	var why [1024]C.char
	library := C.libclang_open(path, &why[0], C.size_t(len(why)))
	if library == nil {
		return errors.New(C.GoString(&why[0]))
	}
	if lacking := C.libclang_bind(library); lacking != nil {
		return fmt.Errorf("it is no libclang of version %d or later: it has no function %s", Oldest, C.GoString(lacking))
	}
	return nil
}

// Table is the address of the table of functions, for C code of other packages.
func Table() unsafe.Pointer { return unsafe.Pointer(C.libclang) }

// Major is the number of the loaded libclang, such as 15; 0 if it does not tell.
func Major() int {
	_, number, _ := strings.Cut(Version(), "version ")
	major, _, _ := strings.Cut(number, ".")
	n, _ := strconv.Atoi(major) // 0
	return n
}

// Version is what the loaded libclang calls itself, such as "Debian clang version 15.0.6".
func Version() string { return text(C.libclang_version()) }
