package main

// table lists the mutants. A decision that is added to the engine gets a row here.
var table = []mutant{
	{
		name: "settle", file: "internal/summary/doubt.go", why: "mutexes that a caller can't see are not held",
		old: "func (sim *simulation) settleLocks(outcomes []*Outcome, list func(*Outcome) *[]Lock) {\n",
		new: "func (sim *simulation) settleLocks(outcomes []*Outcome, list func(*Outcome) *[]Lock) {\n\tif true {\n\t\treturn\n\t}\n",
	},
	{
		name: "settle unsafe mutexes", file: "internal/summary/doubt.go", why: "the same for mutexes that unsafe routines take",
		old: "\tsim.settleLocks(outcomes, func(o *Outcome) *[]Lock { return &o.soft })\n",
		new: "",
	},
	{
		name: "device level", file: "internal/summary/regime_effect.go", why: "the level of a device is not known",
		old: "if e.RaiseTo == ddi.DeviceLevel {",
		new: "if false {",
	},
	{
		name: "device level bounds", file: "internal/summary/regime.go", why: "the level of a device lies above DISPATCH_LEVEL",
		old: "if v == deviceLevel {",
		new: "if false {",
	},
	{
		name: "kept by itself", file: "internal/summary/pair.go", why: "a branch on the function's own bookkeeping does not miss an acquisition",
		old: "func (sim *simulation) keptByItself(step *Step) bool {\n",
		new: "func (sim *simulation) keptByItself(step *Step) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "tests waited", file: "internal/summary/teardown.go", why: "a test of the way to the object that is waited for says whether there is a thread",
		old: "func (p *Program) testsWaited(root *Function, branch *Step, bit uint64) bool {\n",
		new: "func (p *Program) testsWaited(root *Function, branch *Step, bit uint64) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "inherit order", file: "internal/summary/apply.go", why: "a callee may release a mutex of its caller out of order",
		old: "func (sim *simulation) inheritOrder(s *state, call *ir.Call, e *Event, in *instance) {\n",
		new: "func (sim *simulation) inheritOrder(s *state, call *ir.Call, e *Event, in *instance) {\n\tif true {\n\t\treturn\n\t}\n",
	},
	{
		name: "tests level", file: "internal/summary/breach_return.go", why: "a level that a test names decides whether it is restored",
		old: "func testsLevel(step *Step) bool {\n",
		new: "func testsLevel(step *Step) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "timers", file: "internal/summary/query.go", why: "a timer ends a wait by itself",
		old: "\"_KMUTANT\", \"_KSEMAPHORE\", \"_KTIMER\"",
		new: "\"_KMUTANT\", \"_KSEMAPHORE\"",
	},
	{
		name: "semaphores", file: "internal/summary/query.go", why: "a semaphore is a lock, not a message",
		old: "\"_KMUTANT\", \"_KSEMAPHORE\", \"_KTIMER\"",
		new: "\"_KMUTANT\", \"_KTIMER\"",
	},
	{
		name: "only promised", file: "internal/summary/regime_need.go", why: "what annotations promise is no condition of an outcome",
		old: "func (sim *simulation) onlyPromised(s *state, target *Function, says term.Interval) bool {\n",
		new: "func (sim *simulation) onlyPromised(s *state, target *Function, says term.Interval) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "follows", file: "internal/summary/creation.go", why: "the creator waits after it has created",
		old: "p.waitsForOwn(w) && w.In.Graph.Follows(created.Call, w.Call)",
		new: "p.waitsForOwn(w)",
	},
	{
		name: "waits for own", file: "internal/summary/creation.go", why: "the creator waits for what its own variable holds",
		old: "p.waitsForOwn(w) && w.In.Graph.Follows(created.Call, w.Call)",
		new: "w.In.Graph.Follows(created.Call, w.Call)",
	},
	{
		name: "sends irp", file: "internal/summary/query.go", why: "who has sent an IRP waits for its own I/O",
		old: "func (p *Program) sendsIrp(f *Function) bool {\n",
		new: "func (p *Program) sendsIrp(f *Function) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "may release", file: "internal/summary/leak.go", why: "a release that is left out for unknown reasons may be made",
		old: "func (sim *simulation) mayRelease(last *Step, l Lock, name string) bool {\n",
		new: "func (sim *simulation) mayRelease(last *Step, l Lock, name string) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "alias", file: "internal/summary/mutex.go", why: "the same member through another pointer may be the same mutex",
		old: "func (sim *simulation) alias(list []Lock, loc term.Ref) int {\n",
		new: "func (sim *simulation) alias(list []Lock, loc term.Ref) int {\n\tif true {\n\t\treturn -1\n\t}\n",
	},
	{
		name: "untouched", file: "internal/summary/doubt.go", why: "a test of the function's own bookkeeping decides whether a mutex is held",
		old: "func (sim *simulation) untouched(v term.Ref) bool {\n",
		new: "func (sim *simulation) untouched(v term.Ref) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "tells lock", file: "internal/summary/apply.go", why: "a constant that is returned without a mutex is not returned with one",
		old: "func (sim *simulation) tellsLock(s *state, target *Function, o *Outcome, result term.Ref) bool {\n",
		new: "func (sim *simulation) tellsLock(s *state, target *Function, o *Outcome, result term.Ref) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "half of large integer", file: "internal/summary/memory.go", why: "QuadPart follows its halves",
		old: "func (sim *simulation) halfOfLargeInteger(s *state, whole, v term.Ref) {\n",
		new: "func (sim *simulation) halfOfLargeInteger(s *state, whole, v term.Ref) {\n\tif true {\n\t\treturn\n\t}\n",
	},
	{
		name: "stale results", file: "internal/summary/apply.go", why: "what an earlier round of a loop got from a call is another value",
		old: "func (sim *simulation) staleResults(n *state, in *instance, o *Outcome) {\n",
		new: "func (sim *simulation) staleResults(n *state, in *instance, o *Outcome) {\n\tif true {\n\t\treturn\n\t}\n",
	},
	{
		name: "forget counted", file: "internal/summary/regime_effect.go", why: "the level after a mutex that a count gives back is not known",
		old: "func (sim *simulation) forgetCounted(s *state, name string, args []term.Ref) {\n",
		new: "func (sim *simulation) forgetCounted(s *state, name string, args []term.Ref) {\n\tif true {\n\t\treturn\n\t}\n",
	},
	{
		name: "cancels", file: "internal/summary/regime_effect.go", why: "a cancel routine gives the cancel lock back",
		old: "func (p *Program) cancels(f *Function) bool {\n",
		new: "func (p *Program) cancels(f *Function) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "handed on", file: "internal/summary/registered.go", why: "code that is not known may take a registration back",
		old: "func (p *Program) handedOn(c RoutineCall) bool {\n",
		new: "func (p *Program) handedOn(c RoutineCall) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "reached", file: "internal/summary/creation.go", why: "a function that nobody calls does nothing",
		old: "func (p *Program) reached(f *Function) bool {\n",
		new: "func (p *Program) reached(f *Function) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "ends threads", file: "internal/summary/teardown.go", why: "only what the system calls stops a thread",
		old: "func (p *Program) endsThreads(f *Function) bool {\n",
		new: "func (p *Program) endsThreads(f *Function) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "last signal", file: "internal/summary/teardown.go", why: "a signal that is followed by a wait or loop is not the last",
		old: "func (p *Program) isLast(set Wait) bool {\n",
		new: "func (p *Program) isLast(set Wait) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "forgets", file: "internal/summary/teardown.go", why: "a caller may learn that a wait has given up",
		old: "func (p *Program) forgets(f *Function, t *Thread) bool {\n",
		new: "func (p *Program) forgets(f *Function, t *Thread) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "one element", file: "internal/summary/teardown.go", why: "a wait for one element of an array waits for one thread",
		old: "func (p *Program) oneElement(t *Thread) bool {\n",
		new: "func (p *Program) oneElement(t *Thread) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "cleared", file: "internal/summary/relation.go", why: "what the thread itself changes says that it still runs",
		old: "if p.runsIn(t, a.in) {",
		new: "if false {",
	},
	{
		name: "own bookkeeping", file: "internal/summary/relation.go", why: "what is set on the way to the creation says whether there is a thread",
		old: "if p.onTheWay(t, a) {",
		new: "if false {",
	},
	{
		name: "decides itself", file: "internal/summary/ends.go", why: "a function may find out by itself on which thread it runs",
		old: "func decidesItself(e *Event) bool {\n",
		new: "func decidesItself(e *Event) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "deliberate", file: "internal/summary/references.go", why: "a dereference under a count ends the life of something else",
		old: "func (p *Program) Deliberate(e *Event) bool {\n",
		new: "func (p *Program) Deliberate(e *Event) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "unavoidable", file: "internal/summary/references.go", why: "a thread may drop its own object under a condition",
		old: "func (e *Event) Unavoidable() bool {\n",
		new: "func (e *Event) Unavoidable() bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "referenced outside", file: "internal/summary/references.go", why: "without a reference elsewhere the driver does not count on it",
		old: "func (p *Program) ReferencedOutside(kind string, starts []*Function) bool {\n",
		new: "func (p *Program) ReferencedOutside(kind string, starts []*Function) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "callers known", file: "internal/summary/leak.go", why: "a caller that is not known may release what it gets",
		old: "func (p *Program) callersKnown(f *Function, told func(*Function) *Summary) bool {\n",
		new: "func (p *Program) callersKnown(f *Function, told func(*Function) *Summary) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
	{
		name: "may detach", file: "internal/summary/attach.go", why: "a detach that is left out for unknown reasons may be made",
		old: "func (sim *simulation) mayDetach(s *Stay) bool {\n",
		new: "func (sim *simulation) mayDetach(s *Stay) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "settle level", file: "internal/summary/regime.go", why: "levels that a caller can't tell apart are not known",
		old: "func (sim *simulation) settleRegime(outcomes []*Outcome) {\n",
		new: "func (sim *simulation) settleRegime(outcomes []*Outcome) {\n\tif true {\n\t\treturn\n\t}\n",
	},
	{
		name: "masks", file: "internal/term/arithmetic.go", why: "flags that are set and tested by constants are simplified",
		old: "func (p *Pool) mask(op string, a, b Ref) (Ref, bool) {\n",
		new: "func (p *Pool) mask(op string, a, b Ref) (Ref, bool) {\n\tif true {\n\t\treturn 0, false\n\t}\n",
	},
	{
		name: "stays of callees", file: "internal/summary/attach.go", why: "what a callee leaves attached is its own matter",
		old: "func (s *Stay) fromCallee(p *Program) bool {\n",
		new: "func (s *Stay) fromCallee(p *Program) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "level out of order", file: "internal/summary/breach_list.go", why: "the level that a release out of order leaves is reported once",
		old: "func (b *Breach) OutOfOrder() bool {\n",
		new: "func (b *Breach) OutOfOrder() bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "takes unseen", file: "internal/summary/resource.go", why: "a resource that is not known may be the one",
		old: "func (p *Program) takesUnseen(reach map[*Function]bool) bool {\n",
		new: "func (p *Program) takesUnseen(reach map[*Function]bool) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "keeps handle", file: "internal/summary/handle.go", why: "a handle that is kept or handed on is not lost",
		old: "func (p *Program) keeps(t *Thread, handle *ir.Var) bool {\n",
		new: "func (p *Program) keeps(t *Thread, handle *ir.Var) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "vetoes", file: "internal/summary/teardown.go", why: "an unload that fails keeps the driver loaded",
		old: "func (p *Program) vetoes(f *Function, o *Outcome) bool {\n",
		new: "func (p *Program) vetoes(f *Function, o *Outcome) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "orders memory", file: "internal/summary/spin.go", why: "a call in a loop makes it read memory again",
		old: "func (p *Program) orders(f *Function, body map[*cfg.Block]bool) bool {\n",
		new: "func (p *Program) orders(f *Function, body map[*cfg.Block]bool) bool {\n\tif true {\n\t\treturn false\n\t}\n",
	},
	{
		name: "accessor", file: "internal/summary/call.go", why: "asked for the same object twice an accessor gives the same pointer",
		old: "func (sim *simulation) accessor(s *state, call *ir.Call, name string, args []term.Ref) term.Ref {\n",
		new: "func (sim *simulation) accessor(s *state, call *ir.Call, name string, args []term.Ref) term.Ref {\n\tif true {\n\t\treturn sim.unmodelled(s)\n\t}\n",
	},
	{
		name: "patience", file: "internal/summary/wait.go", why: "a wait may give up",
		old: "func (sim *simulation) patient(s *state, timeout term.Ref) bool {\n",
		new: "func (sim *simulation) patient(s *state, timeout term.Ref) bool {\n\tif true {\n\t\treturn true\n\t}\n",
	},
}
