package ddi

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
)

// A Kind is what an effect does, or a set of such kinds: each is one bit.
type Kind uint64

// The kinds of effects. kindWords spells them as the tables do.
const (
	// Wait blocks until something happens. What it waits for is the object: other threads, time, I/O.
	Wait    Kind = 1 << iota
	Acquire      // takes a lock
	Release      // gives a lock back
	Convert      // changes how, or by whom, a lock is held
	Init         // makes memory an object
	Destroy      // undoes Init
	Signal       // satisfies a wait
	Reset        // undoes Signal
	// RaiseIRQL and RestoreIRQL change the level, QueryIRQL returns it.
	RaiseIRQL
	RestoreIRQL
	QueryIRQL
	LimitIRQL      // some calls may be made up to a level only
	KeepDispatcher // may return at DISPATCH_LEVEL: the next wait must follow at once
	EnterRegion    // turns APCs of the thread off
	LeaveRegion    // undoes EnterRegion
	QueryRegion    // returns whether APCs of the thread are off
	Attach         // to the address space of another process
	Detach         // undoes Attach
	SaveFloat      // keeps the state of the processor for RestoreFloat
	RestoreFloat
	CreateThread
	EndThread      // the calling thread; does not return
	CurrentThread  // returns the calling thread
	CurrentProcess // returns the process in which the calling thread runs; with Effect.Arg, that of a thread
	// CurrentProcessID returns the ID of the process in which the calling thread runs.
	CurrentProcessID
	QueryEnding     // returns whether a thread is ending
	Reference       // takes a reference to an object
	ReturnReference // returns an object together with a reference to it
	Dereference     // drops a reference
	Open            // a handle to an object
	Close           // a handle
	Queue           // lets the system run something later
	Cancel          // undoes Queue
	Register        // a callback, or an object of which the system has a list
	Unregister      // undoes Register
	Start           // what was registered
	Configure       // fills in what a registration says, or how a handle is opened; with Effect.When, by a handle of the kernel
	Call            // calls a callback before it returns
	Send            // hands an I/O request on
	Complete        // ends an I/O request, or a rundown
	Pend            // ends an I/O request later
	Allocate
	Free
	Fill // memory with one value
	Copy // memory
	Exchange
	Interlock // changes a list under a lock of its own
	MayRaise  // an exception
	NoReturn
	Predicate // the result follows from the arguments
	Access    // returns the same for the same argument, every time
	PageIn    // waits for paging I/O only, which completes without an APC
	LockCode  // keeps pageable code in memory
	Resolve   // returns the address of a routine by its name
	Compare   // tells whether what the first two arguments point to is the same; the others say how
	Trace     // tells a debugger, in checked builds alone: it is a macro, which stands for nothing in others
	Map       // pages that are locked, or a device's, for the kernel
	Find      // returns an element of a table, NULL where there is none
	Remove    // an element from a table; returns whether it was there
	// QueryList returns whether a list is empty.
	QueryList
	lastKind = QueryList
)

// kindWords spells the kinds, in their order.
var kindWords = []string{
	"wait", "acquire", "release", "convert", "init", "destroy", "signal", "reset", "raise-irql", "restore-irql", "query-irql", "limit-irql",
	"keep-dispatcher", "enter-region", "leave-region", "query-region", "attach", "detach", "save-float", "restore-float", "create-thread",
	"end-thread", "current-thread", "current-process", "current-process-id", "query-ending", "reference", "return-reference", "dereference", "open", "close", "queue", "cancel",
	"register", "unregister", "start", "configure", "call", "send", "complete", "pend", "allocate", "free", "fill", "copy", "exchange",
	"interlock", "may-raise", "no-return", "predicate", "access", "page-in", "lock-code", "resolve", "compare", "trace", "map", "find", "remove", "query-list",
}

var kindOf = spelt[Kind](kindWords)

// String lists the words of the kinds.
func (k Kind) String() string { return words(uint64(k), kindWords) }

// An Object is what an effect is about, or a set of such objects: each is one bit.
type Object uint64

// The objects of effects. objectWords spells them as the tables do.
const (
	Dispatcher   Object = 1 << iota // any object that has a signal state, or a handle to one
	Time                            // a while
	Message                         // a message to user mode, and its reply
	IO                              // what the system reads, writes or looks up
	Event                           // KEVENT
	Semaphore                       // KSEMAPHORE
	Mutex                           // KMUTEX
	Timer                           // of any kind
	DPC                             // a deferred procedure call
	ThreadedDPC                     // one that runs at PASSIVE_LEVEL where the system allows it
	Thread                          // one that keeps nothing loaded
	DriverThread                    // one that holds a reference to the driver
	Process
	Work    // item
	IOQueue // of the framework or of the kernel
	IRP
	Lock // of a kind that its category does not tell
	FastMutex
	GuardedMutex
	Resource // ERESOURCE
	PushLock
	SpinLock
	WaitLock      // of the framework
	FrameworkLock // of an object of the framework: waits or spins
	Rundown       // EX_RUNDOWN_REF
	RemoveLock    // IO_REMOVE_LOCK
	CriticalRegion
	GuardedRegion
	Level                     // the IRQL of the thread
	ProcessNotification       // told by a pointer whether a process is created
	ProcessCreateNotification // told by a BOOLEAN whether a process is created
	ThreadNotification
	ImageNotification
	LogonNotification
	FileSystemNotification
	PnPNotification
	ShutdownNotification
	PowerSetting
	RegistryCallback
	ObjectCallback
	CallbackObject
	CompletionRoutine
	CancelRoutine
	BugCheckCallback
	NMICallback
	Client          // of the network module registrar
	Callout         // of the Windows filtering platform
	NetworkDriver   // that NDIS knows as a filter or a miniport
	NetworkProtocol // that it knows
	Port            // of a minifilter
	Filter
	Driver
	DriverConfig
	DriverObject
	DeviceObject
	KernelObject // of the object manager
	OtherObject  // that counts its references itself
	Handle
	Memory
	String
	Link // symbolic
	List
	Lookaside  // list
	lastObject = Lookaside
)

// objectWords spells the objects, in their order.
var objectWords = []string{
	"dispatcher", "time", "message", "io", "event", "semaphore", "mutex", "timer", "dpc", "threaded-dpc", "thread", "driver-thread", "process",
	"work-item", "io-queue", "irp", "lock", "fast-mutex", "guarded-mutex", "resource", "push-lock", "spin-lock", "wait-lock", "framework-lock",
	"rundown", "remove-lock", "critical-region", "guarded-region", "level", "process-notify", "process-create-notify", "thread-notify", "image-notify",
	"logon-notify", "file-system-notify", "pnp-notify", "shutdown-notify", "power-setting", "registry-callback", "object-callback",
	"callback-object", "completion-routine", "cancel-routine", "bug-check-callback", "nmi-callback", "client", "callout", "network-driver", "network-protocol", "port", "filter", "driver", "driver-config",
	"driver-object", "device-object", "kernel-object", "other-object", "handle", "memory", "string", "link", "list", "lookaside-list",
}

var objectOf = spelt[Object](objectWords)

// Anything is every object, and none.
const Anything Object = lastObject<<1 - 1

// String lists the words of the objects.
func (o Object) String() string { return words(uint64(o), objectWords) }

func spelt[T ~uint64](list []string) map[string]T {
	m := map[string]T{}
	for i, word := range list {
		m[word] = 1 << i
	}
	return m
}

func words(set uint64, list []string) string {
	s := ""
	for ; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		word := fmt.Sprintf("bit %d", i)
		if i < len(list) {
			word = list[i]
		}
		if s != "" {
			s += " "
		}
		s += word
	}
	return s
}

// names lists the words of a table, sorted.
func names[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
