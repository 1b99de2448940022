package clang

// #include <stdlib.h>
// #include "walk.h"
import "C"

import (
	"regexp"
	"unsafe"

	clang "github.com/drvlint/drvlint/internal/libclang"
)

// A tree is the flat form of a translation unit. Its arrays are C memory: nothing of
// it may be kept after free.
type tree struct {
	c        *C.dl_tree
	nodes    []C.dl_node
	decls    []C.dl_decl
	types    []C.dl_type
	fields   []C.dl_field
	macros   []C.dl_macro
	classes  []C.dl_class
	parts    []C.dl_field
	bases    []C.dl_base
	strings  map[C.int32_t]string
	mainFile C.int32_t
}

// useTable makes walks call the libclang that was loaded last.
func useTable() { C.dl_use((*C.libclang_table)(clang.Table())) }

// walk visits the unit once, as C++ if cplusplus is set. Declarations in files below the
// folders of skip, one a line, where the headers of the kit live, are left out.
func walk(unit clang.TranslationUnit, skip string, cplusplus bool) *tree {
	folder, invented := C.CString(skip), C.CString(stubHeader)
	defer C.free(unsafe.Pointer(folder))
	defer C.free(unsafe.Pointer(invented))
	var language C.int
	if cplusplus {
		language = 1
	}
	c := C.dl_walk(C.CXTranslationUnit(unit.Handle()), folder, invented, language)
	return &tree{
		c:        c,
		nodes:    unsafe.Slice(c.nodes, c.nnodes),
		decls:    unsafe.Slice(c.decls, c.ndecls),
		types:    unsafe.Slice(c.types, c.ntypes),
		fields:   unsafe.Slice(c.fields, c.nfields),
		macros:   unsafe.Slice(c.macros, c.nmacros),
		classes:  unsafe.Slice(c.classes, c.nclasses),
		parts:    unsafe.Slice(c.parts, c.nparts),
		bases:    unsafe.Slice(c.bases, c.nbases),
		strings:  map[C.int32_t]string{},
		mainFile: c.mainfile,
	}
}

func (t *tree) free() { C.dl_free(t.c) }

// lambdaPlace is the folder in the name that clang gives the type of a lambda expression: it must not depend on where the checkout lies.
var lambdaPlace = regexp.MustCompile(`\(lambda at [^()]*[/\\]`)

// text returns the interned string at index i.
func (t *tree) text(i C.int32_t) string {
	if i <= 0 {
		return ""
	}
	s, ok := t.strings[i]
	if !ok {
		s = lambdaPlace.ReplaceAllString(C.GoString((*C.char)(unsafe.Add(unsafe.Pointer(t.c.text), int(i)))), "(lambda at ")
		t.strings[i] = s
	}
	return s
}

func (t *tree) kind(n int) clang.CursorKind { return clang.CursorKind(t.nodes[n].kind) }

// children returns the nodes directly below n, in order.
func (t *tree) children(n int) []int {
	end := int(t.nodes[n].end)
	var list []int
	for i := n + 1; i < end; i = int(t.nodes[i].end) {
		list = append(list, i)
	}
	return list
}

// roots returns the declarations at file scope, in order.
func (t *tree) roots() []int {
	var list []int
	for i := 0; i < len(t.nodes); i = int(t.nodes[i].end) {
		list = append(list, i)
	}
	return list
}

// typeName is the canonical spelling of type i, "" when there is none.
func (t *tree) typeName(i C.int32_t) string {
	if i < 0 {
		return ""
	}
	return t.text(t.types[i].canonical)
}

func (t *tree) isPointer(i C.int32_t) bool {
	return i >= 0 && clang.TypeKind(t.types[i].canonical_kind) == clang.Type_Pointer
}

func (t *tree) isArray(i C.int32_t) bool {
	if i < 0 {
		return false
	}
	switch clang.TypeKind(t.types[i].canonical_kind) {
	case clang.Type_ConstantArray, clang.Type_IncompleteArray, clang.Type_VariableArray:
		return true
	}
	return false
}

func (t *tree) isRecord(i C.int32_t) bool {
	return i >= 0 && clang.TypeKind(t.types[i].canonical_kind) == clang.Type_Record
}
