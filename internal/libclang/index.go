package libclang

// #include <stdlib.h>
// #include "index.h"
import "C"

import (
	"fmt"
	"slices"
	"strings"
	"unsafe"
)

// An Index makes translation units. It is disposed of after them.
type Index struct{ c C.CXIndex }

// NewIndex makes an index. libclang must have been opened.
func NewIndex() Index { return Index{C.libclang_create_index()} }

// Dispose frees the index.
func (i Index) Dispose() { C.libclang_dispose_index(i.c) }

// An UnsavedFile is a text that is shown to clang in place of a file.
type UnsavedFile struct{ Name, Text string }

// How a unit is parsed.
const (
	DetailedPreprocessingRecord = C.CXTranslationUnit_DetailedPreprocessingRecord
	KeepGoing                   = C.CXTranslationUnit_KeepGoing // after a missing header too
)

// A TranslationUnit is a parsed file with all that it includes.
type TranslationUnit struct{ c C.CXTranslationUnit }

// Parse parses a file with clang's arguments. The texts need not be kept. A crash of libclang
// ends this process.
func (i Index) Parse(file string, args []string, unsaved []UnsavedFile, options uint) (TranslationUnit, error) {
	var held []unsafe.Pointer
	keep := func(s string) *C.char {
		p := C.CString(s)
		held = append(held, unsafe.Pointer(p))
		return p
	}
	defer func() {
		for _, p := range held {
			C.free(p)
		}
	}()
	list := make([]*C.char, len(args)+1)
	for n, arg := range args {
		list[n] = keep(arg)
	}
	files := make([]C.struct_CXUnsavedFile, len(unsaved)+1)
	for n, f := range unsaved {
		files[n] = C.struct_CXUnsavedFile{Filename: keep(f.Name), Contents: keep(f.Text), Length: C.ulong(len(f.Text))}
	}
	var unit TranslationUnit
	code := C.libclang_parse(i.c, keep(file), &list[0], C.int(len(args)), &files[0], C.uint(len(unsaved)), C.uint(options), &unit.c)
	if code != C.CXError_Success {
		return TranslationUnit{}, fmt.Errorf("error %d of libclang", code)
	}
	return unit, nil
}

// Dispose frees the unit.
func (u TranslationUnit) Dispose() { C.libclang_dispose_unit(u.c) }

// Handle is the CXTranslationUnit, for C code of other packages.
func (u TranslationUnit) Handle() unsafe.Pointer { return unsafe.Pointer(u.c) }

// A Diagnostic is what clang has to say of a place: a byte offset in a file, whose name is
// empty if it is about none.
type Diagnostic struct {
	Text   string
	File   string
	Offset int
}

// Errors returns the errors of the unit, in the order of their discovery.
func (u TranslationUnit) Errors() []Diagnostic {
	var list []Diagnostic
	for i := range C.libclang_diagnostics(u.c) {
		d := C.libclang_diagnostic_at(u.c, i)
		message, file := text(d.text), text(d.file)
		if d.severity >= C.CXDiagnostic_Error {
			list = append(list, Diagnostic{message, file, int(d.offset)})
		}
	}
	return list
}

// SkippedRanges returns the byte ranges of a file that the preprocessor left out.
func (u TranslationUnit) SkippedRanges(file string) [][2]int {
	name := C.CString(file)
	defer C.free(unsafe.Pointer(name))
	list := C.libclang_skipped_ranges(u.c, name)
	if list == nil {
		return nil
	}
	defer C.libclang_dispose_ranges(list)
	var ranges [][2]int
	for _, r := range unsafe.Slice(list.ranges, list.count) {
		ranges = append(ranges, [2]int{int(C.libclang_offset(r, 0)), int(C.libclang_offset(r, 1))})
	}
	return ranges
}

// Inclusions returns the names of the files that clang read for the unit, sorted, each once.
func (u TranslationUnit) Inclusions() []string {
	list := C.libclang_inclusions(u.c)
	defer C.free(unsafe.Pointer(list.text))
	if list.length == 0 {
		return nil
	}
	all := string(unsafe.Slice((*byte)(unsafe.Pointer(list.text)), int(list.length)))
	names := strings.Split(strings.TrimSuffix(all, "\x00"), "\x00")
	slices.Sort(names)
	return slices.Compact(names)
}

// text turns a string of libclang into one of Go and frees it.
func text(s C.CXString) string {
	defer C.libclang_dispose_string(s)
	return C.GoString(C.libclang_text(s))
}
