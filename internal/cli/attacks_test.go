package cli

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// attackMark stands in front of a table whose elements are inputs that try to break a promise of docs/security.md.
const attackMark = "//attack:"

// fewestInputs is how many there must be of each group.
const fewestInputs = 20

// An attackTable is one such table: the test that it belongs to, and how many elements it has.
type attackTable struct {
	group, test string
	inputs      int
}

// TestAttacks counts what is tried, and holds the table in docs/security.md to it.
func TestAttacks(t *testing.T) {
	var tables []attackTable
	err := filepath.WalkDir(repository, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && file != repository) {
			return cmp.Or(err, filepath.SkipDir)
		}
		if !d.IsDir() && strings.HasSuffix(file, "_test.go") {
			list, err := attackTables(file)
			tables = append(tables, list...)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	inputs, tests := map[string]int{}, map[string][]string{}
	for _, table := range tables {
		inputs[table.group] += table.inputs
		if name := "`" + table.test + "`"; !slices.Contains(tests[table.group], name) {
			tests[table.group] = append(tests[table.group], name)
		}
	}
	var lines strings.Builder
	lines.WriteString("| group | inputs | tests |\n|---|---:|---|\n")
	for _, group := range slices.Sorted(maps.Keys(inputs)) {
		if inputs[group] < fewestInputs {
			t.Errorf("%s: %d inputs, fewer than %d", group, inputs[group], fewestInputs)
		}
		slices.Sort(tests[group])
		fmt.Fprintf(&lines, "| %s | %d | %s |\n", group, inputs[group], strings.Join(tests[group], ", "))
	}
	text, err := os.ReadFile(filepath.Join(repository, "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), "\n\n"+lines.String()+"\n") {
		t.Errorf("docs/security.md has another table than\n%s", lines.String())
	}
}

// attackTables finds the marked tables of a test file.
func attackTables(file string) ([]attackTable, error) {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var list []attackTable
	for _, comments := range parsed.Comments {
		for _, comment := range comments.List {
			group, marked := strings.CutPrefix(comment.Text, attackMark)
			if !marked {
				continue
			}
			table := attackTable{group: group, test: filepath.Base(file)}
			for _, declared := range parsed.Decls {
				if f, ok := declared.(*ast.FuncDecl); ok && f.Pos() < comment.Pos() && comment.Pos() < f.End() {
					table.test = f.Name.Name
				}
			}
			var elements *ast.CompositeLit
			ast.Inspect(parsed, func(n ast.Node) bool {
				if literal, ok := n.(*ast.CompositeLit); ok && literal.Pos() > comment.Pos() && (elements == nil || literal.Pos() < elements.Pos()) {
					elements = literal
				}
				return true
			})
			if elements == nil || files.Position(elements.Pos()).Line > files.Position(comment.Pos()).Line+4 {
				return nil, fmt.Errorf("%s: no table follows %s", files.Position(comment.Pos()), comment.Text)
			}
			table.inputs = len(elements.Elts)
			list = append(list, table)
		}
	}
	return list, nil
}
