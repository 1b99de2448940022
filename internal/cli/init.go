package cli

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

//go:embed init.yaml.tmpl
var initText string

var initTemplate = template.Must(template.New("init").Funcs(template.FuncMap{"quote": func(s string) string { return fmt.Sprintf("%q", s) }}).Parse(initText))

func (c *Command) initCommand() *cobra.Command {
	return &cobra.Command{
		Use: "init [FOLDER]", Short: "Write a commented " + config.Name + " that fits the drivers found", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := "."
			if len(args) == 1 {
				folder = args[0]
			}
			return c.init(folder)
		},
	}
}

// A foundTree is what drvlint init says of a folder.
type foundTree struct {
	Drivers  []string // what is said of each
	Foreign  []string // folders with code of others, with drivers or files in them
	Includes []string // folders of headers at the top
	Checks   []foundCheck
	More     int // drivers that are not listed
}

type foundCheck struct{ Name, Title, Level string }

// maxDriversListed is how many drivers the file names.
const maxDriversListed = 20

// init writes a configuration file into a folder, unless there is one.
func (c *Command) init(folder string) error {
	info, err := os.Stat(folder)
	switch {
	case err != nil:
		return fmt.Errorf("%s: does not exist; name the folder of your drivers", folder)
	case !info.IsDir():
		return fmt.Errorf("%s: is no folder; name the folder of your drivers", folder)
	}
	file := filepath.Join(folder, config.Name)
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s: is there already; edit it, or move it away first", file)
	}
	tree, err := describeTree(folder)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := initTemplate.Execute(&b, tree); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("%s: can't be written: %w", file, errors.Unwrap(err))
	}
	_, err = out.Write(b.Bytes())
	if err = errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("%s: can't be written: %w", file, err)
	}
	if _, err := config.Load(file, checkNames()); err != nil {
		return fmt.Errorf("internal error: %w; please report it", err)
	}
	fmt.Fprintf(c.Stdout, "wrote %s for %s; drvlint %s analyses them\n", report.Escape(file), counted(len(tree.Drivers)+tree.More, "driver"), report.Escape(folder))
	return nil
}

func describeTree(folder string) (*foundTree, error) {
	tree := &foundTree{}
	drivers, _, err := project.Find([]string{folder}, project.Options{})
	if err != nil && len(drivers) == 0 {
		return nil, err
	}
	base := absolute(folder)
	for i, d := range drivers {
		if i >= maxDriversListed {
			tree.More = len(drivers) - i
			break
		}
		root, err := filepath.Rel(base, d.Root)
		if err != nil {
			root = d.Root
		}
		tree.Drivers = append(tree.Drivers, fmt.Sprintf("%s (%s, %s)", report.Escape(d.Name), report.Escape(filepath.ToSlash(root)), counted(len(d.Units), "file")))
	}
	tree.Foreign = foreign(base)
	for _, name := range []string{"inc", "include", "common", "shared"} {
		if info, err := os.Stat(filepath.Join(base, name)); err == nil && info.IsDir() {
			tree.Includes = append(tree.Includes, name)
		}
	}
	for _, check := range checks.All() {
		tree.Checks = append(tree.Checks, foundCheck{check.Analyzer.Name, check.Title, string(check.Level)})
	}
	return tree, nil
}

// foreignNames are what folders with code of others are called, in lower case.
var foreignNames = []string{"third_party", "thirdparty", "3rdparty", "third-party", "external", "externals", "vendor", "deps", "submodules"}

// foreign lists the folders below base, two levels deep, whose name says that they hold code
// of others.
func foreign(base string) []string {
	var list []string
	_ = filepath.WalkDir(base, func(path string, entry fs.DirEntry, err error) error {
		below, relErr := filepath.Rel(base, path)
		switch {
		case err != nil || relErr != nil || !entry.IsDir() || below == ".":
			return nil
		case slices.Contains(foreignNames, strings.ToLower(entry.Name())):
			list = append(list, literally(filepath.ToSlash(below)))
			return filepath.SkipDir
		case entry.Name() == ".git" || strings.Count(filepath.ToSlash(below), "/") > 0:
			return filepath.SkipDir
		}
		return nil
	})
	return list
}

// literally spells a path as a glob that matches it.
func literally(path string) string {
	return strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]", "{", "[{]").Replace(path)
}
