package page

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/internal/report"
)

// A chart shows how the number of findings of each level changed from run to run.
type chart struct {
	Width, Height int
	Lines         []chartLine
	Marks         []chartMark // the first and the last run
	Top           int         // the largest number
	Runs          []Run
}

type chartLine struct {
	Level  string
	Points string // of an SVG polyline
	Dots   []chartDot
}

type chartDot struct{ X, Y, Title string }

type chartMark struct {
	X, Text, Anchor string
}

const (
	chartWidth, chartHeight = 640, 160
	chartLeft, chartBottom  = 40, 22
	chartTop                = 10
)

// newChart draws runs; nil for none.
func newChart(runs []Run) *chart {
	if len(runs) == 0 {
		return nil
	}
	c := &chart{Width: chartWidth, Height: chartHeight, Top: 1}
	for _, r := range runs {
		r.When = report.Escape(r.When)
		c.Runs = append(c.Runs, r)
		c.Top = max(c.Top, r.Errors, r.Warnings, r.Notes)
	}
	c.Lines = []chartLine{
		c.line("error", func(r Run) int { return r.Errors }),
		c.line("warning", func(r Run) int { return r.Warnings }),
		c.line("note", func(r Run) int { return r.Notes }),
	}
	c.Marks = append(c.Marks, chartMark{fmt.Sprint(chartLeft), c.Runs[0].When, "start"})
	if last := len(c.Runs) - 1; last > 0 {
		c.Marks = append(c.Marks, chartMark{fmt.Sprint(chartWidth - 8), c.Runs[last].When, "end"})
	}
	return c
}

func (c *chart) line(level string, count func(Run) int) chartLine {
	out := chartLine{Level: level}
	var points []string
	for i, r := range c.Runs {
		x := float64(chartLeft)
		if len(c.Runs) > 1 {
			x += float64(i) * (chartWidth - chartLeft - 8) / float64(len(c.Runs)-1)
		}
		y := chartHeight - chartBottom - float64(count(r))*(chartHeight-chartBottom-chartTop)/float64(c.Top)
		dot := chartDot{fmt.Sprintf("%.1f", x), fmt.Sprintf("%.1f", y), fmt.Sprintf("%s: %d %s", r.When, count(r), plural(count(r), level))}
		out.Dots = append(out.Dots, dot)
		points = append(points, dot.X+","+dot.Y)
	}
	out.Points = strings.Join(points, " ")
	return out
}
