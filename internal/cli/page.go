package cli

import (
	"slices"

	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/page"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/sarif"
)

// page says what the HTML report tells beside the result.
func (out output) page(selected []*check.Check) page.Options {
	return page.Options{
		Explanations: explanations(selected), Version: sarif.Version, Suppressed: out.suppressed, Compared: out.compared,
	}
}

func explanations(list []*check.Check) []page.Explanation {
	var out []page.Explanation
	for _, c := range list {
		out = append(out, page.Explanation{Check: c.Analyzer.Name, Title: c.Title, Markdown: c.Markdown, URL: check.HelpURI(c.Analyzer.Name)})
	}
	return out
}

// withoutAbsent leaves out what the baseline has and this run has not found.
func withoutAbsent(r *report.Result) *report.Result {
	clone := *r
	clone.Findings = slices.DeleteFunc(slices.Clone(r.Findings), func(f report.Finding) bool { return f.Baseline == report.Absent })
	return &clone
}
