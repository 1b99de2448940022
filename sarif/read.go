package sarif

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/drvlint/drvlint/internal/report"
)

// A Log is what was read of a SARIF log, of drvlint's or another tool's.
type Log struct {
	Findings      []report.Finding // their files are relative to the root of Reader, or absolute
	Notifications []report.Notification
	Rules         []Rule
	Tools         []string  // that wrote it, sorted
	When          time.Time // the end of its last run, if it says so
}

// maxSteps is how many steps of a path are read; of a longer one the middle is left out.
const maxSteps = 60

// A Reader reads logs whose source files lie below a root folder, the working folder.
type Reader struct {
	root     string            // absolute
	files    map[string]string // how files are named, by path and hash
	withheld map[string]bool   // the files that are not to be shown
	report.Sources
}

// NewReader makes a reader for logs of the tree at root, the absolute working folder.
func NewReader(root string) *Reader {
	return &Reader{root: root, files: map[string]string{}, withheld: map[string]bool{}}
}

// Withheld lists the files that the logs name and whose text is not to be shown: what lies
// outside of the root, and what is not what it was when the log was written.
func (r *Reader) Withheld() []string { return slices.Sorted(maps.Keys(r.withheld)) }

// Read reads a log. An error is one line that says what to do; it does not name the file.
func (r *Reader) Read(file string) (*Log, error) {
	runs, err := stream(file)
	if err != nil {
		return nil, err
	}
	log := &Log{}
	for _, in := range runs {
		r.run(log, in)
	}
	slices.Sort(log.Tools)
	log.Tools = slices.Compact(log.Tools)
	return log, nil
}

// unreadable says why a file can't be read, without its name.
func unreadable(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("does not exist; check the spelling")
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return fmt.Errorf("can't be read: %w; check its permissions", err)
}

// A reading is one run in the making.
type reading struct {
	*Reader
	run  *inRun
	tool string
	ours bool
	// hashes are those of the artifacts by URI; nil until asked for.
	hashes map[string]string
}

func (r *Reader) run(log *Log, in *inRun) {
	g := &reading{Reader: r, run: in, tool: in.Tool.Driver.Name, ours: in.Tool.Driver.Name == "drvlint"}
	if g.tool == "" {
		g.tool = "a tool without a name"
	}
	log.Tools = append(log.Tools, g.tool)
	for _, t := range append([]inTool{in.Tool.Driver}, in.Tool.Extensions...) {
		for _, rule := range t.Rules {
			log.Rules = append(log.Rules, rule.rule())
		}
	}
	nowhere := 0
	for i := range in.Results {
		f, ok := g.finding(&in.Results[i])
		if !ok {
			continue
		}
		if f.File == "" {
			nowhere++
			continue
		}
		log.Findings = append(log.Findings, f)
	}
	g.notifications(log)
	g.say(log, nowhere, "%s of %s without a place in a file: left out")
	g.say(log, in.Cut, "%s of %s beyond the first "+strconv.Itoa(maxResults)+": left out")
	for _, call := range in.Invocations {
		for _, text := range []string{call.Start, call.End} {
			if at, err := time.Parse(time.RFC3339, text); err == nil && at.After(log.When) {
				log.When = at.UTC()
			}
		}
	}
}

func (g *reading) say(log *Log, n int, format string) {
	if n > 0 {
		results := "1 result"
		if n > 1 {
			results = strconv.Itoa(n) + " results"
		}
		log.Notifications = append(log.Notifications, report.Notification{Level: report.Warning, Incomplete: true, Message: fmt.Sprintf(format, results, g.tool)})
	}
}

func (g *reading) notifications(log *Log) {
	said := false
	failed := false
	for _, call := range g.run.Invocations {
		failed = failed || call.Successful != nil && !*call.Successful
		for _, n := range append(call.Execution, call.Configured...) {
			note := report.Notification{Level: level(n.Level), Message: n.Message.plain(nil)}
			if len(n.Locations) > 0 {
				at := g.location(n.Locations[0])
				note.File, note.Line = at.File, at.Line
			}
			note.Incomplete = note.Level == report.Error
			said = said || note.Incomplete
			if note.Message != "" {
				log.Notifications = append(log.Notifications, note)
			}
		}
	}
	if failed && !said {
		log.Notifications = append(log.Notifications, report.Notification{Level: report.Error, Incomplete: true, Message: "the log of " + g.tool + " says that its run did not succeed"})
	}
}

func (r inRule) rule() Rule {
	help := r.Help.Markdown
	if help == "" {
		help = r.Help.Text
	}
	if help == "" {
		help = r.Full.Text
	}
	title := strings.TrimSuffix(r.Short.Text, ".")
	if title == "" {
		title = r.ID
	}
	return Rule{Name: r.ID, Title: title, Level: string(level(r.Default.Level)), Markdown: help, HelpURI: r.HelpURI}
}

// level reads a level; what is none, or "none", is a note, and nothing is a warning.
func level(s string) report.Level {
	switch report.Level(s) {
	case report.Error, report.Warning:
		return report.Level(s)
	case "":
		return report.Warning
	}
	return report.Note
}

// ruleOf finds the rule of a result: section 3.52.
func (g *reading) ruleOf(r *inResult) (id string, rule *inRule) {
	id = r.RuleID
	if id == "" {
		id = r.Rule.ID
	}
	rules := g.run.Tool.Driver.Rules
	if c := r.Rule.ToolComponent.Index; c != nil && *c >= 0 && *c < len(g.run.Tool.Extensions) {
		rules = g.run.Tool.Extensions[*c].Rules
	}
	for _, i := range []*int{r.RuleIndex, r.Rule.Index} {
		if i != nil && *i >= 0 && *i < len(rules) {
			rule = &rules[*i]
		}
	}
	if rule == nil {
		if i := slices.IndexFunc(rules, func(r inRule) bool { return r.ID == id }); i >= 0 {
			rule = &rules[i]
		}
	}
	if id == "" && rule != nil {
		id = rule.ID
	}
	if id == "" {
		id = "(no rule)"
	}
	return id, rule
}

// pathLink is what a log of drvlint says after a message of where the path begins.
var pathLink = regexp.MustCompile(` The path begins here: \[.*\]\(1\)\.$`)

// finding reads a result; false for one that reports no defect.
func (g *reading) finding(r *inResult) (report.Finding, bool) {
	switch r.Kind {
	case "pass", "notApplicable", "informational":
		return report.Finding{}, false
	}
	id, rule := g.ruleOf(r)
	f := report.Finding{Check: id, Driver: r.Properties.Driver, Baseline: baselineState(r.Baseline), Fingerprint: fingerprint(r)}
	if f.Driver == "" && !g.ours {
		f.Driver = g.tool
	}
	f.Level = level(r.Level)
	var messages map[string]inText
	if rule != nil {
		messages = rule.Messages
		if r.Level == "" && rule.Default.Level != "" {
			f.Level = level(rule.Default.Level)
		}
	}
	text := r.Message
	if g.ours {
		text.Text = pathLink.ReplaceAllString(text.Text, "")
	}
	f.Message = text.plain(messages)
	if g.ours {
		f.Message = strings.TrimSuffix(f.Message, ".")
	}
	for _, s := range r.Suppressions {
		if s.Status == "" || s.Status == "accepted" {
			f.Suppression = &report.Suppression{Kind: report.SuppressionKind(s.Kind), Justification: s.Justification}
		}
	}
	if len(r.Locations) > 0 {
		f.Location = g.location(r.Locations[0])
	}
	f.Path = g.path(r, f)
	return f, true
}

func baselineState(s string) report.BaselineState {
	switch state := report.BaselineState(s); state {
	case report.New, report.Unchanged, report.Updated, report.Absent:
		return state
	}
	return ""
}

// fingerprint is the one that drvlint knows, else the first by name.
func fingerprint(r *inResult) string {
	if hash := r.Partial["primaryLocationLineHash"]; hash != "" {
		return hash
	}
	for _, set := range []map[string]string{r.Fingerprints, r.Partial} {
		names := make([]string, 0, len(set))
		for name := range set {
			names = append(names, name)
		}
		if slices.Sort(names); len(names) > 0 {
			return set[names[0]]
		}
	}
	return ""
}

// path is the first code flow of a result; where there is none, the related places that say
// something.
func (g *reading) path(r *inResult, f report.Finding) []report.Step {
	var steps []report.Step
	if len(r.CodeFlows) > 0 && len(r.CodeFlows[0].ThreadFlows) > 0 {
		for _, s := range shortened(r.CodeFlows[0].ThreadFlows[0].Locations) {
			if s.Index != nil && *s.Index >= 0 && *s.Index < len(g.run.Shared) && s.Location.Physical.Artifact.URI == "" {
				s = g.run.Shared[*s.Index]
			}
			steps = append(steps, g.step(s))
		}
		return slices.DeleteFunc(steps, func(s report.Step) bool { return s.File == "" })
	}
	for _, l := range r.Related {
		if l.Message.Text != "" && len(steps) < maxSteps {
			steps = append(steps, g.step(inStep{Location: l}))
		}
	}
	steps = slices.DeleteFunc(steps, func(s report.Step) bool { return s.File == "" })
	if len(steps) > 0 {
		steps = append(steps, report.Step{Location: f.Location, Message: f.Message})
	}
	return steps
}

// shortened leaves out the middle of a long path, and says so in its place.
func shortened(steps []inStep) []inStep {
	if len(steps) <= maxSteps {
		return steps
	}
	gap := steps[maxSteps/2]
	gap.Location.Message = inText{Text: fmt.Sprintf("… %d steps are left out here …", len(steps)-maxSteps+1)}
	gap.State = nil
	list := append(slices.Clone(steps[:maxSteps/2]), gap)
	return append(list, steps[len(steps)-maxSteps/2+1:]...)
}

func (g *reading) step(s inStep) report.Step {
	out := report.Step{Location: g.location(s.Location), Message: s.Location.Message.plain(nil)}
	if g.ours {
		out.Message = strings.TrimSuffix(out.Message, ".")
	}
	for _, l := range s.Location.Logical {
		if out.State.Function = l.FullName; out.State.Function == "" {
			out.State.Function = l.Name
		}
	}
	out.State.Level, out.State.Context = s.State[stateLevel].Text, s.State[stateContext].Text
	if held := s.State[stateHeld].Text; held != "" {
		out.State.Held = strings.Split(held, ", ")
	}
	return out
}

var (
	placeholder = regexp.MustCompile(`\{(\d+)\}`)
	messageLink = regexp.MustCompile(`\[((?:[^\[\]\\]|\\.)*)\]\([^()\s]*\)`)
	backslashed = regexp.MustCompile(`\\([\\\[\]])`)
)

// plain is the text of a message: that of the rule which it names, with its arguments, and
// without links. See sections 3.11.5 and 3.11.6.
func (m inText) plain(messages map[string]inText) string {
	text := m.Text
	if text == "" && m.ID != "" {
		text = messages[m.ID].Text
	}
	if text == "" {
		text = m.Markdown
	}
	if len(m.Arguments) > 0 {
		text = placeholder.ReplaceAllStringFunc(text, func(p string) string {
			if i, err := strconv.Atoi(p[1 : len(p)-1]); err == nil && i < len(m.Arguments) {
				return m.Arguments[i]
			}
			return p
		})
	}
	if strings.Contains(text, "](") {
		text = backslashed.ReplaceAllString(messageLink.ReplaceAllString(text, "$1"), "$1")
	}
	return strings.Join(strings.Fields(text), " ")
}
