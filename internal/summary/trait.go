package summary

import "github.com/drvlint/drvlint/internal/profile"

type trait = profile.Trait

const (
	locks   = profile.Locks
	blocks  = profile.Blocks
	waits   = profile.Waits
	threads = profile.Threads
	refers  = profile.Refers
	ends    = profile.Ends
	shifts  = profile.Shifts
	owns    = profile.Owns
	takes   = profile.Takes

	everything = profile.Everything
)
