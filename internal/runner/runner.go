// Package runner parses drivers, links them and runs the checks over them.
package runner

import (
	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
)

// Options say how to run.
type Options struct {
	Jobs int // drivers and units worked on at once; 0 means the number of CPUs
}

// Run applies the checks to every driver. The result is sorted.
func Run(drivers []project.Driver, checks []*analysis.Analyzer, options Options) (*report.Result, error) {
	return &report.Result{}, nil
}
