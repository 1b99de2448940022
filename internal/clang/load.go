package clang

import (
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/ir"
)

// A Unit is one C or C++ file to load.
type Unit struct {
	File      string
	CPlusPlus bool     // compiled as C++; what its name says is taken as said
	Args      []string // -DNAME=VALUE, -Ifolder and -include file, as clang takes them
}

// LoadOptions say how to load.
type LoadOptions struct {
	Jobs int // units parsed at the same time; 0: one per processor
	// Checkout is the folder in which headers are looked for by name and around which
	// nothing is read; "" for CheckoutRoot of the driver.
	Checkout string
	Trees    []string // further folders in which its files may lie
	// FollowLinks lets files be read that links lead to, wherever they are.
	FollowLinks bool
	// Unsaved are texts that count in place of what is on disk, by absolute path.
	Unsaved map[string][]byte
	Kit     *wdk.Kit // the headers of a real kit; nil: those among a unit's include folders, or the model alone
}

// UnitStats are the figures of one loaded file.
type UnitStats struct {
	Calls  int      // calls in the text of its function bodies
	Missed int      // ... of those, the ones that did not reach the IR
	Lost   []string // ... the first few of these, as "F (line 7)"
	Hidden []Hidden // functions of its text that conditions of the preprocessor leave out
	Rounds int      // how often it was parsed until nothing was missing
	Parses int      // how often it was parsed in all: it begins anew when clang asks for a file
	Errors int      // errors that clang still reports in the last parse
	Own    int      // ... of those, the ones in the file itself, unless it has no function that conditions don't leave out
}

// FileStats are the figures of one file that a unit includes.
type FileStats struct {
	File          string
	Calls, Missed int      // as in UnitStats
	Lost          []string // as in UnitStats
	Hidden        []Hidden
	Lines         int
}

// A Problem is a file that could not be loaded, and what to do about it.
type Problem struct {
	File, Message string
	Whole         bool // nothing of the unit is lost for that
}

// Parsed is one unit, parsed and lowered. It depends on the unit's arguments and on the
// files that it includes, on nothing else of its driver.
type Parsed struct {
	Unit     *ir.Unit // nil if it could not be parsed
	Files    []string // what was read for it, sorted; not the headers of a kit
	Stats    UnitStats
	Included []FileStats // of the files with function bodies that it includes
	Stubs    []string    // what was invented for lack of a declaration: names, and TAG.MEMBER
	StubText string      // the invented declarations as C
	Problems []Problem
	Lessons  []Lesson // what it missed, for other units of its driver
	// Inputs are what it depends on besides its task, in a fixed order; nil if that can't
	// be told.
	Inputs []Input
}

// Loaded is one driver, parsed and lowered.
type Loaded struct {
	Units    []*ir.Unit  // in the order asked for; nil if one could not be parsed
	Stats    []UnitStats // of the unit at the same index
	Included [][]FileStats
	Stubs    int    // names invented for what no header declares
	Rounds   int    // most parses that one unit took
	StubText string // the invented declarations as C, unit by unit
	Problems []Problem
}

// Load parses and lowers the units of one driver, whose files lie in and around the
// folder root. Units that can't be loaded become problems; the others go on. The
// result is the same for any number of jobs.
func Load(root string, units []Unit, options LoadOptions) *Loaded {
	session := NewSession(root, options)
	parsed := make([]*Parsed, len(units))
	jobs := options.Jobs
	if jobs <= 0 {
		jobs = runtime.NumCPU()
	}
	free := make(chan struct{}, jobs)
	var group sync.WaitGroup
	for i := range units {
		free <- struct{}{}
		group.Go(func() {
			defer func() { <-free }()
			parsed[i] = session.Load(units[i])
		})
	}
	group.Wait()
	return Join(parsed)
}

// Join puts the units of a driver together, in their order.
func Join(parsed []*Parsed) *Loaded {
	l := &Loaded{}
	var stubs []string
	var outlines []Outline
	for _, p := range parsed {
		outlines = append(outlines, p.Outline())
		l.Units = append(l.Units, p.Unit)
		l.Stats = append(l.Stats, p.Stats)
		l.Included = append(l.Included, p.Included)
		l.Rounds = max(l.Rounds, p.Stats.Rounds)
		stubs = append(stubs, p.Stubs...)
		if p.StubText != "" {
			l.StubText += "// " + p.Unit.File + "\n" + p.StubText
		}
	}
	l.Problems = Problems(outlines)
	slices.Sort(stubs)
	l.Stubs = len(slices.Compact(stubs))
	return l
}

// searchArgs returns the include folders and the forced includes of a command line.
func searchArgs(args []string) (folders, forced []string) {
	for i, arg := range args {
		switch {
		case arg == "-include" && i+1 < len(args):
			forced = append(forced, args[i+1])
		case arg == "-I" && i+1 < len(args):
			folders = append(folders, args[i+1])
		case strings.HasPrefix(arg, "-I"):
			folders = append(folders, arg[2:])
		}
	}
	return folders, forced
}
