package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/pprof"
	"runtime/trace"

	"github.com/spf13/pflag"
)

// profileOptions are the hidden flags with which drvlint is measured: see
// docs/benchmarks.md.
type profileOptions struct {
	cpuProfile, trace string
}

func (o *profileOptions) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.cpuProfile, "cpuprofile", "", "write a profile of the processor's time to `FILE`, for go tool pprof")
	flags.StringVar(&o.trace, "trace", "", "write a trace of the execution to `FILE`, for go tool trace")
	for _, name := range []string{"cpuprofile", "trace"} {
		if err := flags.MarkHidden(name); err != nil {
			panic(err) // the flag is defined above
		}
	}
}

// recording reports whether something of this process is recorded.
func (o *profileOptions) recording() bool { return o.cpuProfile != "" || o.trace != "" }

// profiled runs f and records what the flags ask for meanwhile.
func (o *profileOptions) profiled(f func() (int, error)) (status int, err error) {
	stopProfile, err := record("--cpuprofile", o.cpuProfile, pprof.StartCPUProfile, pprof.StopCPUProfile)
	if err != nil {
		return exitUsage, err
	}
	defer func() { err = errors.Join(err, stopProfile()) }()
	stopTrace, err := record("--trace", o.trace, trace.Start, trace.Stop)
	if err != nil {
		return exitUsage, err
	}
	defer func() { err = errors.Join(err, stopTrace()) }()
	return f()
}

// record starts a recording into a file; no file, no recording. What it returns ends it.
func record(flag, file string, start func(io.Writer) error, stop func()) (func() error, error) {
	if file == "" {
		return func() error { return nil }, nil
	}
	out, err := os.Create(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; name a file that can be written", flag, err)
	}
	if err := start(out); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", flag, err), out.Close())
	}
	return func() error {
		stop()
		if err := out.Close(); err != nil {
			return fmt.Errorf("%s: write %s: %w", flag, file, err)
		}
		return nil
	}, nil
}
