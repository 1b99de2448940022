package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
)

// A record is what every round took, in the format of Go's benchmarks, which benchstat reads
// (golang.org/x/perf/cmd/benchstat).
type record struct{ text strings.Builder }

// unnamed is what the name of a benchmark has none of.
var unnamed = regexp.MustCompile(`[^A-Za-z0-9_/=.-]+`)

// add notes what one run took, of which the name says what was run.
func (r *record) add(name string, c cost) {
	name = strings.Trim(unnamed.ReplaceAllString(name, "_"), "/_.")
	fmt.Fprintf(&r.text, "Benchmark/%s 1 %d ns/op %d cpu-ns/op\n", name, c.clock.Nanoseconds(), c.processor.Nanoseconds())
}

func (r *record) write(file string) error {
	if err := os.WriteFile(file, []byte(r.text.String()), 0o666); err != nil {
		return fmt.Errorf("--out: %w; name a file that can be written", err)
	}
	return nil
}
