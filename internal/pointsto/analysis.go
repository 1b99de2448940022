// Package pointsto follows functions, addresses, threads and strings through the variables and
// members of a driver: Andersen's analysis, insensitive to order and context, with one node for
// each variable and one for each member of a structure, whatever object it belongs to. What it
// answers is "may".
package pointsto

import (
	"slices"
	"strconv"
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
	nodes      []node
	variables  map[*ir.Var]int // the nodes of variables
	results    []int           // one more than the nodes of what functions return, by their index
	members    map[member]int  // those of members, and of variables with external linkage
	others     map[key]int
	items      []Item         // by number
	numbers    map[Item]int32 // the inverse
	edges      map[edge]struct{}
	work       []int
	addresses  []addressCall
	indirect   []pointerCall
	crowded    map[int]bool      // nodes that may hold more functions than are followed
	left       map[edge]struct{} // of kind address: the address of a node that another one may hold beyond what is followed
	crowdedOut bool              // there are more than maxLeft of those
}

// A node is a place, or what a function returns.
type node struct {
	held
	copies []int // the nodes that hold all that it holds
	loads  []int // those that hold what its targets hold
	stores []int // those whose contents its targets hold

	moved       int  // one more than the node of what is at a distance from this one, 0 without any
	noFunctions bool // it is at a distance from what another one holds
	heap        bool // it is an allocation
	queued      bool
}

// held are the items that a node may hold.
type held struct {
	known     map[int32]bool // nil as long as they are few
	list      []int32        // in the order in which they came
	done      int            // list[:done] has been passed on
	sorted    []Item         // list in the order of less, if it is as long
	threads   []int32        // the items that are threads
	addresses int
	functions int
}

// few is how many items are looked through.
const few = 16

// holds reports whether an item is among those that a node may hold.
func (n *held) holds(id int32) bool {
	if n.known == nil {
		return slices.Contains(n.list, id)
	}
	return n.known[id]
}

// hold adds an item that it does not hold yet.
func (n *held) hold(id int32) {
	n.list = append(n.list, id)
	if n.known == nil && len(n.list) > few {
		n.known = map[int32]bool{}
		for _, each := range n.list {
			n.known[each] = true
		}
	} else if n.known != nil {
		n.known[id] = true
	}
}

// An edge is a constraint between two nodes: its kind, and 31 bits of each.
type edge uint64

// The kinds of edge.
const (
	copies edge = iota << 62
	loads
	stores
	addresses
)

func edgeOf(kind edge, from, to int) edge { return kind | edge(from)<<31 | edge(to) }

// ends are the nodes of an edge.
func (e edge) ends() (from, to int) { return int(e >> 31 & (1<<31 - 1)), int(e & (1<<31 - 1)) }

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

// A member names the node of a member of a structure.
type member struct{ record, name string }

// external is the record of variables with external linkage.
const external = "external"

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

// A pointerCall is a call through a pointer.
type pointerCall struct {
	f    *program.Function
	call *ir.Call
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
	return &Analysis{
		p: p, nodes: make([]node, 0, variables), variables: make(map[*ir.Var]int, variables), results: make([]int, len(p.Functions)), members: map[member]int{}, others: map[key]int{},
		numbers: map[Item]int32{}, edges: make(map[edge]struct{}, variables), crowded: map[int]bool{}, left: map[edge]struct{}{},
	}
}

func (w *Analysis) newNode() int {
	w.nodes = append(w.nodes, node{})
	return len(w.nodes) - 1
}

// node is the node of a key that names neither a variable, a member nor a result.
func (w *Analysis) node(k key) int {
	n, ok := w.others[k]
	if !ok {
		n = w.newNode()
		w.others[k] = n
	}
	return n
}

// variable is the node of a variable.
func (w *Analysis) variable(v *ir.Var) int {
	n, ok := w.variables[v]
	if !ok {
		if v != nil && v.Kind == ir.GlobalVar {
			n = w.member(external, v.Name)
		} else {
			n = w.newNode()
		}
		w.variables[v] = n
	}
	return n
}

// member is the node of a member, by the tag of its structure and its name.
func (w *Analysis) member(record, name string) int {
	n, ok := w.members[member{record, name}]
	if !ok {
		n = w.newNode()
		w.members[member{record, name}] = n
	}
	return n
}

// result is the node of what a function returns.
func (w *Analysis) result(f *program.Function) int {
	n := &w.results[f.Index]
	if *n == 0 {
		*n = w.newNode() + 1
	}
	return *n - 1
}

// keys are those of the nodes; of several variables of one name one.
func (w *Analysis) keys() []key {
	keys := make([]key, len(w.nodes))
	for v, n := range w.variables {
		if v == nil || v.Kind != ir.GlobalVar {
			keys[n] = key{variable: v}
		}
	}
	for m, n := range w.members {
		keys[n] = key{record: m.record, name: m.name}
	}
	for i, n := range w.results {
		if n > 0 {
			keys[n-1] = key{result: w.p.Functions[i]}
		}
	}
	for k, n := range w.others {
		keys[n] = k
	}
	for i := range w.nodes {
		if n := w.nodes[i].moved; n > 0 {
			keys[n-1] = key{record: "moved", name: strconv.Itoa(i)}
		}
	}
	return keys
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
	f := &w.nodes[n]
	if f.holds(id) {
		return
	}
	switch w.items[id].Kind {
	case Address:
		if f.addresses >= maxAddresses {
			f.addresses = maxAddresses + 1
			w.leave(edgeOf(addresses, n, w.items[id].Node))
			return
		}
		f.addresses++
	case Function:
		if f.noFunctions {
			return
		}
		if f.functions >= maxFunctions {
			w.crowded[n] = true
			return
		}
		f.functions++
	case Thread:
		f.threads = append(f.threads, id)
	}
	f.hold(id)
	if !f.queued {
		f.queued = true
		w.work = append(w.work, n)
	}
}

// has reports whether node n may hold it.
func (w *Analysis) has(n int, it Item) bool {
	id, ok := w.numbers[it]
	return ok && w.nodes[n].holds(id)
}

func (w *Analysis) newEdge(kind edge, from, to int) bool {
	before := len(w.edges)
	w.edges[edgeOf(kind, from, to)] = struct{}{}
	return len(w.edges) > before
}

// copy lets to hold all that from holds.
func (w *Analysis) copy(from, to int) {
	if from == to || !w.newEdge(copies, from, to) {
		return
	}
	w.nodes[from].copies = append(w.nodes[from].copies, to)
	for _, id := range w.nodes[from].list {
		w.addNumber(to, id)
	}
}

// load lets to hold all that the places hold to which pointer points.
func (w *Analysis) load(pointer, to int) {
	if !w.newEdge(loads, pointer, to) {
		return
	}
	w.nodes[pointer].loads = append(w.nodes[pointer].loads, to)
	for _, id := range w.nodes[pointer].list {
		if it := &w.items[id]; it.Kind == Address {
			w.copy(it.Node, to)
		}
	}
}

// store lets the places to which pointer points hold all that from holds.
func (w *Analysis) store(pointer, from int) {
	if !w.newEdge(stores, pointer, from) {
		return
	}
	w.nodes[pointer].stores = append(w.nodes[pointer].stores, from)
	for _, id := range w.nodes[pointer].list {
		if it := &w.items[id]; it.Kind == Address {
			w.copy(from, it.Node)
		}
	}
}

// Propagate passes on what nodes hold, to a fixed point.
func (w *Analysis) Propagate() {
	for len(w.work) > 0 {
		n := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		w.nodes[n].queued = false
		fresh := w.nodes[n].list[w.nodes[n].done:]
		w.nodes[n].done = len(w.nodes[n].list)
		for _, id := range fresh {
			if it := &w.items[id]; it.Kind == Address {
				for _, to := range w.nodes[n].loads {
					w.copy(it.Node, to)
				}
				for _, from := range w.nodes[n].stores {
					w.copy(from, it.Node)
				}
			}
			for _, to := range w.nodes[n].copies {
				w.addNumber(to, id)
			}
		}
	}
}
