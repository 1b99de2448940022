package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/ddi"
)

// TestNoKernelNameInCode holds that what is known of the kernel is data: no file of the engine and none of a check has
// a string that names a routine, a structure or a function type of the kernel. What it needs to tell apart is an
// effect, an object or a role of package ddi.
func TestNoKernelNameInCode(t *testing.T) {
	for _, folder := range []string{"internal/simulate", "internal/driver", "internal/obligation", "internal/property", "internal/profile", "internal/callgraph", "internal/pointsto", "internal/program", "internal/term", "checks"} {
		root := filepath.Join(repository, folder)
		err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if d == nil {
					return nil // a folder that is to come
				}
				if d.Name() == "testdata" {
					return filepath.SkipDir
				}
				return err
			}
			if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") {
				kernelNames(t, file)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func kernelNames(t *testing.T, file string) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		literal, ok := n.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		if text, err := strconv.Unquote(literal.Value); err == nil && isKernelName(text) {
			t.Errorf("%s: %q belongs into a table of package ddi", fset.Position(literal.Pos()), text)
		}
		return true
	})
}

// isKernelName reports whether a string is the name of something of the kernel's.
func isKernelName(s string) bool {
	if _, callback := ddi.CallbackLevels(s); callback {
		return true
	}
	return ddi.Documented(s) || ddi.ObjectOf(s) != 0 || ddi.RoleOfType(s) != "" || ddi.RoleOfName(s) != ""
}

// A test that finds nothing must be able to find something.
func TestIsKernelName(t *testing.T) {
	for s, want := range map[string]bool{
		"KeWaitForSingleObject": true, "ExReleaseResource": true, "NtCreateFile": true, "_KMUTANT": true, "struct _KTIMER *": true,
		"DRIVER_CANCEL": true, "KDEFERRED_ROUTINE": true, "DriverEntry": true, "fast mutex": false, "": false, "object": false,
	} {
		if isKernelName(s) != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
}
