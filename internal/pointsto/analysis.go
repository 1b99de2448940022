// Package pointsto follows functions, addresses, threads and strings through the variables and
// members of a driver: Andersen's analysis, insensitive to order and context, with one node for
// each variable and one for each member of a structure, whatever object it belongs to. What it
// answers is "may".
package pointsto

import (
	"sync"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// An Analysis is the solved points-to relation of a driver: which function a pointer may hold,
// where the handle and the object of a thread go. Items may still be added to nodes; Propagate
// carries them on. Once it is solved, questions may be asked from several goroutines at once: an answer may
// make a node, but changes no other answer (locked.go).
//
// Large: nodes, constraints and the answers from them are one system of equations.
type Analysis struct {
	mu         sync.Mutex // of all, while questions are asked
	p          *program.Program
	nodes      map[key]int
	items      []Item         // by number
	numbers    map[Item]int32 // the inverse
	facts      []nodeFacts    // by node
	edges      map[edge]bool
	copies     [][]int // node -> nodes that hold all that it holds
	loads      [][]int // pointer node -> nodes that hold what its targets hold
	stores     [][]int // pointer node -> nodes whose contents its targets hold
	work       []int
	queued     map[int]bool
	addresses  []addressCall
	crowded    map[int]bool  // nodes that may hold more functions than are followed
	left       map[edge]bool // of kind 'a': the address of a node that another one may hold beyond what is followed
	crowdedOut bool          // there are more than maxLeft of those
	// noFunctions are the nodes of addresses at a distance from what others hold.
	noFunctions map[int]bool
}

// nodeFacts are the items that a node may hold.
type nodeFacts struct {
	threads   []int32 // the items that are threads
	known     map[int32]bool
	list      []int32 // in the order in which they came
	done      int     // list[:done] has been passed on
	sorted    []Item  // list in the order of less, if it is as long
	addresses int
	functions int
}

// An edge is a constraint between two nodes.
type edge struct {
	kind     byte // 'c'opy, 'l'oad, 's'tore
	from, to int
}

// A node that may point to more places than this, such as the link of every list, says
// nothing: further places are left out. Unfollowed says where that loses something.
const maxAddresses = 64

// A call through a node that may hold more functions than this is to any of them anyway: further
// ones are left out. Crowded shows those who ask for all.
const maxFunctions = 256

// A key names a node: a variable, a field, or the result of a function.
type key struct {
	variable *ir.Var
	record   string
	name     string
	result   *program.Function
}

// An Item is what a node may hold: a function, the address of a node, a thread.
type Item struct {
	Kind     Kind
	Name     string            // a function that the driver does not define
	Function *program.Function // a function that it does
	Node     int               // address
	Call     *ir.Call          // the call that made the thread
	Maker    *ir.Call          // the call of the function that made it, if it is given the routine
}

// A Kind says what an Item is.
type Kind uint8

// The kinds of item.
const (
	Function Kind = iota
	Address       // of a node
	Thread        // its handle, its object or its client id
	Text          // a string, or a UNICODE_STRING of it
)

// An addressCall asks for a routine by its name.
type addressCall struct {
	f    *program.Function
	call *ir.Call
	name int
}

// Solve follows the pointers of a driver to a fixed point.
func Solve(p *program.Program) *Analysis {
	w := newAnalysis(p)
	w.solve()
	return w
}

func newAnalysis(p *program.Program) *Analysis {
	variables := 0 // most nodes are of those, and most edges lead to them
	for _, f := range p.Functions {
		variables += len(f.Params) + len(f.Locals)
	}
	return &Analysis{p: p, nodes: make(map[key]int, variables), numbers: map[Item]int32{}, queued: map[int]bool{}, edges: make(map[edge]bool, variables), crowded: map[int]bool{}, noFunctions: map[int]bool{}, left: map[edge]bool{}}
}

func (w *Analysis) node(k key) int {
	if k.record == "" && k.variable != nil && k.variable.Kind == ir.GlobalVar {
		k = key{record: "external", name: k.variable.Name}
	}
	n, ok := w.nodes[k]
	if !ok {
		n = len(w.facts)
		w.nodes[k] = n
		w.facts = append(w.facts, nodeFacts{})
		w.copies = append(w.copies, nil)
		w.loads = append(w.loads, nil)
		w.stores = append(w.stores, nil)
	}
	return n
}

// Add lets a node hold an item. Propagate passes it on.
func (w *Analysis) Add(n int, it Item) {
	id, ok := w.numbers[it]
	if !ok {
		id = int32(len(w.items))
		w.items = append(w.items, it)
		w.numbers[it] = id
	}
	w.addNumber(n, id)
}

func (w *Analysis) addNumber(n int, id int32) {
	f := &w.facts[n]
	if f.known[id] {
		return
	}
	switch w.items[id].Kind {
	case Address:
		if f.addresses >= maxAddresses {
			f.addresses = maxAddresses + 1
			w.leave(edge{'a', n, w.items[id].Node})
			return
		}
		f.addresses++
	case Function:
		if w.noFunctions[n] {
			return
		}
		if f.functions >= maxFunctions {
			w.crowded[n] = true
			return
		}
		f.functions++
	}
	if f.known == nil {
		f.known = map[int32]bool{}
	}
	f.known[id] = true
	f.list = append(f.list, id)
	if w.items[id].Kind == Thread {
		f.threads = append(f.threads, id)
	}
	if !w.queued[n] {
		w.queued[n] = true
		w.work = append(w.work, n)
	}
}

// has reports whether node n may hold it.
func (w *Analysis) has(n int, it Item) bool {
	id, ok := w.numbers[it]
	return ok && w.facts[n].known[id]
}

func (w *Analysis) newEdge(kind byte, from, to int) bool {
	e := edge{kind, from, to}
	if w.edges[e] {
		return false
	}
	w.edges[e] = true
	return true
}

// copy lets to hold all that from holds.
func (w *Analysis) copy(from, to int) {
	if from == to || !w.newEdge('c', from, to) {
		return
	}
	w.copies[from] = append(w.copies[from], to)
	for _, id := range w.facts[from].list {
		w.addNumber(to, id)
	}
}

// load lets to hold all that the places hold to which pointer points.
func (w *Analysis) load(pointer, to int) {
	if !w.newEdge('l', pointer, to) {
		return
	}
	w.loads[pointer] = append(w.loads[pointer], to)
	for _, id := range w.facts[pointer].list {
		if it := w.items[id]; it.Kind == Address {
			w.copy(it.Node, to)
		}
	}
}

// store lets the places to which pointer points hold all that from holds.
func (w *Analysis) store(pointer, from int) {
	if !w.newEdge('s', pointer, from) {
		return
	}
	w.stores[pointer] = append(w.stores[pointer], from)
	for _, id := range w.facts[pointer].list {
		if it := w.items[id]; it.Kind == Address {
			w.copy(from, it.Node)
		}
	}
}

// Propagate passes on what nodes hold, to a fixed point.
func (w *Analysis) Propagate() {
	for len(w.work) > 0 {
		n := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		w.queued[n] = false
		fresh := w.facts[n].list[w.facts[n].done:]
		w.facts[n].done = len(w.facts[n].list)
		for _, id := range fresh {
			if it := w.items[id]; it.Kind == Address {
				for _, to := range w.loads[n] {
					w.copy(it.Node, to)
				}
				for _, from := range w.stores[n] {
					w.copy(from, it.Node)
				}
			}
			for _, to := range w.copies[n] {
				w.addNumber(to, id)
			}
		}
	}
}
