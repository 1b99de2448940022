// Package report holds what an analysis found and writes it for its readers.
package report

// A Location is a place in a source file. Lines and columns count from 1; columns
// count bytes. EndColumn is the column after the last byte. A zero Line means the
// file as a whole.
type Location struct {
	File                             string
	Line, Column, EndLine, EndColumn int
}

// A Step is one stage of a finding's path, said in words.
type Step struct {
	Location
	Message string
}

// A Level says how bad a finding is: "error", "warning" or "note".
type Level string

// The levels, worst first.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
)

// A Finding is one defect: its primary place and the path that leads to it. The
// steps run in order; the last one is where it goes wrong.
type Finding struct {
	Check   string // the check's name
	Level   Level
	Message string
	Driver  string // name of the driver it was found in
	Location
	Path []Step
}

// Driver holds the figures of one analysed driver.
type Driver struct {
	Name, Root string
	Files      int     // C files analysed
	Lines      int     // lines of those files, without the headers they include
	Functions  int     // function definitions lowered
	Calls      int     // calls in the text of function bodies
	Understood float64 // share of Calls that reached the IR, 0 to 1; 1 without calls
	Stubs      int     // declarations invented for what no header declares
	Rounds     int     // most parses that one unit took
	Seconds    float64
}

// A Notification says what was skipped or not fully understood.
type Notification struct {
	Level   Level
	Message string
	File    string // "" when it concerns the whole run
	// Incomplete reports that something was left unanalysed: the run can't be called clean.
	Incomplete bool
}

// A Result is the outcome of one run, sorted by Sort.
type Result struct {
	Drivers       []Driver
	Findings      []Finding
	Notifications []Notification
}
