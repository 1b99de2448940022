package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/report"
)

func (c *Command) cacheCommand() *cobra.Command {
	group := &cobra.Command{
		Use: "cache", Short: "Look after what earlier runs found out",
		Long: `drvlint keeps what it found out about files and drivers, so that the next run does again only
what has changed. It lies in a folder of the user's cache, or in the one that the
environment variable ` + cache.Variable + ` names (off: there is none), and is trimmed by age and size.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	group.AddCommand(&cobra.Command{
		Use: "clean", Short: "Delete the cache", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return c.cleanCache() },
	})
	return group
}

func (c *Command) cleanCache() error {
	dir, err := cache.Folder()
	if err != nil {
		return err
	}
	if dir == "" {
		return fmt.Errorf("%s is %s: there is no cache to delete", cache.Variable, cache.Off)
	}
	size, err := cache.Clean(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Stdout, "deleted %s (%.1f MiB)\n", report.Escape(dir), float64(size)/(1<<20))
	return nil
}
