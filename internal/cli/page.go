package cli

import (
	"slices"

	"github.com/drvlint/drvlint/internal/page"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/sarif"
)

// page says what the HTML report tells beside the result.
func (out output) page(rules []sarif.Rule) page.Options {
	o := page.Options{
		Version: sarif.Version, Suppressed: out.suppressed, Compared: out.compared, Trend: out.trend, Tools: out.tools,
	}
	for _, r := range rules {
		o.Explanations = append(o.Explanations, page.Explanation{Check: r.Name, Title: r.Title, Markdown: r.Markdown, URL: r.HelpURI})
	}
	return o
}

// withoutAbsent leaves out what the baseline has and this run has not found.
func withoutAbsent(r *report.Result) *report.Result {
	clone := *r
	clone.Findings = slices.DeleteFunc(slices.Clone(r.Findings), func(f report.Finding) bool { return f.Baseline == report.Absent })
	return &clone
}
