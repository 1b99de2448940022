package main

// table lists the mutants. A decision that is added to the engine gets a row here.
var table = []mutant{
	{
		name: "settle", file: "internal/property/lockset/settle.go", why: "mutexes that a caller can't see are not held",
		function: "simulation.settleLocks", returns: "",
	},
	{
		name: "settle unsafe mutexes", file: "internal/property/lockset/settle.go", why: "the same for mutexes that unsafe routines take",
		old: "\tsim.settleLocks(outcomes, true)\n",
		new: "",
	},
	{
		name: "decided alike twice", file: "internal/profile/prepare.go", why: "a condition that is tested again behind a stranger's call is decided as before",
		old: "\t\t\tp.findTwice(f)\n",
		new: "",
	},
	{
		name: "device level", file: "internal/property/irql/effect.go", why: "the level of a device is not known",
		old: "case e.Level == ddi.DeviceLevel:",
		new: "case false:",
	},
	{
		name: "device level bounds", file: "internal/property/irql/level.go", why: "the level of a device lies above DISPATCH_LEVEL",
		old: "if v == deviceLevel {",
		new: "if false {",
	},
	{
		name: "kept by itself", file: "internal/pairing/pair.go", why: "a branch on the function's own bookkeeping does not miss an acquisition",
		function: "keptByItself", returns: "false",
	},
	{
		name: "tests waited", file: "checks/unloadwait/gap.go", why: "a test of the way to the object that is waited for says whether there is a thread",
		function: "subject.testsWaited", returns: "false",
	},
	{
		name: "inherit order", file: "internal/property/lockset/event.go", why: "a callee may release a mutex of its caller out of order",
		function: "simulation.inheritOrder", returns: "false",
	},
	{
		name: "tests level", file: "checks/irql/tests.go", why: "a level that a test names decides whether it is restored",
		function: "testsLevel", returns: "false",
	},
	{
		name: "timers", file: "checks/exitsend/waits.go", why: "a timer ends a wait by itself",
		old: "ddi.Mutex | ddi.Semaphore | ddi.Timer",
		new: "ddi.Mutex | ddi.Semaphore",
	},
	{
		name: "semaphores", file: "checks/exitsend/waits.go", why: "a semaphore is a lock, not a message",
		old: "ddi.Mutex | ddi.Semaphore | ddi.Timer",
		new: "ddi.Mutex | ddi.Timer",
	},
	{
		name: "only promised", file: "internal/property/irql/need.go", why: "what annotations promise is no condition of an outcome",
		function: "simulation.Promises", returns: "false",
	},
	{
		name: "follows", file: "internal/property/threads/home.go", why: "the creator waits after it has created",
		old: "object.Place.IsLocal() && !f.Graph.Follows(created.Call, call)",
		new: "false",
	},
	{
		name: "waits for own", file: "checks/unloadwait/creation.go", why: "the creator waits for what its own variable holds",
		old: "d.waitsForOwn(w) && !d.wrongObject(w)",
		new: "!d.wrongObject(w)",
	},
	{
		name: "sends irp", file: "checks/exitsend/waits.go", why: "who has sent an IRP waits for its own I/O",
		function: "sendsIRP", returns: "false",
	},
	{
		name: "may release", file: "internal/pairing/leak.go", why: "a release that is left out for unknown reasons may be made",
		function: "mayRelease", returns: "false",
	},
	{
		name: "alias", file: "internal/property/lockset/mutex.go", why: "the same member through another pointer may be the same mutex",
		function: "simulation.alias", returns: "-1",
	},
	{
		name: "untouched", file: "internal/property/lockset/settle.go", why: "a test of the function's own bookkeeping decides whether a mutex is held",
		function: "simulation.untouched", returns: "true",
	},
	{
		name: "yields lock", file: "internal/property/lockset/apply.go", why: "a constant that is returned without a mutex is not returned with one",
		function: "simulation.Yields", returns: "true",
	},
	{
		name: "half of large integer", file: "internal/simulate/memory.go", why: "QuadPart follows its halves",
		function: "Simulation.halfOfLargeInteger", returns: "",
	},
	{
		name: "stale results", file: "internal/simulate/apply.go", why: "what an earlier round of a loop got from a call is another value",
		function: "Simulation.staleResults", returns: "",
	},
	{
		name: "forget counted", file: "internal/property/irql/effect.go", why: "the level after a mutex that a count gives back is not known",
		function: "simulation.forgetCounted", returns: "",
	},
	{
		name: "cancels", file: "checks/irql/rules.go", why: "a cancel routine gives the cancel lock back",
		function: "isCancel", returns: "false",
	},
	{
		name: "handed on", file: "checks/notifyremove/registered.go", why: "code that is not known may take a registration back",
		function: "handedOn", returns: "false",
	},
	{
		name: "reached", file: "internal/callgraph/graph.go", why: "a function that nobody calls does nothing",
		function: "Graph.Reached", returns: "true",
	},
	{
		name: "ends threads", file: "checks/unloadwait/signal.go", why: "only what the system calls stops a thread",
		function: "subject.endsThreads", returns: "true",
	},
	{
		name: "last signal", file: "checks/unloadwait/signal.go", why: "a signal that is followed by a wait or loop is not the last",
		function: "subject.isLast", returns: "true",
	},
	{
		name: "forgets", file: "checks/unloadwait/gap.go", why: "a caller may learn that a wait has given up",
		function: "subject.forgets", returns: "true",
	},
	{
		name: "one element", file: "checks/unloadwait/gap.go", why: "a wait for one element of an array waits for one thread",
		function: "subject.oneElement", returns: "false",
	},
	{
		name: "cleared", file: "checks/unloadwait/relation.go", why: "what the thread itself changes says that it still runs",
		old: "if d.RunsIn(t, a.in) {",
		new: "if d.RunsIn(t, a.in) && false {",
	},
	{
		name: "own bookkeeping", file: "checks/unloadwait/relation.go", why: "what is set on the way to the creation says whether there is a thread",
		old: "if d.onTheWay(t, a) {",
		new: "if d.onTheWay(t, a) && false {",
	},
	{
		name: "decides itself", file: "checks/workerexit/ends.go", why: "a function may find out by itself on which thread it runs",
		function: "decidesItself", returns: "false",
	},
	{
		name: "deliberate", file: "checks/selfderef/references.go", why: "a dereference under a count ends the life of something else",
		function: "deliberate", returns: "true",
	},
	{
		name: "unavoidable", file: "checks/selfderef/references.go", why: "a thread may drop its own object under a condition",
		function: "unavoidable", returns: "true",
	},
	{
		name: "referenced outside", file: "checks/selfderef/references.go", why: "without a reference elsewhere the driver does not count on it",
		function: "referencedOutside", returns: "true",
	},
	{
		name: "callers known", file: "internal/simulate/paths.go", why: "a caller that is not known may release what it gets",
		function: "Group.CallersKnown", returns: "true",
	},
	{
		name: "may detach", file: "checks/attachleak/rule.go", why: "a detach that is left out for unknown reasons may be made",
		function: "mayDetach", returns: "false",
	},
	{
		name: "settle level", file: "internal/property/irql/level.go", why: "levels that a caller can't tell apart are not known",
		function: "simulation.Settle", returns: "",
	},
	{
		name: "masks", file: "internal/term/arithmetic.go", why: "flags that are set and tested by constants are simplified",
		function: "Pool.mask", returns: "0, false",
	},
	{
		name: "left by callees", file: "checks/attachleak/attachleak.go", why: "what a callee leaves attached is its own matter",
		function: "inherited", returns: "false",
	},
	{
		name: "level out of order", file: "checks/irql/once.go", why: "a level that a mutex has left is reported once",
		function: "leftBehind", returns: "false",
	},
	{
		name: "takes unseen", file: "internal/callgraph/handover.go", why: "a lock that is not known may be the one",
		old: "return reach[c.In] && !known(c) })",
		new: "return false })",
	},
	{
		name: "keeps handle", file: "checks/threadhandle/lost.go", why: "a handle that is kept or handed on is not lost",
		function: "keeps", returns: "false",
	},
	{
		name: "vetoes", file: "internal/simulate/view.go", why: "an unload that fails keeps the driver loaded",
		function: "Group.Fails", returns: "false",
	},
	{
		name: "orders memory", file: "checks/stopflag/spin.go", why: "a call in a loop makes it read memory again",
		function: "orders", returns: "false",
	},
	{
		name: "accessor", file: "internal/simulate/call.go", why: "asked for the same object twice an accessor gives the same pointer",
		function: "Simulation.accessor", returns: "sim.Unmodelled(s)",
	},
	{
		name: "time-out", file: "internal/property/threads/machine.go", why: "a wait may give up",
		function: "simulation.patient", returns: "true",
	},
	{
		name: "obligation condition", file: "internal/obligation/obligation.go", why: "an obligation is handed on only under its condition",
		old: "o.facts = b.sim.EntryFacts(s)\n\tb.list",
		new: "b.list",
	},
	{
		name: "obligation depth", file: "internal/obligation/obligation.go", why: "an obligation is handed on through a bounded number of calls",
		old: "o.Verdict == Broken || o.Depth() >= o.Rule.Depth",
		new: "o.Verdict == Broken",
	},
	{
		name: "obligation once", file: "internal/obligation/obligation.go", why: "code that can be paged out is one defect, not each raise in it",
		old: "\t\tif o.Rule.Once {\n\t\t\treturn true\n\t\t}\n",
		new: "",
	},
	{
		name: "counts on", file: "internal/term/substitute.go", why: "what a caller counts, a callee counts on",
		old: "ok && t.S == \"+\" {",
		new: "ok && false {",
	},
	{
		name: "level only if asked", file: "checks/irql/rules.go", why: "a call is handed on only to callers that have asked about their level",
		old: "verdict == obligation.Open && l.Max >= p.Wanted().Level",
		new: "false",
	},
	{
		name: "asserted level", file: "checks/irql/rules.go", why: "what a function asserts bounds the level at which it is called",
		old: "known.Hi = min(known.Hi, int64(p.Machine().Asserted(p.In())))",
		new: "",
	},
	{
		name: "kept here", file: "checks/attachleak/rule.go", why: "what a detach takes may be in a variable that nobody else is given",
		function: "keptHere", returns: "false",
	},
	{
		name: "distinguished by callers", file: "checks/attachleak/attachleak.go", why: "callers that can tell may detach",
		function: "callersDetach", returns: "false",
	},
}
