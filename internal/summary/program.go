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

	"github.com/drvlint/drvlint/cfg"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// A Program is one driver, linked.
type Program struct {
	Units     []*ir.Unit
	Functions []*Function // every definition, in order of units
	Threads   []*Thread

	order        []*Function             // callees first
	deep         bool                    // some chain of calls is too long for recursion
	nesting      int                     // of what is worked out by recursion along calls
	calleesFirst bool                    // what lies below a function is worked out first
	weighing     bool                    // the balance of what lies below a function is found out first
	short        map[*Function]shortfall // the functions that were not followed on all their ways
	unknown      []Wait                  // the creations of threads beyond those that are followed

	// Stop is asked now and then, if there is one: once it reports true the analysis ends with
	// a panic whose value is Stopped.
	Stop func() bool

	part     map[*Function]bool // what alone is asked about; nil for everything
	known    ddi.Table          // of the driver's own routines
	external map[string]*Function
	static   []map[string]*Function // by unit
	roles    map[*Function][]Registration
	pool     *pool
	marks    marks
	flow     *flow
	files    map[string]*token.File
	targets  map[*ir.Call]item    // what calls through pointers reach
	created  map[*ir.Call]uint64  // the threads that a call may create, by index
	awaited  map[*ir.Call]uint64  // the threads that a call waits for, by index
	counted  map[string]bool      // names of mutexes that a count gives back somewhere; nil until asked for
	handed   map[*Function]bool   // whether a caller releases what it returns with
	relieved map[*Function]bool   // whether a caller holds what it releases
	called   map[*Function]bool   // the functions that the system comes to; nil until asked for
	closing  map[*ir.Call]uint64  // the threads whose handle a call may close, by index
	constant map[ref]ref          // locations of the driver's constants
	assigns  map[int][]assignment // by node of the flow
	routines []RoutineCall        // all calls of kernel routines; nil until asked for
	sites    int

	regime    *Program // see ofRegime; nil in that one
	exclusive sync.Mutex
	contracts map[*Function]*Contract
	declared  map[string][]declaration         // with annotations, by name
	needed    map[*Function]need               // nil until asked for
	breaches  []*Breach                        // nil until asked for
	locksCode *bool                            // whether it locks pageable code; nil until asked for
	stays     []*Stay                          // found with breaches
	detached  map[*Function]bool               // whether a caller detaches from the process with which it returns
	below     map[*Function]map[*Function]bool // what runs when a function does, as far as it was asked
}

// A Function is a definition and what is known of it.
type Function struct {
	*ir.Func
	Unit    *ir.Unit
	Graph   *cfg.Graph
	Summary *Summary
	Regime  *Summary // what it does to the regime of its thread; nil until asked for

	unit       int
	body       []ir.Instr  // in the order of the blocks, each once
	calls      []*Function // distinct callees in the driver, in order
	mayCall    []*Function // what calls through pointers may reach, if they are few
	siteOf     map[ir.Instr]int
	index      int   // in Program.Functions
	itself     trait // what it does itself
	traits     trait // what it does, itself or below
	mutexes    balance
	levels     balance
	told       trait // what of it Summary tells
	busy       bool  // being simulated
	inRegime   bool  // the same for Regime
	regimeTold tell
	recursive  bool  // calls itself, directly or through others
	mentions   names // fields and globals that it or a callee tests
	writes     names // fields and globals that it or a callee assigns
	assigned   names // fields and globals that it assigns itself
	live       [][]uint64
	localIndex map[*ir.Var]int
	later      []names // by block: fields and globals that are tested from there on
	loopHead   []bool
	doubts     map[doubtEdge][]*ir.Call // the releases of mutexes in the other arm
}

// A Registration says where and as what a function is made known to the system.
type Registration struct {
	Role ddi.Role
	// Routine is the kernel routine or field that it was handed to.
	Routine string
	By      *Function // the function that registers it; nil for an initialiser or a declaration
	Index   int64     // of the element of the field, as in MajorFunction[IRP_MJ_CREATE]; -1 if it is none or not known
	At      ir.Span
	Unit    *ir.Unit
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
	p := &Program{known: own, external: map[string]*Function{}, pool: newPool(), roles: map[*Function][]Registration{}, handed: map[*Function]bool{}, relieved: map[*Function]bool{}, detached: map[*Function]bool{}}
	for _, u := range units {
		if u == nil {
			continue
		}
		index := len(p.Units)
		p.Units = append(p.Units, u)
		p.static = append(p.static, map[string]*Function{})
		for _, fn := range u.Funcs {
			f := &Function{Func: fn, Unit: u, unit: index, index: len(p.Functions)}
			p.Functions = append(p.Functions, f)
			if fn.Static {
				p.static[index][fn.Name] = f
			} else if p.external[fn.Name] == nil {
				p.external[fn.Name] = f
			}
		}
	}
	for _, f := range p.Functions {
		f.Graph = cfg.New(f.Func)
		f.body = distinct(f.Graph)
	}
	p.flow = newFlow(p)
	p.flow.solve()
	p.targets = map[*ir.Call]item{}
	p.findRoles()
	p.findConstants()
	for _, f := range p.Functions {
		p.prepare(f)
	}
	p.findThreads()
	p.order, p.deep = p.bottomUp()
	p.spread()
	p.regime = p.fork()
	return p
}

// Exclusive waits until nobody else asks the program anything, and returns what ends that: to
// answer, the program works out what it did not know yet.
func (p *Program) Exclusive() (done func()) {
	p.exclusive.Lock()
	return p.exclusive.Unlock
}

// lookup finds the definition that a name means in a unit, nil if the driver has none.
func (p *Program) lookup(unit int, name string) *Function {
	if f := p.static[unit][name]; f != nil {
		return f
	}
	return p.external[name]
}

// callee resolves a call: the driver's function, or else the name of a routine, "" for
// a function pointer that may be anything.
func (p *Program) callee(f *Function, call *ir.Call) (*Function, string) {
	if call.Callee != "" {
		if target := p.lookup(f.unit, call.Callee); target != nil && !p.known.Has(call.Callee) {
			return target, ""
		}
		return nil, call.Callee
	}
	if known, ok := p.targets[call]; ok {
		return known.f, known.name
	}
	target, name := p.described(p.flow.target(f, call))
	if p.targets != nil {
		p.targets[call] = item{f: target, name: name}
	}
	return target, name
}

// described passes a target on, as a routine if a row of the driver's own table tells
// what it does.
func (p *Program) described(target *Function, name string) (*Function, string) {
	if target != nil && p.known.Has(target.Name) {
		return nil, target.Name
	}
	return target, name
}

// Roles returns for what the system calls f.
func (p *Program) Roles(f *Function) []Registration { return p.roles[f] }

// WithRole lists the functions with one of the roles, in order, each with its first
// such registration.
func (p *Program) WithRole(roles ...ddi.Role) (functions []*Function, registrations []Registration) {
	for _, f := range p.Functions {
		if r, ok := p.hasRole(f, roles); ok {
			functions = append(functions, f)
			registrations = append(registrations, r)
		}
	}
	return functions, registrations
}

func (p *Program) hasRole(f *Function, roles []ddi.Role) (Registration, bool) {
	for _, r := range p.roles[f] {
		for _, role := range roles {
			if r.Role == role {
				return r, true
			}
		}
	}
	return Registration{}, false
}

// Reach returns the functions that run when f runs: itself and what it calls, not what
// it only queues.
func (p *Program) Reach(f *Function) map[*Function]bool {
	seen := map[*Function]bool{f: true}
	work := []*Function{f}
	for len(work) > 0 {
		g := work[len(work)-1]
		work = work[:len(work)-1]
		for _, callee := range g.calls {
			if !seen[callee] {
				seen[callee] = true
				work = append(work, callee)
			}
		}
	}
	return seen
}

// instrs visits every instruction of f in the order of its blocks.
func (f *Function) instrs(visit func(ir.Instr)) {
	for _, in := range f.body {
		visit(in)
	}
}

// distinct lists the instructions of a graph: a __finally block stands there more than once.
func distinct(g *cfg.Graph) []ir.Instr {
	var list []ir.Instr
	seen := map[ir.Instr]bool{}
	for _, blk := range g.Blocks {
		for _, in := range blk.Instrs {
			if !seen[in] {
				seen[in] = true
				list = append(list, in)
			}
		}
	}
	return list
}
