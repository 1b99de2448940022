// Command mutants switches off named decisions of the engine and of checks, one at a time, and
// reports those that no test misses: make mutants. Each mutant is a copy of one file with one
// change; the go command compiles it in place of the file (-overlay), so the tree is left as it
// is. The exit status is 1 if a mutant survives, 2 if the table does not fit the source.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// packages are tested against every mutant that those near to it (near) leave alive, the cheapest first.
var packages = [][]string{{"./checks/..."}, {"./internal/runner"}, {"./internal/term"}}

func main() {
	only := flag.String("run", "", "try only the mutants whose name matches this `REGEXP`")
	flag.Parse()
	survivors, err := run(os.Stdout, ".", *only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
	if survivors > 0 {
		os.Exit(1)
	}
}

// run tries the mutants of the table whose name matches, and returns how many survive. A mutant
// that can't be tried is an error; the others are tried all the same.
func run(out io.Writer, root, only string) (survivors int, err error) {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return 0, err
	}
	tried := 0
	var misfits []error
	for _, m := range table {
		if !wanted.MatchString(m.name) {
			continue
		}
		killed, err := m.try(root)
		if err != nil {
			misfits = append(misfits, fmt.Errorf("%s: %w", m.name, err))
			continue
		}
		tried++
		verdict := "killed  "
		if !killed {
			survivors++
			verdict = "SURVIVES"
		}
		fmt.Fprintf(out, "%s %s: %s\n", verdict, m.name, m.why)
	}
	fmt.Fprintf(out, "%d of %d mutants survive\n", survivors, tried)
	return survivors, errors.Join(misfits...)
}

// A mutant switches off one decision of a file: a function returns at once, or a text is replaced.
type mutant struct {
	name, file        string
	function, returns string // the function, as Type.Method or its name, and what it returns
	old, new          string // without a function: old stands exactly once in file
	why               string // what is no longer decided
}

// apply returns the text of the mutated file.
func (m mutant) apply(root string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(root, m.file))
	if err != nil {
		return nil, err
	}
	if m.function != "" {
		return m.returnAtOnce(text)
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		return nil, fmt.Errorf("%s holds the text to replace %d times, not once: bring the table up to date\n%s", m.file, n, m.old)
	}
	return []byte(strings.Replace(string(text), m.old, m.new, 1)), nil
}

// returnAtOnce puts a return at the head of the function.
func (m mutant) returnAtOnce(text []byte) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, m.file, text, 0)
	if err != nil {
		return nil, err
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || nameOf(f) != m.function {
			continue
		}
		head := fset.Position(f.Body.Lbrace).Offset + 1
		return slices.Concat(text[:head], []byte("\nif true {\nreturn "+m.returns+"\n}\n"), text[head:]), nil
	}
	return nil, fmt.Errorf("%s has no function %s: bring the table up to date", m.file, m.function)
}

// nameOf is how the table names a function.
func nameOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	return fmt.Sprint(t) + "." + f.Name.Name
}

// try tests the packages with the mutant in place and reports whether a test fails. A mutant that
// does not compile is an error.
func (m mutant) try(root string) (killed bool, err error) {
	text, err := m.apply(root)
	if err != nil {
		return false, err
	}
	folder, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(folder)
	overlay, err := m.overlay(root, folder, text)
	if err != nil {
		return false, err
	}
	if out, err := command(root, "build", "-overlay", overlay, "./"+filepath.Dir(m.file)).CombinedOutput(); err != nil {
		return false, fmt.Errorf("does not compile: %s", out)
	}
	near, err := m.near(root)
	if err != nil {
		return false, err
	}
	for _, p := range append([][]string{near}, packages...) {
		out, err := command(root, slices.Concat([]string{"test", "-vet=off", "-failfast", "-overlay", overlay}, p)...).CombinedOutput()
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			if !strings.Contains(string(out), "FAIL") {
				return false, fmt.Errorf("go test: %s", out)
			}
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}

// near lists the package of the mutated file and the checks that import it: their tests are the most likely to
// miss the decision.
func (m mutant) near(root string) ([]string, error) {
	folder := filepath.ToSlash(filepath.Dir(m.file))
	out, err := command(root, "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}} ", "./checks/...").Output()
	if err != nil {
		return nil, fmt.Errorf("list the checks: %w", err)
	}
	list := []string{"./" + folder}
	for line := range strings.Lines(string(out)) {
		if path, imports, _ := strings.Cut(line, " "); strings.Contains(imports, "/"+folder+" ") && strings.Contains(path, "/checks/") {
			list = append(list, path)
		}
	}
	return list, nil
}

// overlay writes the mutated file and what tells the go command of it to a folder.
func (m mutant) overlay(root, folder string, text []byte) (string, error) {
	original, err := filepath.Abs(filepath.Join(root, m.file))
	if err != nil {
		return "", err
	}
	mutated := filepath.Join(folder, filepath.Base(m.file))
	if err := os.WriteFile(mutated, text, 0o666); err != nil {
		return "", err
	}
	list, err := json.Marshal(map[string]map[string]string{"Replace": {original: mutated}})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(folder, "overlay.json")
	return overlay, os.WriteFile(overlay, list, 0o666)
}

func command(root string, args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	return cmd
}
