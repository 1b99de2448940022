package clang

import (
	"strings"
	"testing"

	clang "github.com/drvlint/drvlint/internal/libclang"
)

func library(t *testing.T) {
	t.Helper()
	if _, err := Library(); err != nil {
		t.Fatal(err)
	}
}

func TestOperatorsAreLearnt(t *testing.T) {
	library(t)
	o, err := learnOperators()
	if err != nil {
		t.Fatal(err)
	}
	if len(o.binary) != len(binaryOrder) || len(o.unary) != len(unaryOrder) || len(o.forRoles) != 4 {
		t.Errorf("%d binary, %d unary operators, %d roles", len(o.binary), len(o.unary), len(o.forRoles))
	}
}

// Codes that do not tell every operator from the others are not believed.
func TestOperatorsAreNotGuessed(t *testing.T) {
	library(t)
	for what, change := range map[string]func(*tree){
		"binary operators":             func(t *tree) { t.nodes[first(t, clang.Cursor_BinaryOperator)].op++ },
		"unary operators":              func(t *tree) { t.nodes[first(t, clang.Cursor_UnaryOperator)].op++ },
		"the parts of a for statement": func(t *tree) { t.nodes[first(t, clang.Cursor_ForStmt)+1].role = 0 },
	} {
		index := clang.NewIndex()
		defer index.Dispose()
		tu, err := parseSnippet(index, "operators.c", operatorSnippet())
		if err != nil {
			t.Fatal(err)
		}
		defer tu.Dispose()
		seen := walk(tu, "/nowhere", false)
		defer seen.free()
		change(seen)
		if err := new(operators).learn(seen); err == nil || !strings.HasSuffix(err.Error(), "it misreads "+what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func first(t *tree, kind clang.CursorKind) int {
	for i := range t.nodes {
		if t.kind(i) == kind {
			return i
		}
	}
	return -1
}
