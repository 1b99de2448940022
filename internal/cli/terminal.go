package cli

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"

	"github.com/drvlint/drvlint/internal/report"
)

// text says how the text report is written to its place: what only a terminal can show is
// shown on terminals only, and so is the time, for reports in files are compared.
func (out output) text() report.TextOptions {
	o := report.TextOptions{Color: out.colored, Stats: out.stats, Suppressed: out.suppressed, Summary: out.summary, Most: out.most}
	if out.file != "" {
		return o
	}
	if o.Width = widthOf(out.stdout); o.Width > 0 {
		o.Links = linksKnown()
	}
	if o.Width > 0 || out.summary {
		o.Seconds = out.seconds
	}
	return o
}

// widthOf is how many columns a terminal has; 0 for what is none, or does not say.
func widthOf(w io.Writer) int {
	file, ok := terminalOf(w)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return max(width, 0)
}

// linksKnown reports whether the terminal knows the links of OSC 8, as far as its variables
// tell; FORCE_HYPERLINK goes before what they say, as in other programs.
func linksKnown() bool {
	if forced, set := os.LookupEnv("FORCE_HYPERLINK"); set {
		return forced != "0"
	}
	if os.Getenv("TERM") == "dumb" {
		return false
	}
	switch os.Getenv("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby":
		return true
	}
	switch os.Getenv("TERM") {
	case "xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm":
		return true
	}
	if vte, err := strconv.Atoi(os.Getenv("VTE_VERSION")); err == nil && vte >= 5000 {
		return true
	}
	return os.Getenv("WT_SESSION") != "" || os.Getenv("KONSOLE_VERSION") != "" || os.Getenv("DOMTERM") != ""
}
