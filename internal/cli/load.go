package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/worker"
)

// loadOptions are the flags that say how units are loaded.
type loadOptions struct {
	unitTime   time.Duration
	unitMemory int64 // MiB
	noCache    bool
}

func (o *loadOptions) addFlags(flags *pflag.FlagSet) {
	flags.DurationVar(&o.unitTime, "unit-time", time.Minute, "give a file up after this much processor `TIME`")
	flags.BoolVar(&o.noCache, "no-cache", false, "analyse everything anew, and keep nothing for later runs")
	flags.Int64Var(&o.unitMemory, "unit-memory", 2048, "give a file up when reading it takes more than `N` MiB of memory")
}

// openCache returns the cache, nil if there is to be none or it can't be had: a user
// without a home folder is served all the same.
func (o *loadOptions) openCache() *cache.Cache {
	if o.noCache {
		return nil
	}
	dir, err := cache.Folder()
	if err != nil {
		return nil
	}
	kept, err := cache.Open(dir)
	if err != nil {
		return nil
	}
	return kept
}

// limits returns what one unit may use up.
func (o *loadOptions) limits() (worker.Limits, error) {
	switch {
	case o.unitTime <= 0:
		return worker.Limits{}, fmt.Errorf("--unit-time %v: a file can't be read in no time; give a time such as 30s", o.unitTime)
	case o.unitMemory <= 0 || o.unitMemory > 1<<30:
		return worker.Limits{}, fmt.Errorf("--unit-memory %d: give a number of MiB such as 2048", o.unitMemory)
	}
	return worker.Limits{Time: o.unitTime, Memory: o.unitMemory << 20}, nil
}

// parse is what loads units: workers, but this process itself where it is recorded.
func (o *checkOptions) parse() func(clang.Task) *clang.Parsed {
	if o.recording() {
		return nil
	}
	return o.pool.Load
}

// workerCommand is what drvlint starts itself with, to parse units in processes of their own.
func (c *Command) workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: worker.Command, Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return worker.Serve(c.Stdin, c.Stdout) },
	}
}
