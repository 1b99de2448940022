package ddi

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// The interrupt request levels of a 64-bit system, as far as they have names (wdm.h).
// Between DeviceLevel, the lowest of a device, and HighLevel lie those of devices, of the
// clock and of the processors among themselves.
const (
	PassiveLevel  = 0
	APCLevel      = 1
	DispatchLevel = 2
	DeviceLevel   = 3
	HighLevel     = 15
)

var levelNames = map[string]int{
	"PASSIVE_LEVEL": PassiveLevel, "LOW_LEVEL": PassiveLevel, "APC_LEVEL": APCLevel, "DISPATCH_LEVEL": DispatchLevel,
	"DIRQL": DeviceLevel, "CMCI_LEVEL": 5, "CLOCK_LEVEL": 13, "CLOCK2_LEVEL": 13, "SYNCH_LEVEL": 12, "IPI_LEVEL": 14, "DRS_LEVEL": 14,
	"POWER_LEVEL": 14, "PROFILE_LEVEL": HighLevel, "HIGH_LEVEL": HighLevel, "any": HighLevel,
}

// ParseLevel reads a level by name or number. What is no level, such as a number above
// HighLevel, is false.
func ParseLevel(s string) (level int, ok bool) {
	if level, ok := levelNames[s]; ok {
		return level, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= PassiveLevel && n <= HighLevel
}

// LevelName is how the documentation calls a level.
func LevelName(level int) string {
	switch level {
	case PassiveLevel:
		return "PASSIVE_LEVEL"
	case APCLevel:
		return "APC_LEVEL"
	case DispatchLevel:
		return "DISPATCH_LEVEL"
	case HighLevel:
		return "HIGH_LEVEL"
	}
	return "DIRQL"
}

// A LevelRange says at which levels a routine may be called.
type LevelRange struct {
	Min, Max int
	// Conditional means that the range depends on more than the table says.
	Conditional bool
}

// Levels returns the documented range of a routine; false if there is none.
func Levels(name string) (LevelRange, bool) {
	return parseRange(levelLine(name))
}

func parseRange(line string) (LevelRange, bool) {
	fields := strings.Split(line, "\t")
	if len(fields) != 4 {
		return LevelRange{}, false
	}
	low, ok := ParseLevel(fields[1])
	high, known := ParseLevel(fields[2])
	if fields[2] == "DIRQL" {
		high = HighLevel // that of any device: which may be the highest
	}
	return LevelRange{Min: low, Max: high, Conditional: fields[3] == "1"}, ok && known
}

//go:embed callbacks.tsv
var callbacksTable string

var callbackLevels = sync.OnceValue(func() map[string]LevelRange {
	m := map[string]LevelRange{}
	for _, line := range strings.Split(callbacksTable, "\n") {
		if r, ok := parseRange(line); ok {
			name, _, _ := strings.Cut(line, "\t")
			m[name] = r
		}
	}
	return m
})

// CallbackLevels returns the levels at which the system enters a function of a function
// type, by the type's name, as KDEFERRED_ROUTINE; false if that is not known.
func CallbackLevels(typedef string) (LevelRange, bool) {
	if strings.HasPrefix(typedef, "KBUGCHECK_") {
		return LevelRange{}, false // the system has stopped already: rules of levels protect nothing any more
	}
	r, ok := callbackLevels()[typedef]
	return r, ok
}

// An Effect is what a routine does to the level and to the regions of its thread.
type Effect struct {
	// Raise and RaiseTo: the level after the call is RaiseTo or, if RaiseTo is negative, what
	// argument RaiseArg says.
	Raise             bool
	RaiseTo, RaiseArg int
	Save              Keep // where the level before the call is kept
	Restore           Keep // what level the call returns at
	IfResult          bool // only where the result is not zero
	Current           bool // the result is the current level
	Critical, Guarded int  // added to the depth of the thread's regions
	Attach, Detach    bool // to, from another process
	// FloatSave and FloatRestore keep the state of the processor in what argument 0 points to.
	FloatSave, FloatRestore bool
	// Member names the member of the IRP that a cancel routine must give as the level.
	Member string
	// Wait is, of a call that returns at a raised level if an argument is not zero, that
	// argument; -1 without one. The next wait of the thread must follow at once.
	Wait int
	// Some calls are bound to a level: those of which the test When holds, or that can
	// block, may be made at most at CallMax.
	When       *ArgTest
	WhenBlocks bool
	CallMax    int
	NoAPC      bool // no APC of the calling thread takes part in the I/O
}

// Changes reports whether the call itself does something: not so where only some calls are
// bound to a level. A nil effect changes nothing.
func (e *Effect) Changes() bool {
	return e != nil && (e.Raise || e.Save.Kind != KeepNone || e.Restore.Kind != KeepNone || e.Current || e.Critical != 0 || e.Guarded != 0 ||
		e.Attach || e.Detach || e.FloatSave || e.FloatRestore)
}

// A Keep is a place that holds a level across calls.
type Keep struct {
	Kind KeepKind
	Arg  int
}

// KeepKind tells which kind of place a Keep is.
type KeepKind uint8

// The kinds of Keep.
const (
	KeepNone    KeepKind = iota
	KeepValue            // argument Arg itself
	KeepPointee          // what argument Arg points to
	KeepObject           // hidden in the object that argument Arg points to
	KeepResult           // the result of the call
)

var (
	//go:embed effects.tsv
	effectsTable string
	//go:embed known_effects.tsv
	knownEffectsTable string
)

var effects = sync.OnceValue(func() map[string]*Effect {
	m := map[string]*Effect{}
	for _, line := range strings.Split(effectsTable+knownEffectsTable, "\n") {
		name, words, ok := strings.Cut(line, "\t")
		if !ok || line[0] == '#' {
			continue
		}
		e := m[name]
		if e == nil {
			e = &Effect{Wait: -1}
			m[name] = e
		}
		for _, word := range strings.Fields(words) {
			if !e.word(word) {
				panic("ddi: effects of " + name + ": " + word) // the tables are tested
			}
		}
	}
	return m
})

// EffectOf returns what a routine does to level and regions, nil if nothing.
func EffectOf(name string) *Effect { return effects()[name] }

func (e *Effect) word(word string) bool {
	verb, what, _ := strings.Cut(word, ":")
	switch verb {
	case "raise":
		e.Raise = true
		n, err := strconv.Atoi(what)
		if err == nil {
			e.RaiseTo, e.RaiseArg = -1, n
			return true
		}
		level, ok := ParseLevel(what)
		e.RaiseTo = level
		return ok
	case "save":
		return e.Save.parse(what)
	case "restore":
		return e.Restore.parse(what)
	case "critical", "guarded":
		n, err := strconv.Atoi(what)
		if verb == "critical" {
			e.Critical = n
		} else {
			e.Guarded = n
		}
		return err == nil
	case "member":
		e.Member = what
	case "wait":
		n, err := strconv.Atoi(what)
		e.Wait = n
		return err == nil
	case "if-result":
		e.IfResult = true
	case "current":
		e.Current = true
	case "attach":
		e.Attach = true
	case "detach":
		e.Detach = true
	case "float":
		e.FloatSave, e.FloatRestore = what == "save", what == "restore"
	case "no-apc":
		e.NoAPC = true
	case "when":
		if e.WhenBlocks = what == "blocks"; e.WhenBlocks {
			return true
		}
		test, err := ParseArgTest(what)
		e.When = &test
		return err == nil
	case "max":
		level, ok := ParseLevel(what)
		e.CallMax = level
		return ok
	default:
		return false
	}
	return true
}

func (k *Keep) parse(s string) bool {
	if s == "result" {
		*k = Keep{Kind: KeepResult}
		return true
	}
	kind, digits := KeepValue, s
	switch {
	case strings.HasPrefix(s, "*"):
		kind, digits = KeepPointee, s[1:]
	case strings.HasPrefix(s, "@"):
		kind, digits = KeepObject, s[1:]
	}
	n, err := strconv.Atoi(digits)
	*k = Keep{Kind: kind, Arg: n}
	return err == nil
}

// RoleLevels returns the levels at which the system enters a function with a role that
// was registered with the given routine, field or function type; false if that is not known.
func RoleLevels(role Role, registered string) (LevelRange, bool) {
	if levels, ok := CallbackLevels(registered); ok {
		return levels, true
	}
	typedef := map[Role]string{
		Entry: "DRIVER_INITIALIZE", Unload: "DRIVER_UNLOAD", Dispatch: "DRIVER_DISPATCH", SystemThread: "KSTART_ROUTINE", IoThread: "KSTART_ROUTINE",
		WorkItem: "IO_WORKITEM_ROUTINE", IoWorkItem: "IO_WORKITEM_ROUTINE", ProcessNotify: "PCREATE_PROCESS_NOTIFY_ROUTINE",
		ProcessNotify2: "PCREATE_PROCESS_NOTIFY_ROUTINE_EX", ThreadNotify: "PCREATE_THREAD_NOTIFY_ROUTINE", ImageNotify: "PLOAD_IMAGE_NOTIFY_ROUTINE",
	}[role]
	switch {
	case registered == "KeInitializeThreadedDpc":
		return LevelRange{Min: PassiveLevel, Max: DispatchLevel}, true
	case Lookup(registered).Is("dpc-init"):
		typedef = "KDEFERRED_ROUTINE"
	}
	return CallbackLevels(typedef)
}

// RegionOnEntry returns how deep in critical regions the system enters a function with a
// role: in one, normal kernel APCs are off. False if that differs or is not known.
func RegionOnEntry(role Role) (depth int64, known bool) {
	switch role {
	case SystemThread, IoThread, WorkItem, IoWorkItem, ProcessNotify, ProcessNotify2, ImageNotify:
		return 1, true
	case Dispatch:
		return 0, true
	}
	return 0, false
}

// BySystemThreads reports whether requests of a major function, by its number (wdm.h), come
// from the system's own threads only, which nobody can suspend: IRP_MJ_SHUTDOWN,
// IRP_MJ_POWER and IRP_MJ_PNP.
func BySystemThreads(role Role, major int64) bool {
	return role == Dispatch && (major == 0x10 || major == 0x16 || major == 0x1b)
}

//go:embed pageable.tsv
var pageableTable string

// PagedOut says what may be paged out where a routine is bound to a low level only because of
// that: its "code", the "data" that it works on, or "" if there is another reason.
func PagedOut(name string) string {
	best, what := "", ""
	for _, line := range strings.Split(pageableTable, "\n") {
		prefix, kind, ok := strings.Cut(line, "\t")
		if ok && line[0] != '#' && strings.HasPrefix(name, prefix) && len(prefix) > len(best) {
			best, what = prefix, kind
		}
	}
	return what
}
