package summary

import (
	"sync"

	"github.com/drvlint/drvlint/ir"
)

// flow follows functions and threads through the variables and fields of a driver:
// which function a pointer may hold, where the handle and the object of a thread go.
// It is Andersen's analysis, insensitive to order and context, with one node for each
// variable and one for each field of a structure, whatever object it belongs to. What
// it answers is "may", so a check uses it to keep quiet or to name candidates.
type flow struct {
	mu        sync.Mutex // of threads
	p         *linked
	nodes     map[flowKey]int
	items     []item         // by number
	numbers   map[item]int32 // the inverse
	facts     []nodeFacts    // by node
	edges     map[flowEdge]bool
	copies    [][]int // node -> nodes that hold all that it holds
	loads     [][]int // pointer node -> nodes that hold what its targets hold
	stores    [][]int // pointer node -> nodes whose contents its targets hold
	work      []int
	queued    map[int]bool
	addresses []addressCall
}

// nodeFacts are the items that a node may hold.
type nodeFacts struct {
	threads   []int32 // the items that are threads
	known     map[int32]bool
	list      []int32 // in the order in which they came
	done      int     // list[:done] has been passed on
	sorted    []item  // list in the order of less, if it is as long
	addresses int
}

// A flowEdge is a constraint between two nodes.
type flowEdge struct {
	kind     byte // 'c'opy, 'l'oad, 's'tore
	from, to int
}

// A node that may point to more places than this, such as the link of every list, tells
// nothing: further places are left out.
const maxAddresses = 64

// A flowKey names a node: a variable, a field, or the result of a function.
type flowKey struct {
	variable *ir.Var
	record   string
	name     string
	result   *Function
}

// An item is what a node may hold: a function, the address of a node, a thread.
type item struct {
	kind  itemKind
	name  string    // a function that the driver does not define
	f     *Function // a function that it does
	node  int       // address
	call  *ir.Call  // the call that made the thread
	maker *ir.Call  // the call of the function that made it, if it is given the routine
}

type itemKind uint8

const (
	itemFunction itemKind = iota
	itemAddress
	itemThread // its handle, its object or its client id
	itemText   // a string, or a UNICODE_STRING of it
)

// An addressCall asks for a routine by its name.
type addressCall struct {
	f    *Function
	call *ir.Call
	name int
}

func newFlow(p *linked) *flow {
	return &flow{p: p, nodes: map[flowKey]int{}, numbers: map[item]int32{}, queued: map[int]bool{}, edges: map[flowEdge]bool{}}
}

func (w *flow) node(key flowKey) int {
	if key.variable != nil && key.variable.Kind == ir.GlobalVar {
		key = flowKey{record: "external", name: key.variable.Name}
	}
	n, ok := w.nodes[key]
	if !ok {
		n = len(w.facts)
		w.nodes[key] = n
		w.facts = append(w.facts, nodeFacts{})
		w.copies = append(w.copies, nil)
		w.loads = append(w.loads, nil)
		w.stores = append(w.stores, nil)
	}
	return n
}

func (w *flow) add(n int, it item) {
	id, ok := w.numbers[it]
	if !ok {
		id = int32(len(w.items))
		w.items = append(w.items, it)
		w.numbers[it] = id
	}
	w.addNumber(n, id)
}

func (w *flow) addNumber(n int, id int32) {
	f := &w.facts[n]
	if f.known[id] {
		return
	}
	if w.items[id].kind == itemAddress {
		if f.addresses >= maxAddresses {
			return
		}
		f.addresses++
	}
	if f.known == nil {
		f.known = map[int32]bool{}
	}
	f.known[id] = true
	f.list = append(f.list, id)
	if w.items[id].kind == itemThread {
		f.threads = append(f.threads, id)
	}
	if !w.queued[n] {
		w.queued[n] = true
		w.work = append(w.work, n)
	}
}

// has reports whether node n may hold it.
func (w *flow) has(n int, it item) bool {
	id, ok := w.numbers[it]
	return ok && w.facts[n].known[id]
}

func (w *flow) newEdge(kind byte, from, to int) bool {
	e := flowEdge{kind, from, to}
	if w.edges[e] {
		return false
	}
	w.edges[e] = true
	return true
}

// copy lets to hold all that from holds.
func (w *flow) copy(from, to int) {
	if from == to || !w.newEdge('c', from, to) {
		return
	}
	w.copies[from] = append(w.copies[from], to)
	for _, id := range w.facts[from].list {
		w.addNumber(to, id)
	}
}

// load lets to hold all that the places hold to which pointer points.
func (w *flow) load(pointer, to int) {
	if !w.newEdge('l', pointer, to) {
		return
	}
	w.loads[pointer] = append(w.loads[pointer], to)
	for _, id := range w.facts[pointer].list {
		if it := w.items[id]; it.kind == itemAddress {
			w.copy(it.node, to)
		}
	}
}

// store lets the places to which pointer points hold all that from holds.
func (w *flow) store(pointer, from int) {
	if !w.newEdge('s', pointer, from) {
		return
	}
	w.stores[pointer] = append(w.stores[pointer], from)
	for _, id := range w.facts[pointer].list {
		if it := w.items[id]; it.kind == itemAddress {
			w.copy(from, it.node)
		}
	}
}

// place returns the node of a place, and how often the pointer there must still be
// followed: 0 when the node is the place itself.
func (w *flow) place(p ir.Place) (node, derefs int) {
	node = w.node(flowKey{variable: p.Root})
	for _, step := range p.Path {
		switch step.Kind {
		case ir.Field:
			node, derefs = w.node(flowKey{record: step.Record, name: step.Name}), 0
		case ir.Deref:
			derefs++
		}
	}
	return node, derefs
}

// value lets node hold what v may be.
func (w *flow) value(unit int, v ir.Value, to int) {
	switch v.Kind {
	case ir.FuncRef:
		w.add(to, w.function(unit, v.Name))
	case ir.AddrOf:
		from, derefs := w.place(v.Place)
		if derefs == 0 {
			w.add(to, item{kind: itemAddress, node: from})
		} else {
			w.copy(from, to)
		}
	case ir.Load:
		from, derefs := w.place(v.Place)
		if derefs == 0 {
			w.copy(from, to)
		} else {
			w.load(from, to)
		}
	case ir.Op:
		for _, a := range v.Args {
			if a.Kind == ir.Load || a.Kind == ir.AddrOf || a.Kind == ir.FuncRef {
				w.value(unit, a, to)
			}
		}
	}
}

func (w *flow) function(unit int, name string) item {
	if f := w.p.lookup(unit, name); f != nil {
		return item{kind: itemFunction, f: f}
	}
	return item{kind: itemFunction, name: name}
}

// assign lets the place hold what v may be.
func (w *flow) assign(unit int, dst ir.Place, v ir.Value) {
	if v.Kind == ir.Const || v.Kind == ir.Unknown {
		return
	}
	to, derefs := w.place(dst)
	if v.Kind == ir.Text {
		w.text(dst, to, v.Name)
		return
	}
	if derefs == 0 {
		w.value(unit, v, to)
		return
	}
	through := w.node(flowKey{record: "value", name: v.String(), variable: dst.Root})
	w.value(unit, v, through)
	w.store(to, through)
}

// text lets a place hold a string; the buffer of a UNICODE_STRING stands for the whole.
func (w *flow) text(dst ir.Place, to int, literal string) {
	if n := len(dst.Path) - 1; n >= 0 && dst.Path[n].Name == "Buffer" {
		to, _ = w.place(ir.Place{Root: dst.Root, Path: dst.Path[:n]})
	}
	w.add(to, item{kind: itemText, name: literal})
}

// solve gathers the constraints of every unit and propagates them to a fixed point.
func (w *flow) solve() {
	for i, u := range w.p.Units {
		for _, g := range u.Globals {
			for _, init := range g.Init {
				w.assign(i, ir.Place{Root: g.Var, Path: init.Path}, init.Value)
			}
		}
	}
	for _, f := range w.p.Functions {
		f.instrs(func(in ir.Instr) { w.instr(f, in) })
	}
	w.propagate()
	for _, a := range w.addresses {
		w.resolve(a)
	}
	w.propagate()
	// What is called through a pointer becomes known as functions reach it: once more
	// binds the parameters of those calls.
	for _, f := range w.p.Functions {
		f.instrs(func(in ir.Instr) {
			if call, ok := in.(*ir.Call); ok && call.Callee == "" {
				if target, name := w.target(f, call); target != nil {
					w.bind(f, call, target)
				} else if name != "" {
					w.routine(f, call, name)
				}
			}
		})
	}
	w.propagate()
}

func (w *flow) instr(f *Function, in ir.Instr) {
	switch in := in.(type) {
	case *ir.Assign:
		w.assign(f.unit, in.Dst, in.Src)
	case *ir.Return:
		if in.Value != nil {
			w.value(f.unit, *in.Value, w.node(flowKey{result: f}))
		}
	case *ir.Call:
		if in.Callee == "" {
			return
		}
		if target := w.p.lookup(f.unit, in.Callee); target != nil {
			w.bind(f, in, target)
			return
		}
		w.routine(f, in, in.Callee)
	}
}

// bind passes arguments to parameters and the result back.
func (w *flow) bind(f *Function, call *ir.Call, target *Function) {
	for i, param := range target.Params {
		if i < len(call.Args) {
			w.value(f.unit, call.Args[i], w.node(flowKey{variable: param}))
		}
	}
	if call.Dst != nil {
		w.copy(w.node(flowKey{result: target}), w.node(flowKey{variable: call.Dst}))
	}
}

func (w *flow) propagate() {
	for len(w.work) > 0 {
		n := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		w.queued[n] = false
		fresh := w.facts[n].list[w.facts[n].done:]
		w.facts[n].done = len(w.facts[n].list)
		for _, id := range fresh {
			if it := w.items[id]; it.kind == itemAddress {
				for _, to := range w.loads[n] {
					w.copy(it.node, to)
				}
				for _, from := range w.stores[n] {
					w.copy(from, it.node)
				}
			}
			for _, to := range w.copies[n] {
				w.addNumber(to, id)
			}
		}
	}
}
