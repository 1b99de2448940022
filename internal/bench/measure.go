package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A cost is what running a tool once took.
type cost struct {
	clock     time.Duration
	processor time.Duration // user and system time of all its processes
}

// analyse runs drvlint with all checks over a path, from the first byte.
func (o options) analyse(path string, jobs int) (cost, error) {
	start := time.Now()
	cmd := exec.Command(o.drvlint, "--no-cache", "-j", strconv.Itoa(jobs), path)
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Run(); exitCode(err) < 0 || exitCode(err) == 2 {
		return cost{}, fmt.Errorf("drvlint on %s: %w: %s", path, err, errs.String())
	}
	return cost{time.Since(start), used(cmd.ProcessState)}, nil
}

// used is the processor time of a process and of those that it waited for.
func used(state *os.ProcessState) time.Duration { return state.UserTime() + state.SystemTime() }

// exitCode is -1 if the process did not end by itself.
func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return -1
}

// read runs a tool over all units, one process for each, as many at once as there are jobs.
// Its exit code does not count: findings and errors in a file are to be expected.
func (t tool) read(c *corpus, jobs int) (cost, error) {
	start := time.Now()
	costs := make([]time.Duration, len(c.units))
	failures := make([]error, len(c.units))
	next := make(chan int)
	var group sync.WaitGroup
	for range jobs {
		group.Go(func() {
			for i := range next {
				cmd := exec.Command(t.program, t.arguments(c.units[i])...)
				cmd.Dir = c.units[i].folder // some write a file
				if err := cmd.Run(); exitCode(err) < 0 {
					failures[i] = fmt.Errorf("%s on %s: %w", t.name, c.units[i].file, err)
					continue
				}
				costs[i] = used(cmd.ProcessState)
			}
		})
	}
	for i := range c.units {
		next <- i
	}
	close(next)
	group.Wait()
	total := cost{clock: time.Since(start)}
	for _, used := range costs {
		total.processor += used
	}
	return total, errors.Join(failures...)
}

// median is the middle of a list that is not empty.
func median[T float64 | time.Duration](list []T) T {
	list = slices.Clone(list)
	slices.Sort(list)
	return list[len(list)/2]
}
