package sarif

import (
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/drvlint/drvlint/internal/report"
)

// results returns the results of r's findings, in their order.
func results(r *report.Result, rules []Rule, files *files) []*sarif.Result {
	out := []*sarif.Result{}
	for _, f := range r.Findings {
		out = append(out, result(f, rules, files))
	}
	return out
}

func result(f report.Finding, rules []Rule, files *files) *sarif.Result {
	out := sarif.NewRuleResult(f.Check).WithLevel(string(f.Level))
	if i, ok := slices.BinarySearchFunc(rules, Rule{Name: f.Check}, compareRules); ok {
		out.RuleIndex = pointer(uint(i))
	}
	out.Message = *message(text(f))
	out.Locations = []*sarif.Location{files.location(f.Location)}
	if f.Fingerprint != "" {
		out.PartialFingerprints = map[string]any{"primaryLocationLineHash": f.Fingerprint}
	}
	if len(f.Path) == 0 {
		return out
	}
	out.RelatedLocations = related(f.Path, files)
	out.CodeFlows = []*sarif.CodeFlow{codeFlow(f.Path, files)}
	return out
}

// text returns the message of f with a link to where its path begins, which is related
// location 1.
func text(f report.Finding) string {
	words := plain(sentence(f.Message))
	if len(f.Path) == 0 {
		return words
	}
	return words + " The path begins here: [" + linkText(f.Path[0].Message) + "](1)."
}

var brackets = strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`)

// plain keeps brackets of the source, such as in Table[i](x), from being read as a link.
func plain(s string) string {
	if strings.Contains(s, "](") {
		return brackets.Replace(s)
	}
	return s
}

// linkText escapes the text of a link as section 3.11.6 of the SARIF standard demands.
func linkText(s string) string {
	return brackets.Replace(strings.TrimSuffix(strings.TrimSpace(s), "."))
}

// related returns the places of a path, numbered from 1 for links.
func related(path []report.Step, files *files) []*sarif.Location {
	var out []*sarif.Location
	for i, step := range path {
		out = append(out, stepLocation(step, files).WithId(i+1))
	}
	return out
}

func codeFlow(path []report.Step, files *files) *sarif.CodeFlow {
	var steps []*sarif.ThreadFlowLocation
	for _, step := range path {
		steps = append(steps, &sarif.ThreadFlowLocation{Location: stepLocation(step, files)})
	}
	return &sarif.CodeFlow{ThreadFlows: []*sarif.ThreadFlow{{Locations: steps}}}
}

func stepLocation(step report.Step, files *files) *sarif.Location {
	return files.location(step.Location).WithMessage(message(sentence(step.Message)))
}
