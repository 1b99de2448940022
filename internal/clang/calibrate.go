package clang

// #include "walk.h"
import "C"

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	clang "github.com/drvlint/drvlint/internal/libclang"
)

// Library loads libclang, the first time, and returns which it is. It must have succeeded
// before anything is parsed. A libclang that misreads what is known is not used.
var Library = sync.OnceValues(func() (*clang.Library, error) { return clang.Open(calibrate) })

// calibrate makes sure that the loaded libclang numbers and shows things as the front end
// expects, and learns what it can't expect.
func calibrate() error {
	useTable()
	if major := clang.Major(); major < clang.Oldest {
		return fmt.Errorf("it is %q, and drvlint takes libclang %d and later", clang.Version(), clang.Oldest)
	}
	if err := checkOverlay(overlayOf(nil)); err != nil {
		return err
	}
	if err := checkConstructs("calibrate.c", cPrelude, cDeclarations, cOpening, cStatements, cClosing); err != nil {
		return err
	}
	if err := checkConstructs("calibrate.cpp", cppPrelude, cppDeclarations, cppOpening, cppStatements, cppClosing); err != nil {
		return err
	}
	if err := checkErrors(messages); err != nil {
		return err
	}
	learnt, err := learnOperators()
	if err != nil {
		return err
	}
	loadedOperators = learnt
	return nil
}

// misread is why a libclang is refused.
func misread(what string) error {
	return fmt.Errorf("it is %q, which shows source in another way than drvlint knows: it misreads %s", clang.Version(), what)
}

// checkOverlay makes sure that libclang sees no file of the disk under an overlay that lists none:
// nothing else keeps what it reads in everywhere (docs/security.md).
func checkOverlay(none []byte) error {
	program, err := os.Executable() // it exists
	if err != nil {
		return fmt.Errorf("it can't be tried out: find the running program: %w", err)
	}
	overlay, free, err := readable(none)
	if err != nil {
		return fmt.Errorf("it can't be tried out: %w", err)
	}
	defer free()
	index := clang.NewIndex()
	defer index.Dispose()
	text := fmt.Sprintf("#if __has_include(<%s>)\n#error read\n#endif\n", filepath.ToSlash(program))
	tu, err := parseSnippet(index, "overlay.c", text, "-ivfsoverlay", overlay)
	if err != nil {
		return err
	}
	defer tu.Dispose()
	if len(tu.Errors()) > 0 {
		return misread("the list of the files that it may open")
	}
	return nil
}

// parseSnippet parses a text with the arguments of a unit, but for the model.
func parseSnippet(index clang.Index, name, text string, more ...string) (clang.TranslationUnit, error) {
	args := slices.Concat(Unit{File: name}.languageArgs(), baseArgs, more)
	tu, err := index.Parse(name, args, []clang.UnsavedFile{{Name: name, Text: text}}, parseOptions)
	if err != nil {
		return tu, misread(fmt.Sprintf("a small file (%v)", err))
	}
	return tu, nil
}

// checkConstructs parses the lines, each of which must come out as what it is.
func checkConstructs(name, prelude string, declarations []construct, opening string, statements []construct, closing string) error {
	var text strings.Builder
	var starts []int
	add := func(list []construct) {
		for _, c := range list {
			starts = append(starts, text.Len())
			text.WriteString(c.text + "\n")
		}
	}
	text.WriteString(prelude)
	add(declarations)
	text.WriteString(opening)
	add(statements)
	text.WriteString(closing)

	index := clang.NewIndex()
	defer index.Dispose()
	tu, err := parseSnippet(index, name, text.String())
	if err != nil {
		return err
	}
	defer tu.Dispose()
	if list := tu.Errors(); len(list) > 0 {
		return misread(fmt.Sprintf("%q", list[0].Text))
	}
	t := walk(tu, "/nowhere", Unit{File: name}.isCPlusPlus())
	defer t.free()
	for i, c := range slices.Concat(declarations, statements) {
		if !c.in(t, starts[i], starts[i]+len(c.text)) {
			return misread(c.text)
		}
	}
	return nil
}

// in reports whether nodes of t that begin between two offsets show the construct.
func (c construct) in(t *tree, from, to int) bool {
	is, decl, typ, name := false, c.decl == 0, c.typ == 0, c.name == ""
	for i := range t.nodes {
		node := &t.nodes[i]
		if int(node.from) < from || int(node.from) >= to {
			continue
		}
		is = is || t.kind(i) == c.is
		typ = typ || t.hasKind(node._type, c.typ)
		if node.decl < 0 {
			continue
		}
		d := &t.decls[node.decl]
		decl = decl || clang.CursorKind(d.kind) == c.decl
		name = name || strings.HasSuffix(t.text(d.name), c.name)
		typ = typ || t.hasKind(d._type, c.typ)
	}
	return is && decl && typ && name
}

// hasKind reports whether type i is of a kind, as it is written or when all names are resolved.
func (t *tree) hasKind(i C.int32_t, kind clang.TypeKind) bool {
	return i >= 0 && (clang.TypeKind(t.types[i].kind) == kind || clang.TypeKind(t.types[i].canonical_kind) == kind)
}

// checkErrors makes sure that libclang words errors as they are read.
func checkErrors(messages []message) error {
	index := clang.NewIndex()
	defer index.Dispose()
	var text strings.Builder
	text.WriteString(messagesPrelude)
	for _, m := range messages {
		text.WriteString(m.text + "\n")
	}
	tu, err := parseSnippet(index, "errors.c", text.String())
	if err != nil {
		return err
	}
	defer tu.Dispose()
	all := unitErrors(tu)
	for _, m := range messages {
		if !slices.ContainsFunc(all, func(d diagnostic) bool { return slices.ContainsFunc(strings.Split(m.wording, "|"), d.about) }) {
			return misread(m.text)
		}
	}
	return nil
}
