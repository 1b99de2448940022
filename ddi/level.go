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
	IPILevel      = 14
	HighLevel     = 15
)

var levelNames = map[string]int{
	"PASSIVE_LEVEL": PassiveLevel, "LOW_LEVEL": PassiveLevel, "APC_LEVEL": APCLevel, "DISPATCH_LEVEL": DispatchLevel,
	"DIRQL": DeviceLevel, "CMCI_LEVEL": 5, "CLOCK_LEVEL": 13, "CLOCK2_LEVEL": 13, "SYNCH_LEVEL": 12, "IPI_LEVEL": IPILevel, "DRS_LEVEL": 14,
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
	case IPILevel:
		return "IPI_LEVEL"
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

// Levels returns the range of a routine: the documented one, or else what the row on what it does says, or its name; false if
// nothing does.
func Levels(name string) (LevelRange, bool) {
	if levels, ok := tables().levels[name]; ok {
		return levels, true
	}
	d := documentedOf(name)
	if d.line == "" {
		d = documentedOf(tables().aliases[name])
	}
	if d.known {
		return d.levels, true
	}
	if levels, ok := givenLevels()[name]; ok {
		return levels, true
	}
	if levels, ok := Lookup(name).Levels(); ok || d.line != "" || !waits(name) {
		return levels, ok
	}
	return LevelRange{Max: APCLevel}, true
}

// Levels returns the range of levels up to MaxIRQL; false if that is not known.
func (r *Routine) Levels() (LevelRange, bool) {
	if r == nil {
		return LevelRange{}, false
	}
	high, known := parseHighest(r.MaxIRQL)
	return LevelRange{Min: PassiveLevel, Max: high}, known
}

func parseRange(line string) (LevelRange, bool) {
	fields := strings.Split(line, "\t")
	if len(fields) != 4 {
		return LevelRange{}, false
	}
	low, ok := ParseLevel(fields[1])
	high, known := parseHighest(fields[2])
	return LevelRange{Min: low, Max: high, Conditional: fields[3] == "1"}, ok && known
}

// parseHighest reads the highest level of a range.
func parseHighest(s string) (level int, ok bool) {
	if s == "DIRQL" {
		return HighLevel, true // that of any device: which may be the highest
	}
	return ParseLevel(s)
}

//go:embed callbacks.tsv
var callbacksTable string

//go:embed known_callbacks.tsv
var knownCallbacksTable string

var callbackLevels = sync.OnceValue(func() map[string]LevelRange {
	m := map[string]LevelRange{}
	for _, line := range strings.Split(callbacksTable+knownCallbacksTable, "\n") {
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

// RoleLevels returns the levels at which the system enters a function with a role that
// was registered with the given routine, field or function type; false if that is not known.
func RoleLevels(role Role, registered string) (LevelRange, bool) {
	if levels, ok := CallbackLevels(registered); ok {
		return levels, true
	}
	typedef := map[Role]string{
		Entry: "DRIVER_INITIALIZE", Unload: "DRIVER_UNLOAD", Dispatch: "DRIVER_DISPATCH", SystemThread: "KSTART_ROUTINE", IoThread: "KSTART_ROUTINE",
		WorkItem: "IO_WORKITEM_ROUTINE", IoWorkItem: "IO_WORKITEM_ROUTINE", ProcessNotify: "PCREATE_PROCESS_NOTIFY_ROUTINE",
		Cancellation: "DRIVER_CANCEL", ProcessNotify2: "PCREATE_PROCESS_NOTIFY_ROUTINE_EX", ThreadNotify: "PCREATE_THREAD_NOTIFY_ROUTINE", ImageNotify: "PLOAD_IMAGE_NOTIFY_ROUTINE",
	}[role]
	r := Lookup(registered)
	switch {
	case r.DoesTo(Init, ThreadedDPC):
		return LevelRange{Min: PassiveLevel, Max: DispatchLevel}, true
	case r.DoesTo(Register, Port):
		return LevelRange{Min: PassiveLevel, Max: PassiveLevel}, true
	case r.DoesTo(Init, DPC):
		typedef = "KDEFERRED_ROUTINE"
	}
	return CallbackLevels(typedef)
}

// RequestLevels returns the levels at which requests of a major function come, by its number (wdm.h), where
// they come at fewer than a dispatch routine has to expect; false otherwise. IRP_MJ_CREATE, IRP_MJ_CLEANUP, IRP_MJ_SHUTDOWN,
// IRP_MJ_SYSTEM_CONTROL and IRP_MJ_PNP come at PASSIVE_LEVEL, IRP_MJ_CLOSE at APC_LEVEL at most. So does
// IRP_MJ_DEVICE_CONTROL to a driver that stands alone, with no other driver above or below its devices: programs send it.
func RequestLevels(role Role, major int64, alone bool) (LevelRange, bool) {
	if role != Dispatch {
		return LevelRange{}, false
	}
	switch major {
	case 0x00, 0x10, 0x12, 0x17, 0x1b:
		return LevelRange{Min: PassiveLevel, Max: PassiveLevel}, true
	case 0x02:
		return LevelRange{Min: PassiveLevel, Max: APCLevel}, true
	case 0x0e:
		return LevelRange{Min: PassiveLevel, Max: APCLevel}, alone
	}
	return LevelRange{}, false
}

// LevelsUnless returns the levels at which the system enters a function of a function type if the driver
// leaves a member alone that decides: set says whether the driver may store anything but 0 in a member of the structure
// with that tag. Of a member that is written with a number, as Scope=2, set says whether the function that registers the other one stores that, and it must. False if no member decides, or
// one does otherwise.
func LevelsUnless(typedef string, set func(tag, member string) bool) (LevelRange, bool) {
	known, decided := unless()[typedef]
	for i := 0; i+1 < len(known.members); i += 2 {
		decided = decided && set(known.members[i], known.members[i+1]) == strings.Contains(known.members[i+1], "=")
	}
	if !decided {
		return LevelRange{}, false
	}
	return known.LevelRange, true
}

// An unlessSet is the levels of a function type unless one of the members, each behind the tag of its structure, is set.
type unlessSet struct {
	LevelRange
	members []string
}

var unless = sync.OnceValue(func() map[string]unlessSet {
	m := map[string]unlessSet{}
	for _, line := range strings.Split(knownCallbacksTable, "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) < 6 || fields[0] == "" {
			continue
		}
		if _, again := m[fields[0]]; again {
			continue
		}
		if r, ok := parseRange(strings.Join(fields[:4], "\t")); ok {
			m[fields[0]] = unlessSet{r, fields[4:]}
		}
	}
	return m
})

// RegionOnEntry returns how deep in critical regions the system enters a function with a
// role that was registered with the given routine: in one, normal kernel APCs are off. False if
// that differs or is not known.
func RegionOnEntry(role Role, registered string) (depth int64, known bool) {
	switch role {
	case SystemThread, IoThread, WorkItem, IoWorkItem, ProcessNotify, ProcessNotify2, ImageNotify:
		return 1, true
	case Dispatch:
		return 0, true
	case Callback, PortRequest: // those of a port run in the thread of the program that talks to it
		return 0, Lookup(registered).DoesTo(Register, Port)
	}
	return 0, false
}

// BySystemThreads reports whether requests of a major function, by its number (wdm.h), come
// from the system's own threads only, which nobody can suspend: IRP_MJ_SHUTDOWN,
// IRP_MJ_POWER and IRP_MJ_PNP.
func BySystemThreads(role Role, major int64) bool {
	return role == Dispatch && (major == 0x10 || major == 0x16 || major == 0x1b)
}

// SometimesInRegion reports whether some requests of a major function, by its number (wdm.h), come in a critical region and others do
// not: of IRP_MJ_FILE_SYSTEM_CONTROL those to mount or verify a volume, for which the I/O manager holds its database of volumes; IRP_MJ_CLEANUP, which
// the object manager sends while it holds the table of handles that one is taken out of.
func SometimesInRegion(role Role, major int64) bool {
	return role == Dispatch && (major == 0x0d || major == 0x12)
}

// SentByChoice reports whether requests of a major function, by its number (wdm.h), come only from
// those who choose to send them: an unload neither sends nor waits for IRP_MJ_CREATE, IRP_MJ_READ,
// IRP_MJ_WRITE, IRP_MJ_FILE_SYSTEM_CONTROL, IRP_MJ_DEVICE_CONTROL, IRP_MJ_INTERNAL_DEVICE_CONTROL
// and IRP_MJ_SHUTDOWN. A Request is one by any number, and so is a PortRequest.
func SentByChoice(role Role, major int64) bool {
	switch major {
	case 0x00, 0x03, 0x04, 0x0d, 0x0e, 0x0f, 0x10:
		return role == Dispatch || role == Request
	}
	return role == Request || role == PortRequest
}

// AtShutdown reports whether a function of a role is called as the system shuts down only: by IRP_MJ_SHUTDOWN.
func AtShutdown(role Role, major int64) bool { return role == Dispatch && major == 0x10 }

// AtClose reports whether a function of a role is called only as a handle or a file object comes to its end: by IRP_MJ_CLOSE or IRP_MJ_CLEANUP.
func AtClose(role Role, major int64) bool {
	return role == Dispatch && (major == 0x02 || major == 0x12)
}

// NotByDriver reports whether the system calls a function of a role for what programs do, and an unload does not: a process begins or ends, an image
// is mapped.
func NotByDriver(role Role) bool {
	return role == ProcessNotify || role == ProcessNotify2 || role == ImageNotify
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
