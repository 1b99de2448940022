// Package resident keeps the drivers that an editor has open in memory, in a process of
// its own: libclang runs there, so that when it crashes or hangs only that process is lost.
// The two sides talk in values of encoding/gob over the process's standard streams. The
// process is a function of what it was told; a new one is brought up to date by telling it
// everything again.
package resident

import "github.com/drvlint/drvlint/internal/report"

// A Request asks for one thing, besides telling what changed since the last one. Of
// several Updates only the last is answered in full.
type Request struct {
	ID     int
	Texts  []Text
	Cancel int // the request with this ID is not wanted any more; nothing else is asked
	// What is asked for: one of them.
	Update *Update
	Before *Place
	Held   *Place // offset is of no account
}

// A Text is an unsaved text of a file. If it is Gone what is on disk counts again.
type Text struct {
	File string // absolute
	Text []byte
	Gone bool
}

// An Update asks for the drivers to which files belong to be analysed as they are now.
type Update struct {
	Settings Settings
	Folders  []string // of the workspace, absolute
	Files    []string // that are open, absolute
	// All demands the drivers of the folders that no open file belongs to, too.
	All bool
	// Anew demands to look for drivers and configurations again.
	Anew bool
	// Whole demands what quick answers leave out: see Analysis.Part.
	Whole bool
}

// Settings are what a user can set in the editor.
type Settings struct {
	Checks        []string `json:"checks"`        // run only these
	Disable       []string `json:"disable"`       // do not run these
	Config        string   `json:"config"`        // configuration file; "" for the nearest .drvlint.yaml
	Configuration string   `json:"configuration"` // projects are read as NAME|PLATFORM
	WDK           string   `json:"wdk"`           // include folder of a driver kit
}

// A Place is a byte in a text.
type Place struct {
	File   string
	Offset int
}

// A Reply answers the request with its ID. Replies with Progress come before the answer.
type Reply struct {
	ID         int
	Progress   *Progress
	Superseded bool   // a later Update came, or it was cancelled
	Error      string // why there is no answer
	Drivers    []Analysis
	Problems   []Problem
	State      *State
	Hints      []Hint
}

// Progress says how far the loading of a driver is.
type Progress struct {
	Driver          string
	Done, Files     int
	Number, Drivers int // which of the drivers it is, from 1
}

// An Analysis is what is known of one driver.
type Analysis struct {
	Key     string // tells drivers apart
	Result  *report.Result
	Quality map[string]Quality // by source file
	// Part reports that only the functions which an edit concerns were analysed again, with
	// the checks that look at single functions: a later Update with Whole does the rest.
	Part bool
	Soon bool // the rest is likely to change too
}

// A Quality says how well a source file was understood.
type Quality struct {
	Errors     int     // what clang could not make sense of
	Understood float64 // share of the calls in its text that were understood, 0 to 1
}

// A Problem is what is wrong with the settings or with a configuration file.
type Problem struct {
	File         string // "" for the settings
	Line, Column int    // from 1; 0 for the file as a whole
	Message      string
}

// A State is what holds before a statement.
type State struct {
	Function string
	From, To int // the statement, in bytes
	Held     []Held
	// Level is between which IRQLs it runs, as PASSIVE_LEVEL; "" where nothing is known.
	Level                       [2]string
	Critical, Guarded, Attached bool // in a region, attached to another process
	// Unreached reports that no way leads there; Bounded that the function is too complex.
	Unreached, Bounded bool
}

// Held is a lock that is held on a way to a statement.
type Held struct {
	Name   string
	Always bool // on every way
	Line   int  // where it was taken, from 1
}

// A Hint names the locks that are held at a call.
type Hint struct {
	Offset int // of the first byte of the call
	Held   []Held
}
