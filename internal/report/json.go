package report

import (
	"encoding/json"
	"fmt"
	"io"
)

// The types below spell the stable form of --format json: a field may be added, but
// none renamed, removed or given another meaning.

type jsonResult struct {
	Drivers       []jsonDriver       `json:"drivers"`
	Findings      []jsonFinding      `json:"findings"`
	Notifications []jsonNotification `json:"notifications"`
}

type jsonDriver struct {
	Name       string  `json:"name"`
	Root       string  `json:"root"`
	Files      int     `json:"files"`
	Lines      int     `json:"lines"`
	Functions  int     `json:"functions"`
	Calls      int     `json:"calls"`
	Understood float64 `json:"understood"`
	Stubs      int     `json:"stubs"`
	Rounds     int     `json:"rounds"`
	Seconds    float64 `json:"seconds"`
}

type jsonFinding struct {
	Check     string     `json:"check"`
	Level     Level      `json:"level"`
	Message   string     `json:"message"`
	Driver    string     `json:"driver"`
	File      string     `json:"file"`
	Line      int        `json:"line"`
	Column    int        `json:"column"`
	EndLine   int        `json:"endLine"`
	EndColumn int        `json:"endColumn"`
	Path      []jsonStep `json:"path"`
}

type jsonStep struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

type jsonNotification struct {
	Level   Level  `json:"level"`
	Message string `json:"message"`
	File    string `json:"file"`
}

// JSON writes r in the stable form that programs read. Its error is that of w.
func JSON(w io.Writer, r *Result) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(newJSONResult(r)); err != nil {
		return fmt.Errorf("writing the JSON report: %w", err)
	}
	return nil
}

func newJSONResult(r *Result) jsonResult {
	out := jsonResult{Drivers: []jsonDriver{}, Findings: []jsonFinding{}, Notifications: []jsonNotification{}}
	for _, d := range r.Drivers {
		out.Drivers = append(out.Drivers, jsonDriver(d))
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, newJSONFinding(f))
	}
	for _, n := range r.Notifications {
		out.Notifications = append(out.Notifications, jsonNotification{Level: n.Level, Message: n.Message, File: n.File})
	}
	return out
}

func newJSONFinding(f Finding) jsonFinding {
	out := jsonFinding{
		Check: f.Check, Level: f.Level, Message: f.Message, Driver: f.Driver,
		File: f.File, Line: f.Line, Column: f.Column, EndLine: f.EndLine, EndColumn: f.EndColumn,
		Path: []jsonStep{},
	}
	for _, s := range f.Path {
		out.Path = append(out.Path, jsonStep{File: s.File, Line: s.Line, Column: s.Column, Message: s.Message})
	}
	return out
}
