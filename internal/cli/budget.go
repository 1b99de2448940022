package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/internal/child"
	"github.com/drvlint/drvlint/internal/linker"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
)

// What a driver may use up to be linked and checked: processor time, and MiB of memory. What
// the process that starts the others may: MiB.
const (
	defaultDriverTime   = 10 * time.Minute
	defaultDriverMemory = 4096
	defaultMemory       = 4096
)

// budgetOptions are the flags that say what drivers, and a whole run, may use up.
type budgetOptions struct {
	driverTime   time.Duration
	driverMemory int64 // MiB
	time         time.Duration
	memory       int64 // MiB

	budget  runner.Budget
	guard   *child.Guard
	linkers *linker.Pool
}

func (o *budgetOptions) addFlags(flags *pflag.FlagSet) {
	flags.DurationVar(&o.driverTime, "driver-time", defaultDriverTime, "give a driver up whose functions take more than this processor `TIME` to check")
	flags.Int64Var(&o.driverMemory, "driver-memory", defaultDriverMemory, "give a driver up whose functions take more than `N` MiB of memory to check")
	flags.DurationVar(&o.time, "time", 4*time.Hour, "leave out the drivers that are not done within this `TIME` by the clock")
	flags.Int64Var(&o.memory, "memory", defaultMemory, "leave out drivers rather than hold more than `N` MiB of what is known of all, beside what reads and checks them")
}

// begin lets the time of the run begin, watches its memory, and makes what links drivers. End ends
// both.
func (o *budgetOptions) begin(stderr io.Writer) error {
	switch {
	case o.time <= 0:
		return fmt.Errorf("--time %v: no run can be done in no time; give a time such as 30m", o.time)
	case o.driverTime <= 0:
		return fmt.Errorf("--driver-time %v: a driver can't be checked in no time; give a time such as 5m", o.driverTime)
	case o.driverMemory <= 0 || o.driverMemory > 1<<30:
		return fmt.Errorf("--driver-memory %d: give a number of MiB such as 4096", o.driverMemory)
	case o.memory <= 0 || o.memory > 1<<30:
		return fmt.Errorf("--memory %d: give a number of MiB such as 4096", o.memory)
	}
	o.guard = child.NewGuard(o.memory<<20, func() {
		fmt.Fprintf(stderr, "drvlint: took more than %d MiB of memory beside what reads and checks drivers, and was ended: nothing is reported; allow more with --memory, or name fewer paths\n", o.memory)
		os.Exit(exitIncomplete)
	})
	o.budget = runner.Budget{Time: o.time, End: time.Now().Add(o.time), Full: o.guard.Full, Memory: o.memory << 20}
	o.linkers = linker.NewPool(child.Limits{Time: o.driverTime, Memory: o.driverMemory << 20}, o.budget.End)
	return nil
}

// end ends what begin began.
func (o *budgetOptions) end() {
	o.linkers.Close()
	o.guard.Close()
}

// inTime does what can't be told to stop and returns what that returns; or ErrOver when the time
// of the run is over. What is done then goes on unseen until the process ends.
func inTime[T any](b runner.Budget, do func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		value, err := do()
		done <- answer{value, err}
	}()
	timer := time.NewTimer(time.Until(b.End))
	defer timer.Stop()
	select {
	case a := <-done:
		if a.err != nil || time.Now().Before(b.End) { // a timer may be late
			return a.value, a.err
		}
	case <-timer.C:
	}
	var none T
	return none, runner.ErrOver
}

// notFound is the result of a run whose time was over before it was known what there is to do.
func (o *budgetOptions) notFound(paths []string) *report.Result {
	r := &report.Result{}
	for _, path := range paths {
		r.Notifications = append(r.Notifications, report.Notification{
			Level: report.Error, File: path, Incomplete: true,
			Message: fmt.Sprintf("the drivers here were not all found within the time of the whole run, %v, so nothing is analysed; allow more with --time, or name fewer paths", o.time),
		})
	}
	report.Sort(r)
	return r
}

// linkerCommand is what drvlint starts itself with, to link drivers in processes of their own.
func (c *Command) linkerCommand() *cobra.Command {
	return &cobra.Command{
		Use: linker.Command, Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return linker.Serve(c.Stdin, c.Stdout) },
	}
}
