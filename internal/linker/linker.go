// Package linker links and checks drivers in processes of their own (internal/child): what a
// driver makes the engine use up costs that driver only, and the memory that it needed is given
// back before the next.
package linker

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/child"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/runner"
)

// Command is the hidden command by which drvlint is a linker.
const Command = "linker"

// A request is what a linker is told. Of a driver's own routines it is told in JSON: they are
// kept in maps.
type request struct {
	Name, Root string   // of the driver
	Outside    []string // as of project.Driver
	Units      []delivery
	Forget     []int // units kept that no other driver needs, by number
	Checks     []string
	Own        string
	Jobs       int
	Pedantic   bool
	Kept       []byte // as of runner.Linking
}

// A delivery is a unit, or the number of one that the linker has kept.
type delivery struct {
	IR   []byte // nil: it was kept under the number
	Keep int    // the number to keep it under, or under which it was kept; 0 for none
}

var (
	requests = facts.NewForm[request]()
	answers  = facts.NewForm[runner.Found]()
)

// A Pool is linkers, which are started when they are needed and live until Close. As many run
// at once as Link is called at once.
type Pool struct{ crew *child.Crew[ledger] }

// NewPool makes a pool without linkers. Nothing is linked beyond the deadline; the zero time is
// none.
func NewPool(limits child.Limits, deadline time.Time) *Pool {
	return &Pool{child.NewCrew[ledger](Command, limits, deadline)}
}

// Link links a driver and checks it in a linker. The error says why the linker did not
// answer, and what to do. It may be called from many goroutines.
func (p *Pool) Link(l runner.Linking) (*runner.Found, error) {
	own, err := json.Marshal(l.Options.Own)
	if err != nil {
		return nil, fmt.Errorf("describe the driver's own routines: %w", err)
	}
	r := request{Name: l.Driver.Name, Root: l.Driver.Root, Outside: l.Driver.Outside, Own: string(own), Jobs: l.Options.Jobs, Pedantic: l.Options.Pedantic, Kept: l.Kept}
	for _, a := range l.Checks {
		r.Checks = append(r.Checks, a.Name)
	}
	answer, failure, err := p.crew.Ask(func(kept *ledger) []byte {
		r.Units, r.Forget = kept.deliver(l.Units, l.Drivers, p.crew.Limits().Memory/keptShare)
		size := 1<<20 + len(l.Kept) // for all but the units, about
		for _, d := range r.Units {
			size += len(d.IR)
		}
		return requests.Append(make([]byte, 0, size), &r)
	}, l.Driver.Root, nil)
	if err != nil {
		return nil, err
	}
	if failure != child.Answered {
		return nil, failed(failure, p.crew.Limits())
	}
	found, err := answers.Read(answer)
	if err != nil {
		return nil, fmt.Errorf("read the answer of a linker: %w", err)
	}
	return found, nil
}

// failed says what became of a driver, and what to do.
func failed(f child.Failure, limits child.Limits) error {
	switch f {
	case child.Over:
		return runner.ErrOver
	case child.TooLong:
		return fmt.Errorf("it took more than %v of processor time; allow more with --driver-time, or analyse it in parts", limits.Time)
	case child.TooMuch:
		return fmt.Errorf("it took more than %d MiB of memory; allow more with --driver-memory, or analyse it in parts", limits.Memory>>20)
	}
	return fmt.Errorf("the process that did it ended; there may be too little memory: free some, or say -j 1; else please report it")
}

// Warm starts a linker that waits for a driver.
func (p *Pool) Warm() { p.crew.Warm() }

// Close ends the linkers. No Link may be under way.
func (p *Pool) Close() { p.crew.Close() }

// Serve links what it is asked to on in and answers on out, until in ends.
func Serve(in io.Reader, out io.Writer) error {
	kept := shelf{}
	return child.Serve(in, out, func(message []byte) ([]byte, error) {
		r, err := requests.Read(message)
		if err != nil {
			return nil, fmt.Errorf("read what to link: %w", err)
		}
		return link(r, kept)
	})
}

func link(r *request, kept shelf) ([]byte, error) {
	options := runner.Options{Jobs: r.Jobs, Pedantic: r.Pedantic}
	if err := json.Unmarshal([]byte(r.Own), &options.Own); err != nil {
		return nil, fmt.Errorf("read the driver's own routines: %w", err)
	}
	var analyzers []*analysis.Analyzer
	for _, c := range checks.All() {
		if slices.Contains(r.Checks, c.Analyzer.Name) {
			analyzers = append(analyzers, c.Analyzer)
		}
	}
	var bad error
	found := runner.LinkHere(project.Driver{Name: r.Name, Root: r.Root, Outside: r.Outside}, kept.units(r, options.AtOnce(), &bad), analyzers, options, r.Kept)
	if bad != nil {
		return nil, bad
	}
	return answers.Append(nil, found), nil
}
