package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/google/pprof/profile"
)

// module begins the names of drvlint's own functions.
const module = "github.com/drvlint/drvlint/"

// stages say which stage a function belongs to, by how its name begins; the first that
// fits counts. libclang parses in a thread of its own, which belongs to no function.
var stages = []struct{ function, stage string }{
	{"runtime._ExternalCode", "parse"},
	{module + "internal/clang.walk", "walk"},
	{module + "internal/clang.lower", "lower"},
	{module + "internal/clang.(*lower", "lower"},
	{module + "internal/clang.", "parse"},
	{module + "internal/wdk", "parse"},
	{module + "internal/program.", "summaries"},
	{module + "internal/pointsto.", "summaries"},
	{module + "internal/callgraph.", "summaries"},
	{module + "internal/term.", "summaries"},
	{module + "internal/profile.", "summaries"},
	{module + "internal/simulate.", "summaries"},
	{module + "internal/property/", "summaries"},
	{module + "internal/driver.", "summaries"},
	{module + "cfg.", "summaries"},
	{module + "internal/locking.", "checks"},
	{module + "internal/ways.", "checks"},
	{module + "checks/", "checks"},
	{module + "internal/project.", "project"},
	{module + "internal/config.", "project"},
	{module + "internal/report.", "report"},
	{module + "internal/suppress.", "report"},
	{module + "sarif.", "report"},
	{"runtime.gcBgMarkWorker", "garbage"},
}

// order lists the stages as the data passes them.
var order = []string{"project", "parse", "walk", "lower", "summaries", "checks", "report", "garbage", "other"}

// stages prints where drvlint's processor time goes, by a profile of one run.
func (o options) stages(path string) error {
	folder, err := os.MkdirTemp("", "drvlint-bench-")
	if err != nil {
		return fmt.Errorf("make a folder for the profile: %w", err)
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "cpu")
	if err := exec.Command(o.drvlint, "--no-cache", "-j", "1", "--cpuprofile", file, path).Run(); exitCode(err) < 0 || exitCode(err) == 2 {
		return fmt.Errorf("drvlint --cpuprofile on %s: %w", path, err)
	}
	in, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("read the profile: %w", err)
	}
	defer in.Close()
	p, err := profile.Parse(in)
	if err != nil {
		return fmt.Errorf("read the profile: %w", err)
	}
	spent, total := byStage(p)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintln(table, "\n| stage\t| processor seconds\t| share\t|\n|---\t|---\t|---\t|")
	for _, stage := range order {
		fmt.Fprintf(table, "| %s\t| %.2f\t| %.0f%%\t|\n", stage, float64(spent[stage])/1e9, 100*float64(spent[stage])/float64(max(total, 1)))
	}
	return table.Flush()
}

// byStage adds up a profile's samples, in nanoseconds.
func byStage(p *profile.Profile) (spent map[string]int64, total int64) {
	spent = map[string]int64{}
	for _, s := range p.Sample {
		value := s.Value[len(s.Value)-1]
		spent[stageOf(s)] += value
		total += value
	}
	return spent, total
}

// stageOf is the stage of the innermost function that has one.
func stageOf(s *profile.Sample) string {
	for _, at := range s.Location {
		for _, line := range at.Line {
			for _, known := range stages {
				if line.Function != nil && strings.HasPrefix(line.Function.Name, known.function) {
					return known.stage
				}
			}
		}
	}
	return "other"
}
