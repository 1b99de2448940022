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
	State   State
}

// A State is what holds once a step is taken. What is not known is "" or empty.
type State struct {
	Function string   // in which the step lies
	Context  string   // what runs the function, as "system thread `Worker`"
	Held     []string // the locks that are held, in the order in which they were taken
	Level    string   // the IRQL, by its name
}

// A Level says how bad a finding is: "error", "warning" or "note".
type Level string

// The levels, worst first.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Note    Level = "note"
	// Pedantic findings become notes where they are asked for, and are dropped elsewhere.
	Pedantic Level = "pedantic"
	// Idle findings, too, but that a notification says elsewhere that they are there.
	Idle Level = "idle"
)

// A Finding is one defect: its primary place and the path that leads to it. The
// steps run in order; the last one is where it goes wrong.
type Finding struct {
	Check   string // the check's name
	Level   Level
	Message string
	Driver  string // name of the driver it was found in
	Location
	Path  []Step
	Fixes []Fix // each repairs the defect by itself
	// Suppression says why the finding does not count, nil where nothing does.
	Suppression *Suppression
	Baseline    BaselineState
	// Fingerprint follows the finding through edits elsewhere in its file: the
	// primaryLocationLineHash of code scanning. Fingerprint fills it.
	Fingerprint string
}

// Active reports whether the finding asks somebody to act: it is not suppressed, and new
// if there is a baseline. Only active findings count for the exit code.
func (f *Finding) Active() bool {
	return f.Suppression == nil && f.Baseline.counts()
}

// A Fix is one way to repair a defect. Its edits are to be made together.
type Fix struct {
	Message string
	Edits   []Edit
}

// An Edit replaces a range of a file, which may be empty, by NewText.
type Edit struct {
	Location
	// Start and End are the same range as offsets in bytes, from 0; End is behind the
	// last one. Both forms are those of the text as analysed: UTF-16 made UTF-8.
	Start, End int
	NewText    string
}

// A Suppression is somebody's word that a finding is to be left alone.
type Suppression struct {
	Kind          SuppressionKind
	Justification string // "" where none is given
}

// A SuppressionKind says where the word is, as section 3.35.2 of the SARIF standard does.
type SuppressionKind string

// The kinds: a comment or pragma in the source, or a file beside it.
const (
	InSource SuppressionKind = "inSource"
	External SuppressionKind = "external"
)

// A BaselineState compares a finding with an earlier run, as section 3.27.24 of the SARIF
// standard does; "" where there is none to compare with.
type BaselineState string

// The states. An absent finding was in the earlier run only.
const (
	New       BaselineState = "new"
	Unchanged BaselineState = "unchanged"
	Updated   BaselineState = "updated"
	Absent    BaselineState = "absent"
)

func (b BaselineState) counts() bool { return b == "" || b == New }

// Driver holds the figures of one analysed driver.
type Driver struct {
	Name, Root string
	Files      int     // C files analysed
	Units      int     // those of them that were parsed by themselves
	Lines      int     // lines of those files, without the headers they include
	Functions  int     // function definitions lowered
	Calls      int     // calls in the text of function bodies
	Understood float64 // share of Calls that reached the IR, 0 to 1; 1 without calls
	Stubs      int     // declarations invented for what no header declares
	Rounds     int     // most parses that one unit took
	Parses     int     // parses of all units
	Seconds    float64
}

// A Notification says what was skipped or not fully understood.
type Notification struct {
	Level   Level
	Message string
	File    string // "" when it concerns the whole run
	Line    int    // from 1; 0 when it concerns the whole file
	// Incomplete reports that something was left unanalysed: the run can't be called clean.
	Incomplete bool
	// Routine marks what is to be expected of a large tree and matters to who looks for it
	// only: many of these are counted in the text, not listed.
	Routine bool
}

// LeftOut is a function that no unit of its driver compiles.
type LeftOut struct {
	File, Name string
	Line       int
}

// A Result is the outcome of one run, sorted by Sort.
type Result struct {
	Drivers       []Driver
	Findings      []Finding
	Notifications []Notification
	// Sources are the files that the drivers consist of, headers too: absolute, sorted.
	Sources []string
	// Read are all files whose text was read, also those that the IR does not refer to, as
	// headers of macros: absolute, sorted.
	Read []string
	// Configurations are the files of configuration that had a say: absolute, sorted.
	Configurations []string
	// LeftOut are the functions that conditions of the preprocessor leave out of each driver, by file and place.
	LeftOut []LeftOut
	// Withheld are files whose text no report may show: a log named them, not this tree.
	Withheld []string
}

// Active returns the findings that ask somebody to act.
func (r *Result) Active() []Finding { return r.Shown(false) }

// Shown returns the findings that are told to people: the active ones and, if asked for,
// those that would be active but for their suppression.
func (r *Result) Shown(suppressed bool) []Finding {
	var list []Finding
	for _, f := range r.Findings {
		if f.Active() || suppressed && f.Baseline.counts() {
			list = append(list, f)
		}
	}
	return list
}
