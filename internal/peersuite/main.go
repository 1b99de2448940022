// Command peersuite runs drvlint over the test suite of another analyzer's driver queries
// and says which of their expected results it agrees with:
//
//	go run ./internal/peersuite [--drvlint bin/drvlint] SUITE
//
// SUITE is a checkout of microsoft/Windows-Driver-Developer-Supplemental-Tools. Each of its
// tests is a file that is compiled into a template driver, with the results that the query
// gives for it. Only the tests that are about levels, waits and roles are run (see mapping.go).
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	drvlint := flag.String("drvlint", "bin/drvlint", "the program to run")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "peersuite: name the folder that holds the checkout of microsoft/Windows-Driver-Developer-Supplemental-Tools")
		os.Exit(2)
	}
	if err := run(os.Stdout, *drvlint, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "peersuite:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, drvlint, suite string) error {
	var results []*result
	for _, t := range tests {
		r, err := judge(drvlint, suite, t)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		results = append(results, r)
	}
	if len(results) == 0 {
		return errors.New("there is nothing to run")
	}
	write(out, results)
	return nil
}
