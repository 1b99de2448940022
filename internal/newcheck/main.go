// Command newcheck creates a check that works: a folder with its code, its documentation, its test
// and a fixture, its row in README and its place in what is generated. It is run in the root of the
// repository: make new-check NAME=example.
package main

import (
	"bytes"
	"embed"
	"errors"
	"flag"
	"fmt"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"text/template"
)

//go:embed skeleton
var skeleton embed.FS

// files are those of a check, below checks/NAME; %s stands for its name.
var files = []struct{ template, name string }{
	{"check.go.tmpl", "%s.go"},
	{"check.md.tmpl", "%s.md"},
	{"check_test.go.tmpl", "%s_test.go"},
	{"fixture.c.tmpl", "testdata/%s.c"},
}

func main() {
	flag.Usage = func() { fmt.Fprintln(flag.CommandLine.Output(), "usage: go run ./internal/newcheck NAME") }
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := create(os.Stdout, ".", flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "newcheck:", err)
		os.Exit(2)
	}
}

// create makes the check in the repository at root and says what is left to do.
func create(out io.Writer, root, name string) error {
	folder := filepath.Join(root, "checks", name)
	if err := usable(folder, name); err != nil {
		return err
	}
	if err := write(folder, name); err != nil {
		return err
	}
	if err := addToREADME(filepath.Join(root, "README.md"), name); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"generate", "./checks", "./internal/config"},
		{"test", "./checks/" + name, "-update"},
		{"test", "./checks/" + name},
	} {
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Stderr = root, os.Stderr
		if text, err := cmd.Output(); err != nil {
			return fmt.Errorf("go %s: %w\n%s", args[0], err, text)
		}
	}
	fmt.Fprintf(out, "checks/%s works and is listed; now make it yours: git grep -n TODO checks/%[1]s README.md\n", name)
	return nil
}

var wellFormed = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

// usable reports what is wrong with the name of a check that is to lie in a folder.
func usable(folder, name string) error {
	if !wellFormed.MatchString(name) || token.IsKeyword(name) || name == "gen" || name == "check" {
		return fmt.Errorf("%q is no name for a check: use lower-case letters and digits, as in fastmutexwait", name)
	}
	if _, err := os.Stat(filepath.Dir(folder)); err != nil {
		return fmt.Errorf("run this in the root of the repository: %w", err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s is there already", folder)
	}
	return nil
}

// write writes the files of a check into a folder.
func write(folder, name string) error {
	for _, f := range files {
		text, err := template.ParseFS(skeleton, "skeleton/"+f.template)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := text.Execute(&b, name); err != nil {
			return err
		}
		file := filepath.Join(folder, fmt.Sprintf(f.name, name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// row matches a row of the table of checks in README.
var row = regexp.MustCompile("(?m)^\\| `[a-z0-9]+` \\| .* \\|\n")

// addToREADME puts a row behind the last one of the table of checks.
func addToREADME(file, name string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	rows := row.FindAllIndex(text, -1)
	if rows == nil {
		return fmt.Errorf("%s has no table of checks", file)
	}
	end := rows[len(rows)-1][1]
	added := fmt.Appendf(nil, "| `%s` | TODO |\n", name)
	return os.WriteFile(file, bytes.Join([][]byte{text[:end], added, text[end:]}, nil), 0o644)
}
