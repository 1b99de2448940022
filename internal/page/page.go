// Package page writes findings as one HTML file that needs nothing else: it is opened from
// disk, asks no network for anything, and lets nothing of the analysed tree become markup.
package page

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/drvlint/drvlint/internal/report"
)

// An Explanation is what readers are told about a check.
type Explanation struct {
	Check    string // its name
	Title    string // one line
	Markdown string // may be that of another tool: its HTML is not taken over
	URL      string // where it is published; "" for nowhere
}

// A Run is one of several runs in time: what it counted.
type Run struct {
	When                    string // its day, or the name of its log
	Errors, Warnings, Notes int
}

// Options say what a page tells beside the result.
type Options struct {
	Explanations []Explanation
	Version      string   // of drvlint
	Suppressed   bool     // with the findings that are suppressed
	Compared     bool     // with a baseline: the findings have states
	Trend        []Run    // in order; nil for none
	Tools        []string // what the findings come from, if it is not this run alone
}

// Write writes r as a page. The paths in r are relative to the working folder or absolute.
// Its error is that of w.
func Write(w io.Writer, r *report.Result, o Options) error {
	out := bufio.NewWriterSize(w, 1<<16)
	v, err := newView(r, o)
	if err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	if err := layout.Execute(out, v); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	return nil
}

var (
	//go:embed page.tmpl
	layoutText string
	//go:embed style.css
	style string
	//go:embed script.js
	script string

	layout = template.Must(template.New("page").Parse(layoutText))
)

// policy lets the page's own script and style run and nothing else, whatever its texts hold.
var policy = strings.Join([]string{
	"default-src 'none'", "script-src " + hashOf(script), "style-src " + hashOf(style), "img-src data:", "base-uri 'none'", "form-action 'none'",
}, "; ")

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
