package simulate

// The bounds of the simulation. A function that exceeds them is named by Group.Shortfalls
// and says nothing of what was not yet settled.
const (
	maxStates     = 24           // at one block, before states with the same property are merged
	maxLoopStates = 5            // the same at the head of a loop
	maxFineBlocks = 60           // blocks of a function whose paths are kept apart; more if it has to do with locks
	maxFineWork   = 1500         // blocks executed before a function is simulated again, merging at once
	maxProperties = 96           // different properties at one block
	storeWork     = 100          // places of a state that cost as much to look through as a block to execute
	maxWork       = 20000        // blocks executed for one function, more for large states
	maxFewWork    = 10 * maxWork // to tell less of final states apart
	maxMemory     = 40           // places in memory of which the contents are remembered past a join
	MaxEvents     = 1000         // per function
	maxAbreast    = 8            // states in the middle of a block, before those with the same property are merged
	maxTogether   = 512          // different properties in the middle of a block, where paths are kept apart
	maxLastResort = 4            // different properties, where a simulation with more of them did not end
	SmallFunction = 16           // blocks of a function that is simulated for its result alone
)

// A Shortfall says how far the simulation of a function fell short.
type Shortfall uint8

// The kinds of Shortfall.
const (
	BrokenOff       Shortfall = 1 << iota
	FollowedLoosely           // on all ways, with too many of them to tell all apart
	Overfull                  // more was found than there is room for in what callers learn
	Overflow                  // there was too much at once for a machine to follow
)
