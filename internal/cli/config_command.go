package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

func (c *Command) configCommand() *cobra.Command {
	group := &cobra.Command{
		Use: "config", Short: "Verify configuration files", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(&cobra.Command{
		Use: "check [PATH...]", Short: "Verify the configuration of paths, or configuration files",
		Long: `drvlint config check verifies the ` + config.Name + ` that holds for each PATH (default: the working
folder), those in the folders below it, and PATHs that are files in this form themselves. It says
what is wrong, or which drivers have which file.`,
		RunE: func(_ *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				paths = []string{"."}
			}
			return c.configCheck(paths)
		},
	})
	return group
}

// configCheck verifies configuration files. Its error joins what is wrong with each.
func (c *Command) configCheck(paths []string) error {
	var files, folders []string
	var bad error
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			bad = errors.Join(bad, fmt.Errorf("%s: does not exist; check the spelling", path))
			continue
		case !info.IsDir() && slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(path)):
			files = append(files, absolute(path))
			continue
		}
		nearest, err := config.Nearest(path)
		bad = errors.Join(bad, err)
		below, err := configsBelow(path)
		bad = errors.Join(bad, err)
		files = append(append(files, nearest), below...)
		folders = append(folders, path)
	}
	slices.Sort(files)
	files = slices.DeleteFunc(slices.Compact(files), func(file string) bool { return file == "" })
	covered := driversOf(folders)
	for _, file := range files {
		if _, err := config.Load(file, checkNames()); err != nil {
			bad = errors.Join(bad, err)
			continue
		}
		fmt.Fprintf(c.Stdout, "%s: valid%s\n", report.Escape(relativeTo(file)), among(covered[file], folders))
	}
	if len(files) == 0 && bad == nil {
		fmt.Fprintf(c.Stdout, "no %s at, above or below these paths: everything is as it is by itself; drvlint init writes one\n", config.Name)
	}
	return bad
}

// among says how many of the drivers at the folders have a file.
func among(n int, folders []string) string {
	if len(folders) == 0 {
		return ""
	}
	return fmt.Sprintf(", for %s", counted(n, "driver"))
}

// configsBelow lists the configuration files in a folder and below it; no link is followed.
func configsBelow(folder string) ([]string, error) {
	var list []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("%s: can't be read: %w", path, errors.Unwrap(err))
		case entry.IsDir() && entry.Name() == ".git":
			return filepath.SkipDir
		case !entry.IsDir() && entry.Name() == config.Name:
			list = append(list, absolute(path))
		}
		return nil
	})
	return list, err
}

// driversOf counts the drivers at the paths by the configuration file that they have.
func driversOf(paths []string) map[string]int {
	list := map[string]int{}
	drivers, _, _ := project.Find(paths, project.Options{}) // what is wrong there is not asked
	for _, d := range drivers {
		if file, err := config.Nearest(d.Root); err == nil {
			list[file]++
		}
	}
	return list
}
