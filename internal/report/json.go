package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// The types below spell the stable form of --format json: a field may be added, but
// none renamed, removed or given another meaning. docs/json.schema.json is made of them,
// and docs/json.md explains it.

//go:generate go test -run TestJSONDocumentation . -update

// jsonVersion is the version of that form: it goes up when a field is added.
const jsonVersion = 3

type jsonResult struct {
	Version       int                `json:"schemaVersion" jsonschema_description:"Version of this form: it goes up with each field that is added. A report without it is of version 1."`
	Drivers       []jsonDriver       `json:"drivers" jsonschema_description:"The drivers that were analysed, sorted by root and name."`
	Findings      []jsonFinding      `json:"findings" jsonschema_description:"What was found, sorted by place."`
	Notifications []jsonNotification `json:"notifications" jsonschema_description:"What was skipped or not fully understood, sorted by file."`
}

type jsonDriver struct {
	Name       string  `json:"name" jsonschema_description:"Name of the driver: that of its project or folder."`
	Root       string  `json:"root" jsonschema_description:"Its folder or project file."`
	Files      int     `json:"files" jsonschema_description:"C and C++ files that were analysed."`
	Units      int     `json:"units" jsonschema_description:"Those of them that were parsed by themselves, and not included by another."`
	Lines      int     `json:"lines" jsonschema_description:"Lines of those files, without the headers that they include."`
	Functions  int     `json:"functions" jsonschema_description:"Function definitions in them."`
	Calls      int     `json:"calls" jsonschema_description:"Calls in the text of function bodies."`
	Understood float64 `json:"understood" jsonschema:"minimum=0,maximum=1" jsonschema_description:"Share of those calls that were understood."`
	Stubs      int     `json:"stubs" jsonschema_description:"Declarations that were made up for what no header declares."`
	Rounds     int     `json:"rounds" jsonschema_description:"The most often that one of its files was parsed."`
	Parses     int     `json:"parses" jsonschema_description:"How often its files were parsed, all together: units without a header are parsed again with what they miss."`
	Seconds    float64 `json:"seconds" jsonschema_description:"Time that the analysis took. The only field that differs from run to run."`
}

type jsonFinding struct {
	Check       string           `json:"check" jsonschema_description:"Name of the check."`
	URL         string           `json:"url" jsonschema_description:"Address of the check's documentation; empty if a log of another tool, which was read, names none."`
	Level       Level            `json:"level" jsonschema:"enum=error,enum=warning,enum=note" jsonschema_description:"How bad it is."`
	Message     string           `json:"message" jsonschema_description:"What is wrong, in one sentence; names of the source are in backticks."`
	Driver      string           `json:"driver" jsonschema_description:"Name of the driver that it was found in."`
	File        string           `json:"file" jsonschema_description:"File of the primary place, relative to the working folder if it lies in it."`
	Line        int              `json:"line" jsonschema_description:"Line where the place begins, from 1; 0 means the file as a whole."`
	Column      int              `json:"column" jsonschema_description:"Column where it begins, in bytes from 1; 0 where it is not known."`
	EndLine     int              `json:"endLine" jsonschema_description:"Line where the place ends."`
	EndColumn   int              `json:"endColumn" jsonschema_description:"Column after its last byte."`
	Path        []jsonStep       `json:"path" jsonschema_description:"The steps that lead there, in order; in the last one it goes wrong."`
	Fingerprint string           `json:"fingerprint" jsonschema_description:"Follows the finding through edits elsewhere in the file: primaryLocationLineHash as code scanning computes it; empty if the file can't be read."`
	Fixes       []jsonFix        `json:"fixes" jsonschema_description:"Ways to repair it, each by itself."`
	Suppression *jsonSuppression `json:"suppression" jsonschema:"nullable" jsonschema_description:"Why it does not count: null unless --include-suppressed is given and somebody suppressed it."`
	Baseline    BaselineState    `json:"baselineState" jsonschema:"enum=,enum=new" jsonschema_description:"new if it is not in the baseline; empty without a baseline."`
}

type jsonStep struct {
	File      string `json:"file" jsonschema_description:"File of the step."`
	Line      int    `json:"line" jsonschema_description:"Line where the step begins, from 1."`
	Column    int    `json:"column" jsonschema_description:"Column where it begins, in bytes from 1."`
	EndLine   int    `json:"endLine" jsonschema_description:"Line where it ends."`
	EndColumn int    `json:"endColumn" jsonschema_description:"Column after its last byte."`
	Message   string `json:"message" jsonschema_description:"What happens there."`

	Function string   `json:"function" jsonschema_description:"The function that the step lies in; empty where it is not known, as are the fields below."`
	Context  string   `json:"context" jsonschema_description:"What runs that function, if it is one thing only."`
	Held     []string `json:"held" jsonschema_description:"The locks that are known to be held once the step is taken, in the order in which they were taken."`
	Level    string   `json:"level" jsonschema_description:"The IRQL once the step is taken."`
}

type jsonFix struct {
	Message string     `json:"message" jsonschema_description:"What the fix does."`
	Edits   []jsonEdit `json:"edits" jsonschema_description:"Its edits, to be made together."`
}

type jsonEdit struct {
	File      string `json:"file" jsonschema_description:"File to edit."`
	Line      int    `json:"line" jsonschema_description:"Line where the replaced range begins, from 1."`
	Column    int    `json:"column" jsonschema_description:"Column where it begins, in bytes from 1."`
	EndLine   int    `json:"endLine" jsonschema_description:"Line where it ends."`
	EndColumn int    `json:"endColumn" jsonschema_description:"Column after its last byte; an empty range inserts."`
	Start     int    `json:"start" jsonschema_description:"The same range as offsets in bytes, from 0."`
	End       int    `json:"end" jsonschema_description:"Offset behind its last byte."`
	NewText   string `json:"newText" jsonschema_description:"What takes its place."`
}

type jsonSuppression struct {
	Kind          SuppressionKind `json:"kind" jsonschema:"enum=inSource,enum=external" jsonschema_description:"Where it was suppressed: in the source or in a file beside it."`
	Justification string          `json:"justification" jsonschema_description:"The reason that was given, empty without one."`
}

type jsonNotification struct {
	Level      Level  `json:"level" jsonschema:"enum=error,enum=warning,enum=note" jsonschema_description:"How bad it is."`
	Message    string `json:"message" jsonschema_description:"What was left out, and what to do."`
	File       string `json:"file" jsonschema_description:"The file or folder; empty if it concerns the whole run."`
	Line       int    `json:"line" jsonschema_description:"Its line, counted from 1; 0 if it concerns the whole file."`
	Incomplete bool   `json:"incomplete" jsonschema_description:"Whether something was left unanalysed: the exit code is then 3 unless there are findings."`
}

// JSONOptions say what a JSON report tells beside the result.
type JSONOptions struct {
	Suppressed bool              // with the findings that are suppressed
	URLs       map[string]string // where each check is documented, by its name
}

// JSON writes r in the stable form that programs read. Its error is that of w.
func JSON(w io.Writer, r *Result, options JSONOptions) error {
	if err := WriteJSON(w, newJSONResult(r, options)); err != nil {
		return fmt.Errorf("writing the JSON report: %w", err)
	}
	return nil
}

// WriteJSON writes a value as indented JSON in which nothing can command what shows it.
func WriteJSON(w io.Writer, value any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(EscapeJSON(b.Bytes()))
	return err
}

func newJSONResult(r *Result, options JSONOptions) jsonResult {
	out := jsonResult{Version: jsonVersion, Drivers: []jsonDriver{}, Findings: []jsonFinding{}, Notifications: []jsonNotification{}}
	for _, d := range r.Drivers {
		out.Drivers = append(out.Drivers, jsonDriver(d))
	}
	for _, f := range r.Shown(options.Suppressed) {
		out.Findings = append(out.Findings, newJSONFinding(f, options.URLs[f.Check]))
	}
	for _, n := range r.Notifications {
		out.Notifications = append(out.Notifications, jsonNotification{Level: n.Level, Message: n.Message, File: n.File, Line: n.Line, Incomplete: n.Incomplete})
	}
	return out
}

func newJSONFinding(f Finding, url string) jsonFinding {
	out := jsonFinding{
		Check: f.Check, URL: url, Level: f.Level, Message: f.Message, Driver: f.Driver,
		File: f.File, Line: f.Line, Column: f.Column, EndLine: f.EndLine, EndColumn: f.EndColumn,
		Path: []jsonStep{}, Fixes: []jsonFix{}, Fingerprint: f.Fingerprint, Baseline: f.Baseline,
	}
	for _, s := range f.Path {
		out.Path = append(out.Path, jsonStep{
			s.File, s.Line, s.Column, s.EndLine, s.EndColumn, s.Message,
			s.State.Function, s.State.Context, append([]string{}, s.State.Held...), s.State.Level,
		})
	}
	for _, fix := range f.Fixes {
		out.Fixes = append(out.Fixes, newJSONFix(fix))
	}
	if s := f.Suppression; s != nil {
		out.Suppression = &jsonSuppression{s.Kind, s.Justification}
	}
	return out
}

func newJSONFix(fix Fix) jsonFix {
	out := jsonFix{Message: fix.Message, Edits: []jsonEdit{}}
	for _, e := range fix.Edits {
		out.Edits = append(out.Edits, jsonEdit{e.File, e.Line, e.Column, e.EndLine, e.EndColumn, e.Start, e.End, e.NewText})
	}
	return out
}
