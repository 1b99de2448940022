package sarif

import (
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/drvlint/drvlint/internal/report"
)

// included returns the findings that a log has: those that are suppressed only if asked
// for. Those of the baseline belong there, with their state.
func included(findings []report.Finding, suppressed bool) []report.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f report.Finding) bool {
		return f.Suppression != nil && !suppressed
	})
}

// results returns the results of the findings, in their order.
func results(findings []report.Finding, suppressed bool, rules []Rule, files *files) []logResult {
	out := []logResult{}
	for _, f := range findings {
		result := logResult{Result: result(f, rules, files)}
		if suppressed {
			result.Suppressions = suppressions(f)
		}
		out = append(out, result)
	}
	return out
}

// suppressions returns none, but not nil, for a finding that is not suppressed.
func suppressions(f report.Finding) []suppression {
	if f.Suppression == nil {
		return []suppression{}
	}
	return []suppression{{string(f.Suppression.Kind), "accepted", f.Suppression.Justification}}
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
	if f.Baseline != "" {
		out.BaselineState = pointer(string(f.Baseline))
	}
	if f.Driver != "" {
		out.Properties = sarif.Properties{"driver": f.Driver}
	}
	for _, f := range f.Fixes {
		out.Fixes = append(out.Fixes, fix(f, files))
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
		where := stepLocation(step, files)
		if step.State.Function != "" {
			function := sarif.NewLogicalLocation().WithFullyQualifiedName(step.State.Function).WithKind("function")
			where.LogicalLocations = []*sarif.LogicalLocation{function}
		}
		steps = append(steps, &sarif.ThreadFlowLocation{Location: where, State: state(step.State)})
	}
	return &sarif.CodeFlow{ThreadFlows: []*sarif.ThreadFlow{{Locations: steps}}}
}

// The variables of a step's state, section 3.38.9 of the SARIF standard.
const (
	stateHeld    = "locks held"
	stateLevel   = "IRQL"
	stateContext = "context"
)

// state says what holds at a step, nil if nothing is known.
func state(s report.State) map[string]*sarif.MultiformatMessageString {
	known := map[string]*sarif.MultiformatMessageString{}
	for name, value := range map[string]string{stateHeld: strings.Join(s.Held, ", "), stateLevel: s.Level, stateContext: s.Context} {
		if value != "" {
			known[name] = sarif.NewMultiformatMessageString(value)
		}
	}
	if len(known) == 0 {
		return nil
	}
	return known
}

func stepLocation(step report.Step, files *files) *sarif.Location {
	return files.location(step.Location).WithMessage(message(sentence(step.Message)))
}

// fix returns f with its edits by file, in their order.
func fix(f report.Fix, files *files) *sarif.Fix {
	out := sarif.NewFix().WithDescription(message(sentence(f.Message)))
	changes := map[string]*sarif.ArtifactChange{}
	for _, edit := range f.Edits {
		change, ok := changes[edit.File]
		if !ok {
			change = sarif.NewArtifactChange(files.file(edit.File).PhysicalLocation.ArtifactLocation)
			changes[edit.File] = change
			out.AddArtifactChanges(change)
		}
		replacement := sarif.NewReplacement(files.region(edit.Location))
		if edit.NewText != "" {
			replacement.InsertedContent = sarif.NewArtifactContent().WithText(edit.NewText)
		}
		change.WithReplacement(replacement)
	}
	return out
}
