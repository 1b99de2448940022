package profile

import (
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// A Trait is a set of effects that matter to callers, of a function or of what it calls.
type Trait uint16

// The traits.
const (
	Locks   Trait = 1 << iota // takes or releases a fast mutex
	Blocks                    // can block
	Waits                     // can wait for another thread or send a message
	Threads                   // creates a system thread, or waits for one
	Refers                    // references or dereferences an object
	Ends                      // ends the thread that it runs on
	Shifts                    // changes the IRQL, a region or an attachment of the thread
	Owns                      // takes a lock that is not to be held while APCs are on
	Takes                     // takes a fast mutex
)

// Everything is what a simulation of locks and threads can be asked for.
const Everything = Locks | Blocks | Waits | Threads | Refers | Ends | Takes

// traitsOf lists what a routine gives to its callers.
func traitsOf(r *ddi.Routine) Trait {
	var t Trait
	for _, e := range r.Effects {
		switch e.Kind {
		case ddi.Wait:
			t |= Blocks
			if e.On != ddi.IO {
				t |= Waits
			}
		case ddi.Acquire:
			switch {
			case e.On&ddi.Mutexes != 0 && e.Unsafe:
				t |= Locks | Owns
			case e.On&ddi.Mutexes != 0:
				t |= Locks | Takes
			case e.On&(ddi.Resource|ddi.PushLock) != 0:
				t |= Owns
			}
		case ddi.Release:
			if e.On&ddi.Mutexes != 0 {
				t |= Locks
			}
		case ddi.CreateThread:
			t |= Threads
		case ddi.Reference, ddi.Dereference:
			t |= Refers
		case ddi.EndThread:
			t |= Ends
		}
	}
	return t
}

// unconcerned takes the trait from a reference to an object that can't be what keeps
// the driver loaded.
func unconcerned(r *ddi.Routine, call *ir.Call) Trait {
	if !r.Does(ddi.Reference | ddi.Dereference) {
		return 0
	}
	i := r.Arg(ddi.OpObject)
	if r.DoesTo(ddi.Reference|ddi.Dereference, ddi.KernelObject) && i >= 0 && i < len(call.Args) {
		if t := call.Args[i].Type; t == "" || strings.Contains(t, "void") || ddi.ObjectOf(t)&(ddi.DriverObject|ddi.DeviceObject|ddi.Thread) != 0 {
			return 0
		}
	}
	return Refers
}

// registrationTraits are what a routine that registers a callback, or takes it back, gives to its
// callers.
func registrationTraits(r *ddi.Routine) Trait {
	for _, on := range ddi.Callbacks {
		if r.DoesTo(ddi.Register|ddi.Unregister, on) {
			return Threads
		}
	}
	return 0
}
