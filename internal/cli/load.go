package cli

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/child"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/internal/worker"
)

// loadOptions are the flags that say how units are loaded.
type loadOptions struct {
	unitTime   time.Duration
	unitMemory int64 // MiB
	noCache    bool
	noPlace    error // why there is no cache though there is to be one
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
// without a home folder is served all the same, and told.
func (o *loadOptions) openCache() (kept *cache.Cache) {
	if o.noCache {
		return nil
	}
	dir, err := cache.Folder()
	if err == nil && dir != "" {
		kept, err = cache.Open(dir)
	}
	o.noPlace = err
	return kept
}

// cacheNotes says what is wrong with the cache, which it trims as long as there is time. It costs
// time only.
func (o *loadOptions) cacheNotes(kept *cache.Cache, b runner.Budget) []report.Notification {
	inTime(b, func() (any, error) { kept.Trim(); return nil, nil }) // else the next run does
	err := cmp.Or(o.noPlace, kept.Problem())
	if err == nil {
		return nil
	}
	return []report.Notification{{Level: report.Note, Message: err.Error() + "; later runs take longer; make it a folder that can be written and has room, or say --no-cache"}}
}

// pool returns workers that keep each unit within the limits, and load nothing beyond the
// deadline if there is one. Which libclang they use is asked of the cache, if there is one, else of the first of them; with
// here, this process loads it, for it parses itself. Meanwhile something else may be done: library waits until it is known, and
// is to be called before the workers are used or closed.
func (o *loadOptions) pool(deadline time.Time, kept *cache.Cache, here bool) (workers *worker.Pool, library func() error, err error) {
	switch {
	case o.unitTime <= 0:
		return nil, nil, fmt.Errorf("--unit-time %v: a file can't be read in no time; give a time such as 30s", o.unitTime)
	case o.unitMemory <= 0 || o.unitMemory > 1<<30:
		return nil, nil, fmt.Errorf("--unit-memory %d: give a number of MiB such as 2048", o.unitMemory)
	}
	workers = worker.NewPool(child.Limits{Time: o.unitTime, Memory: o.unitMemory << 20}, deadline)
	if !here && kept.TrustLibclang() {
		return workers, func() error { return nil }, nil
	}
	chosen := make(chan struct{})
	var missing error
	go func() {
		defer close(chosen)
		var choice clang.Choice
		if choice, missing = chooseLibclang(workers, here); missing == nil && kept != nil {
			kept.KeepLibclang(choice.Noted())
		}
	}()
	return workers, func() error { <-chosen; return missing }, nil
}

// chooseLibclang returns the libclang that is used from now on.
func chooseLibclang(workers *worker.Pool, here bool) (clang.Choice, error) {
	if !here {
		choice, err := workers.Library()
		if err != nil || clang.Take(choice) {
			return choice, err
		}
	}
	library, err := clang.Library()
	if err != nil {
		return clang.Choice{}, err
	}
	return library.Chosen(), nil
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

// warm makes ready for one more unit to be loaded at the same time: another worker, where workers load units.
func (o *checkOptions) warm() func() {
	if o.planned != nil || o.recording() {
		return nil
	}
	return o.workers.Warm
}

// warmLink makes ready for a driver to be linked: a linker, where linkers do it.
func (o *checkOptions) warmLink() func() {
	if o.recording() {
		return nil
	}
	return o.linkers.Warm
}

// link is what links and checks drivers: linkers, but this process itself where it is recorded.
func (o *checkOptions) link() runner.Link {
	if o.recording() {
		return nil
	}
	return o.linkers.Link
}

// workerCommand is what drvlint starts itself with, to parse units in processes of their own.
func (c *Command) workerCommand() *cobra.Command {
	return &cobra.Command{
		Use: worker.Command, Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return worker.Serve(c.Stdin, c.Stdout) },
	}
}
