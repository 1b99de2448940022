package sarif

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/drvlint/drvlint/internal/report"
)

// A Rule is what readers are told about a check.
type Rule struct {
	Name      string   // the check's name, the ruleId of its results
	Title     string   // one line
	Level     string   // of its most severe findings: "error", "warning" or "note"
	Markdown  string   // the whole documentation
	HelpURI   string   // where the documentation is published
	Precision string   // "very-high", "high", "medium" or "low": how sure a finding is
	Tags      []string // topics and weaknesses, such as "external/cwe/cwe-833"
}

func compareRules(a, b Rule) int { return cmp.Compare(a.Name, b.Name) }

func descriptors(rules []Rule) []*sarif.ReportingDescriptor {
	out := []*sarif.ReportingDescriptor{}
	for _, r := range rules {
		out = append(out, descriptor(r))
	}
	return out
}

func descriptor(r Rule) *sarif.ReportingDescriptor {
	title := sentence(capital(r.Title))
	full := sentence(paragraph(r.Markdown))
	if full == "" {
		full = title
	}
	return &sarif.ReportingDescriptor{
		ID:                   r.Name,
		Name:                 readableName(r),
		ShortDescription:     sarif.NewMultiformatMessageString(title),
		FullDescription:      sarif.NewMultiformatMessageString(full),
		Help:                 sarif.NewMultiformatMessageString(r.Markdown).WithMarkdown(r.Markdown),
		HelpURI:              pointer(r.HelpURI),
		DefaultConfiguration: &sarif.ReportingConfiguration{Level: r.Level},
		Properties:           properties(r),
	}
}

// readableName returns the title as one word in Pascal case, nil if it has no words. The
// check's own name won't do: a SARIF name that is but the id is an error.
func readableName(r Rule) *string {
	words := strings.FieldsFunc(r.Title, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	var b strings.Builder
	for _, word := range words {
		if !slices.Contains([]string{"a", "an", "the"}, strings.ToLower(word)) {
			b.WriteString(capital(word))
		}
	}
	if name := b.String(); name != "" && !strings.EqualFold(name, r.Name) {
		return &name
	}
	return nil
}

// properties are those that GitHub's code scanning reads: see "SARIF support for code
// scanning", reportingDescriptor object, in its documentation.
func properties(r Rule) sarif.Properties {
	severity := r.Level
	if r.Level == string(report.Note) {
		severity = "recommendation"
	}
	out := sarif.Properties{"precision": r.Precision, "problem.severity": severity}
	if r.Level == string(report.Error) {
		out["security-severity"] = "7.0" // high: the defect hangs or crashes the whole system
	}
	if len(r.Tags) > 0 {
		out["tags"] = r.Tags
	}
	return out
}

// notProse matches the start of a block that is no paragraph: a heading, list, table,
// quotation or indented code.
var notProse = regexp.MustCompile(`^(#|[-*+] |\d+\. |\||>|    |\t)`)

var fenced = regexp.MustCompile("(?ms)^```.*?^```[ \t]*$")

// markup matches what Markdown adds to plain text; the first group is the text of a link.
var markup = regexp.MustCompile("\\[([^\\]]*)\\]\\([^)]*\\)|`|\\*+")

// paragraph returns the first paragraph of a Markdown text as plain text.
func paragraph(markdown string) string {
	text := fenced.ReplaceAllString(strings.ReplaceAll(markdown, "\r\n", "\n"), "")
	for _, block := range strings.Split(text, "\n\n") {
		block = strings.Trim(block, "\n")
		if block == "" || notProse.MatchString(block) {
			continue
		}
		return strings.Join(strings.Fields(markup.ReplaceAllString(block, "$1")), " ")
	}
	return ""
}

// capital returns s with its first letter in upper case.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// sentence returns s with a period at its end.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return strings.TrimRight(s, ":;,!") + "."
}
