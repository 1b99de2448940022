package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/internal/worker"
)

// loadOptions are the flags that say how units are loaded.
type loadOptions struct {
	unitTime   time.Duration
	unitMemory int64 // MiB
	noCache    bool
}

func (o *loadOptions) addFlags(flags *pflag.FlagSet) {
	o.addLimitFlags(flags)
	flags.BoolVar(&o.noCache, "no-cache", false, "analyse everything anew, and keep nothing for later runs")
}

// What a file may take, unless flags say otherwise: processor time, and MiB of memory.
const (
	unitTime   = time.Minute
	unitMemory = 2048
)

func (o *loadOptions) addLimitFlags(flags *pflag.FlagSet) {
	flags.DurationVar(&o.unitTime, "unit-time", unitTime, "give a file up after this much processor `TIME`")
	flags.Int64Var(&o.unitMemory, "unit-memory", unitMemory, "give a file up when reading it takes more than `N` MiB of memory")
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

// pool returns workers that keep each unit within the limits.
func (o *loadOptions) pool() (*worker.Pool, error) {
	switch {
	case o.unitTime <= 0:
		return nil, fmt.Errorf("--unit-time %v: a file can't be read in no time; give a time such as 30s", o.unitTime)
	case o.unitMemory <= 0 || o.unitMemory > 1<<30:
		return nil, fmt.Errorf("--unit-memory %d: give a number of MiB such as 2048", o.unitMemory)
	}
	return worker.NewPool(worker.Limits{Time: o.unitTime, Memory: o.unitMemory << 20}), nil
}

// parse is what loads units: workers, but this process itself where it is recorded; where
// there is a plan, the units' facts are there already.
func (o *checkOptions) parse() runner.Load {
	switch {
	case o.planned != nil:
		return o.planned.Load
	case o.recording():
		return nil
	}
	return o.workers.Load
}

// workerCommand is what drvlint starts itself with, to parse units in processes of their own.
func (c *Command) workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: worker.Command, Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return worker.Serve(c.Stdin, c.Stdout) },
	}
}
