package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/internal/child"
	"github.com/drvlint/drvlint/internal/linker"
	"github.com/drvlint/drvlint/internal/runner"
)

// What a driver may use up to be linked and checked: processor time, and MiB of memory.
const (
	defaultDriverTime   = 10 * time.Minute
	defaultDriverMemory = 4096
)

// budgetOptions are the flags that say what drivers, and a whole run, may use up.
type budgetOptions struct {
	driverTime   time.Duration
	driverMemory int64 // MiB
	time         time.Duration

	budget  runner.Budget
	linkers *linker.Pool
}

func (o *budgetOptions) addFlags(flags *pflag.FlagSet) {
	flags.DurationVar(&o.driverTime, "driver-time", defaultDriverTime, "give a driver up whose functions take more than this processor `TIME` to check")
	flags.Int64Var(&o.driverMemory, "driver-memory", defaultDriverMemory, "give a driver up whose functions take more than `N` MiB of memory to check")
	flags.DurationVar(&o.time, "time", 4*time.Hour, "leave out the drivers that are not done within this `TIME` by the clock")
}

// begin lets the time of the run begin, and makes what links drivers.
func (o *budgetOptions) begin() error {
	switch {
	case o.time <= 0:
		return fmt.Errorf("--time %v: no run can be done in no time; give a time such as 30m", o.time)
	case o.driverTime <= 0:
		return fmt.Errorf("--driver-time %v: a driver can't be checked in no time; give a time such as 5m", o.driverTime)
	case o.driverMemory <= 0 || o.driverMemory > 1<<30:
		return fmt.Errorf("--driver-memory %d: give a number of MiB such as 4096", o.driverMemory)
	}
	o.budget = runner.Budget{Time: o.time, End: time.Now().Add(o.time)}
	o.linkers = linker.NewPool(child.Limits{Time: o.driverTime, Memory: o.driverMemory << 20}, o.budget.End)
	return nil
}

// linkerCommand is what drvlint starts itself with, to link drivers in processes of their own.
func (c *Command) linkerCommand() *cobra.Command {
	return &cobra.Command{
		Use: linker.Command, Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return linker.Serve(c.Stdin, c.Stdout) },
	}
}
