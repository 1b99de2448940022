// Package child runs parts of the work in processes of their own, with limits on the
// processor's time and on memory: drvlint starts itself with a hidden command, tells it over a
// pipe what to do, and takes the answer from another. Whatever becomes of such a process, it
// costs no more than what it was working on.
//
// What depends on the system is in usage_*.go: what a process uses, what the system
// itself holds it to, and whether the one that started it is there.
package child

import "time"

// Limits are what one piece of work may use up.
type Limits struct {
	Time   time.Duration // of processor time
	Memory int64         // bytes that the process may hold
}

// A Failure is why a piece of work has no answer.
type Failure uint8

// The failures; Answered is none.
const (
	Answered Failure = iota
	Crash            // the process ended
	TooLong          // it used up its time
	TooMuch          // it used up its memory
	Over             // the time of the whole run was over
)

// The exit codes by which a process says why it ended itself.
const (
	exitTime   = 81
	exitMemory = 82
	exitOrphan = 83 // whoever started it is gone
)

// The exit code of each failure that a process tells by one.
var exits = map[Failure]int{TooLong: exitTime, TooMuch: exitMemory}
