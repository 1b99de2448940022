// Command peers compares drvlint with the checkers of clang's static analyzer that come
// closest to it, case by case on drvlint's own test sources, and writes docs/peers.md.
// It runs in the root of the repository, where bin/drvlint is built: make peers.
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

const (
	table = "docs/peers.md"
	// tested holds the folders of the checks, each with its test sources.
	tested = "checks"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	if _, err := exec.LookPath(peer); err != nil {
		fmt.Fprintf(out, "SKIPPED: %s is not installed, so nothing is compared and %s stays as it is; apt-get install %s\n", peer, table, peer)
		return nil
	}
	unpacked, err := os.MkdirTemp("", "drvlint-peers")
	if err != nil {
		return fmt.Errorf("make a folder for archives: %w", err)
	}
	defer os.RemoveAll(unpacked)
	checks, err := findChecks(tested, unpacked)
	if err != nil {
		return err
	}
	var ours, theirs time.Duration
	for _, c := range checks {
		for _, s := range c.sources {
			a, b, err := judge(c.name, s)
			if err != nil {
				return err
			}
			ours, theirs = ours+a, theirs+b
		}
	}
	if err := os.WriteFile(table, []byte(document(checks)), 0o666); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	fmt.Fprintf(out, "%s", summary(checks))
	fmt.Fprintf(out, "time of all runs: drvlint %.1f s, %s %.1f s\n", ours.Seconds(), peer, theirs.Seconds())
	return nil
}

// judge runs both tools over one source and notes at its cases what they report. It
// returns the time that each of them took.
func judge(check string, s *source) (ours, theirs time.Duration, err error) {
	start := time.Now()
	reports, err := runDrvlint(check, s.path)
	if err != nil {
		return 0, 0, err
	}
	ours = time.Since(start)
	for _, c := range s.cases {
		c.drvlint = c.judge(reports)
	}
	reports, theirs, err = runPeer(s)
	if err != nil {
		return 0, 0, err
	}
	for _, c := range s.cases {
		c.peer = c.judge(reports)
	}
	return ours, theirs, nil
}
