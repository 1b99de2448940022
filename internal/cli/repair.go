package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/internal/fix"
	"github.com/drvlint/drvlint/internal/report"
)

// repairOptions are the flags that say what to do with fixes.
type repairOptions struct{ fix, diff bool }

func (o *repairOptions) addFlags(flags *pflag.FlagSet) {
	flags.BoolVar(&o.fix, "fix", false, "make the fixes that findings propose, and report what is left")
	flags.BoolVar(&o.diff, "diff", false, "print these fixes as a unified diff instead, and change nothing")
}

// check says what can't be asked for together. Formats are those given on the command line.
func (o *repairOptions) check(formatGiven bool, outputs []output) error {
	if o.fix && o.diff {
		return errors.New("--fix and --diff exclude each other; take one")
	}
	if i := slices.IndexFunc(outputs, func(out output) bool { return out.file == "" }); o.diff && formatGiven && i >= 0 {
		format := outputs[i].format
		return fmt.Errorf("--diff and --format %s both write to standard output; give the report a file: %s=FILE", format, format)
	}
	return nil
}

// tree takes down the files that may be repaired; nil if none is to be.
func (o *repairOptions) tree(jobs []*job, paths []string) *fix.Tree {
	if !o.fix && !o.diff {
		return nil
	}
	var roots, files []string
	for _, j := range jobs {
		for _, d := range j.drivers {
			for _, u := range d.Units {
				files = append(files, u.File)
			}
		}
	}
	for _, path := range paths {
		root := absolute(path)
		if info, err := os.Stat(root); err == nil && !info.IsDir() && !slices.Contains(files, root) {
			root = filepath.Dir(root) // a project stands for its folder
		}
		roots = append(roots, root)
	}
	return fix.Open(roots, files)
}

// repair makes or shows the fixes of the findings in r. It returns a note for each file
// that it wrote, also with an error: then r is not about the tree as it now is.
func (o *repairOptions) repair(tree *fix.Tree, r *report.Result, stdout io.Writer) ([]report.Notification, error) {
	if tree == nil {
		return nil, nil
	}
	plan := tree.Plan(r.Findings)
	r.Notifications = append(r.Notifications, plan.Refused...)
	report.Sort(r)
	if o.fix {
		return plan.Apply()
	}
	diff, err := plan.Diff()
	if err == nil {
		_, err = io.WriteString(stdout, diff)
	}
	return nil, err
}
