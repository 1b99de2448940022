// Package summary links the units of one driver and works out what each of its
// functions does for its callers: what it acquires and releases under which result,
// whether it blocks, what it waits for.
//
// The engine is property simulation (Das, Lerner, Seigle: ESP, PLDI 2002): along a path
// it carries the locks held and the threads waited for together with what is known of
// the values that were tested. Functions are summarised bottom-up over the components
// of the call graph, in terms of their parameters and of globals; callers substitute
// their own places. Where a bound is reached the function goes quiet, and says so.
package summary

import (
	"go/token"
	"sync"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/callgraph"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/profile"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// A Program is one driver and what is found out about it.
type Program struct {
	*profile.Profile
	Threads []*Thread

	nesting      int                             // of what is worked out by recursion along calls
	calleesFirst bool                            // what lies below a function is worked out first
	weighing     bool                            // the balance of what lies below a function is found out first
	short        map[*program.Function]shortfall // the functions that were not followed on all their ways
	unknown      []callgraph.Site                // the creations of threads beyond those that are followed

	// Stop is asked now and then, if there is one: once it reports true the analysis ends with
	// a panic whose value is Stopped.
	Stop func() bool

	part       map[*program.Function]bool // what alone is asked about; nil for everything
	all        []*procedure               // by index of the function
	pool       *term.Pool
	marks      marks
	files      map[string]*token.File
	created    map[*ir.Call]uint64        // the threads that a call may create, by index
	awaited    map[*ir.Call]uint64        // the threads that a call waits for, by index
	closing    map[*ir.Call]uint64        // the threads whose handle a call may close, by index
	registered map[*ir.Call]uint64        // the callbacks that a call registers, by number
	undone     map[*ir.Call]uint64        // the callbacks that a call takes back, by number
	handed     map[*program.Function]bool // whether a caller releases what it returns with
	relieved   map[*program.Function]bool // whether a caller holds what it releases

	regime    *Program // see ofRegime; nil in that one
	exclusive sync.Mutex
	needed    map[*program.Function]need                       // nil until asked for
	breaches  []*Breach                                        // nil until asked for
	locksCode *bool                                            // whether it locks pageable code; nil until asked for
	stays     []*Stay                                          // found with breaches
	detached  map[*program.Function]bool                       // whether a caller detaches from the process with which it returns
	below     map[*program.Function]map[*program.Function]bool // what runs when a function does, as far as it was asked
}

// Link builds the program of the units of one driver. Units that are nil are left out.
// What is known of the driver's own routines stands for their bodies, if there are any.
func Link(units []*ir.Unit, own ddi.Table) *Program {
	p := Prepare(units, own)
	p.summarise()
	return p
}

// Prepare is Link but for the summaries: Summarise makes those.
func Prepare(units []*ir.Unit, own ddi.Table) *Program {
	driver := program.Link(units, own)
	pool := newRegimePool()
	p := &Program{
		Profile: profile.New(callgraph.New(driver, pointsto.Solve(driver)), pool), pool: pool,
		handed: map[*program.Function]bool{}, relieved: map[*program.Function]bool{}, detached: map[*program.Function]bool{},
	}
	for _, f := range p.Functions {
		p.all = append(p.all, &procedure{Function: p.Profile.Of(f)})
	}
	p.findThreads()
	p.findRegistrations()
	p.Spread()
	p.regime = p.fork()
	return p
}

// Exclusive waits until nobody else asks the program anything, and returns what ends that: to
// answer, the program works out what it did not know yet.
func (p *Program) Exclusive() (done func()) {
	p.exclusive.Lock()
	return p.exclusive.Unlock
}
