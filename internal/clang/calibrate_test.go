package clang

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A libclang that numbers a construct otherwise, or words an error otherwise, is refused.
func TestOtherNumbersAreRefused(t *testing.T) {
	library(t)
	other := func(list []construct, change func(*construct)) (changed [][]construct) {
		for i := range list {
			c := slices.Clone(list)
			change(&c[i])
			changed = append(changed, c)
		}
		return changed
	}
	const shift = 5000 // no number is as large
	for what, change := range map[string]func(*construct){
		"node": func(c *construct) { c.is += shift }, "declaration": func(c *construct) { c.decl += shift },
		"type": func(c *construct) { c.typ += shift }, "name": func(c *construct) { c.name += "x" },
	} {
		for _, statements := range other(cStatements, change) {
			if err := checkConstructs("a.c", cPrelude, cDeclarations, cOpening, statements, cClosing); err == nil {
				t.Errorf("another number of a %s in C goes unnoticed", what)
			}
		}
	}
	for _, m := range messages {
		if err := checkErrors([]message{{m.text, strings.ReplaceAll(m.wording, "|", " otherwise|") + " otherwise"}}); err == nil || !strings.Contains(err.Error(), m.text) {
			t.Errorf("%q: another message than %q goes unnoticed: %v", m.text, m.wording, err)
		}
	}
}

// Every number that the front end knows of a node, a type or a declaration is calibrated.
func TestEveryNumberIsCalibrated(t *testing.T) {
	read := func(file string) string {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	lines := read("constructs.go")
	// Bounds of a range, what scopes show by the names of what is in them, what assembly is
	// taken from the text of, and attributes that clang drops.
	besides := strings.Fields("Cursor_FirstRef Cursor_LastRef Cursor_MSAsmStmt Cursor_Namespace Cursor_ClassDecl Cursor_StructDecl Cursor_UnionDecl " +
		"Cursor_ClassTemplate Cursor_ClassTemplatePartialSpecialization Cursor_LinkageSpec Cursor_UnexposedDecl Cursor_CXXBaseSpecifier Cursor_MacroExpansion Type_Invalid Type_Elaborated")
	for _, m := range regexp.MustCompile(`CX((?:Cursor|Type)_\w+)`).FindAllStringSubmatch(read("../libclang/kinds.go")+read("walk.c"), -1) {
		if !slices.Contains(besides, m[1]) && !strings.Contains(lines, "clang."+m[1]+"}") && !strings.Contains(lines, "clang."+m[1]+",") {
			t.Errorf("no line of constructs.go has a %s", m[1])
		}
	}
}

// A libclang that would open what an overlay does not list is refused.
func TestOpenOverlayIsRefused(t *testing.T) {
	library(t)
	closed := string(overlayOf(nil))
	open := strings.Replace(closed, "redirect-only", "fallthrough", 1)
	if open == closed {
		t.Fatal("the overlay does not say redirect-only")
	}
	if err := checkOverlay([]byte(open)); err == nil {
		t.Error("an overlay that hides nothing goes unnoticed")
	}
}
