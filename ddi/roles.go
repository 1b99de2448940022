package ddi

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed roles.tsv
var rolesTable string

// A Role says for what the system calls a function of the driver.
type Role string

// The roles that the checks ask about.
const (
	Entry          Role = "entry"           // DriverEntry
	Unload         Role = "unload"          // the last routine before the image goes away
	DeviceTeardown Role = "device-teardown" // must have run before it
	Dispatch       Role = "dispatch"
	Cancellation   Role = "cancel"     // entered with the cancel lock held, which it gives up
	Request        Role = "request"    // serves requests that an unload does not send
	PortRequest    Role = "port"       // serves programs that connect to a port, or send messages to it
	DeviceAdd      Role = "device-add" // called by a framework that also unloads the driver, with its devices
	SystemThread   Role = "thread"     // start routine of PsCreateSystemThread
	IoThread       Role = "io-thread"  // start routine of IoCreateSystemThread
	WorkItem       Role = "work-item"  // ExQueueWorkItem: holds no reference on the driver
	IoWorkItem     Role = "io-work-item"
	ProcessNotify  Role = "process-notify"
	ProcessNotify2 Role = "process-notify-ex" // third parameter is CreateInfo
	ThreadNotify   Role = "thread-notify"
	ImageNotify    Role = "image-notify"
	Callback       Role = "callback" // anything else that the system calls
)

type roleKey struct{ tag, field string }

var roles = sync.OnceValue(func() map[roleKey]Role {
	m := map[roleKey]Role{}
	for _, line := range strings.Split(rolesTable, "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) == 4 && (fields[0] == "field" || fields[0] == "type") {
			m[roleKey{fields[1], fields[2]}] = Role(fields[3])
		} else if len(fields) == 4 && fields[0] == "argument" {
			m[roleKey{fields[1] + "()", fields[2]}] = Role(fields[3])
		}
	}
	return m
})

// RoleOfField returns the role of a function stored in a field of the structure with
// that tag, "" if it has none. A structure that was invented because its header is
// missing has the name of its typedef for a tag, behind drvlint_ instead of _.
func RoleOfField(tag, field string) Role {
	tag = strings.TrimPrefix(tag, "drvlint")
	if role, ok := roles()[roleKey{tag, field}]; ok {
		return role
	}
	return roles()[roleKey{tag, "*"}]
}

// TypeOfTable returns the type of the functions, one for each major function, in an array to which a field of the structure with that tag points, or which is
// the argument of that index, from 0, of the routine; "" if there is no such array.
func TypeOfTable(tag, field string) string {
	return tableTypes()[roleKey{strings.TrimPrefix(tag, "drvlint"), field}]
}

var tableTypes = sync.OnceValue(func() map[roleKey]string {
	m := map[roleKey]string{}
	for _, line := range strings.Split(rolesTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 4 && fields[0] == "table" {
			m[roleKey{fields[1], fields[2]}] = fields[3]
		}
	}
	return m
})

// OwnerOf returns the object with which a structure that holds callbacks is registered, by its tag; 0 if that is not known.
func OwnerOf(tag string) Object { return owners()[strings.TrimPrefix(tag, "drvlint")] }

var owners = sync.OnceValue(func() map[string]Object {
	m := map[string]Object{}
	for _, line := range strings.Split(rolesTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 4 && fields[0] == "owner" {
			m[fields[1]] = objectOf[fields[3]]
		}
	}
	return m
})

// FailsAlone reports whether a function stored in a field, by the field's name, undoes itself what it has begun where it fails; with what it returns where it
// succeeds, if that is no status.
func FailsAlone(field string) (success int64, status, ok bool) {
	n, ok := failsAlone()[field]
	success, err := strconv.ParseInt(n, 10, 64)
	return success, err != nil, ok
}

var failsAlone = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, line := range strings.Split(rolesTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 4 && fields[0] == "alone" {
			m[fields[2]] = fields[3]
		}
	}
	return m
})

// An Operation says what stands beside a callback that is for one major function.
type Operation struct {
	Major  string // the member with its number
	Before string // the member with the callback that comes first
	Result int64  // what that returns where the later one is called, at any of its levels
}

// OperationOf returns what stands beside a callback in a field of the structure with that tag; false if it is not for one major function.
func OperationOf(tag, field string) (Operation, bool) {
	o, ok := operations()[roleKey{strings.TrimPrefix(tag, "drvlint"), field}]
	return o, ok
}

var operations = sync.OnceValue(func() map[roleKey]Operation {
	m := map[roleKey]Operation{}
	for _, line := range strings.Split(rolesTable, "\n") {
		fields := strings.Split(line, "\t")
		if len(fields) != 4 {
			continue
		}
		key := roleKey{fields[1], fields[2]}
		o := m[key]
		switch fields[0] {
		case "major":
			o.Major = fields[3]
		case "before":
			o.Before = fields[3]
		case "result":
			o.Result, _ = strconv.ParseInt(fields[3], 10, 64)
		default:
			continue
		}
		m[key] = o
	}
	return m
})

// InAsker returns the major functions for which callbacks of a type run in the thread of the program that asks, with normal APCs on.
func InAsker(typedef string) []int64 { return askers()[typedef] }

var askers = sync.OnceValue(func() map[string][]int64 {
	m := map[string][]int64{}
	for _, line := range strings.Split(rolesTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 4 && fields[0] == "asker" {
			for _, number := range strings.Fields(fields[3]) {
				n, _ := strconv.ParseInt(number, 10, 64)
				m[fields[1]] = append(m[fields[1]], n)
			}
		}
	}
	return m
})

// RequestMajor says where the number of a request's major function lies: in a member of the structure with a tag, to which the routine returns a
// pointer for its IRP.
func RequestMajor() (routine, tag, member string) {
	at := requestMajor()
	return at[0], at[1], at[2]
}

var requestMajor = sync.OnceValue(func() [3]string {
	for _, line := range strings.Split(rolesTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 4 && fields[0] == "request" {
			return [3]string(fields[1:])
		}
	}
	return [3]string{}
})

// A TakeOver says when a routine leaves a driver without a routine that unloads it.
type TakeOver struct {
	Arg    int    // the index of the argument that points to a structure
	Member string // of that structure: NULL
	Unload string // the member of the driver object that is replaced
	Flags  string // another member of the structure, with one of the flags
	Flag   int64
}

// TakesOver says when a routine leaves a driver without a routine that unloads it; false if it never does.
func TakesOver(routine string) (TakeOver, bool) {
	t, ok := takeOvers()[routine]
	return t, ok
}

var takeOvers = sync.OnceValue(func() map[string]TakeOver {
	m := map[string]TakeOver{}
	for _, line := range strings.Split(rolesTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 7 && fields[0] == "takes-over" {
			arg, _ := strconv.Atoi(fields[2])
			flag, _ := strconv.ParseInt(fields[6], 10, 64)
			m[fields[1]] = TakeOver{Arg: arg, Member: fields[3], Unload: fields[4], Flags: fields[5], Flag: flag}
		}
	}
	return m
})

// EndsWithDevices reports whether a routine stored in a field, by the field's name, makes its driver one that the system unloads once it has no
// device object.
func EndsWithDevices(field string) bool { return plugAndPlay()["plug-and-play\t"+field] }

// OthersDevice reports whether the device object that a routine makes for a driver is another driver's.
func OthersDevice(routine string) bool { return plugAndPlay()["others-device\t"+routine] }

var plugAndPlay = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, line := range strings.Split(rolesTable, "\n") {
		fields := strings.Split(line, "\t")
		switch {
		case len(fields) != 4:
		case fields[0] == "plug-and-play":
			m[fields[0]+"\t"+fields[2]] = true
		case fields[0] == "others-device":
			m[fields[0]+"\t"+fields[1]] = true
		}
	}
	return m
})

// OwnProcessID returns which parameter of a function with a role is the ID of the process in whose address space the system calls it; -1 if none is.
func OwnProcessID(role Role) int {
	if i, ok := ownProcessIDs()[role]; ok {
		return i
	}
	return -1
}

var ownProcessIDs = sync.OnceValue(func() map[Role]int {
	m := map[Role]int{}
	for _, line := range strings.Split(rolesTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 4 && fields[0] == "process" {
			m[Role(fields[1])], _ = strconv.Atoi(fields[3])
		}
	}
	return m
})

// RoleOfType returns the role of a function declared with that function typedef.
func RoleOfType(name string) Role { return roles()[roleKey{name, ""}] }

// RoleOfArgument returns the role of a function that a routine is handed as its argument of that
// index, "" if roles.tsv has none.
func RoleOfArgument(routine string, index int) Role {
	return roles()[roleKey{routine + "()", strconv.Itoa(index)}]
}

// RoleOfName returns the role of a function that the system finds by its name, "" if it has none.
func RoleOfName(name string) Role { return named()[name] }

var named = sync.OnceValue(func() map[string]Role {
	m := map[string]Role{}
	for _, line := range strings.Split(rolesTable, "\n") {
		if fields := strings.Split(line, "\t"); len(fields) == 4 && fields[0] == "name" {
			m[fields[1]] = Role(fields[3])
		}
	}
	return m
})

// RoleOfCallback returns the role of a function handed to a routine as its callback.
func RoleOfCallback(r *Routine) Role {
	for _, c := range []struct {
		kind Kind
		on   Object
		role Role
	}{
		{CreateThread, Thread, SystemThread}, {CreateThread, DriverThread, IoThread},
		{Register, CancelRoutine, Cancellation}, {Init, Work, WorkItem}, {Queue, Work, IoWorkItem},
		{Register, ProcessCreateNotification, ProcessNotify}, {Register, ProcessNotification, ProcessNotify2},
		{Register, ThreadNotification, ThreadNotify}, {Register, ImageNotification, ImageNotify},
	} {
		if r.DoesTo(c.kind, c.on) {
			return c.role
		}
	}
	return Callback
}

// Callbacks are the kinds of callback that the kernel keeps a list of, one after the other, minifilters, clients and providers of the network module
// registrar, callouts, and drivers that NDIS calls. Each is registered by a routine that returns a status, or what is not 0 (RegisteredUnlessZero).
var Callbacks = []Object{
	ProcessNotification | ProcessCreateNotification, ThreadNotification, ImageNotification, RegistryCallback, ObjectCallback, Filter, Client, Callout, NetworkDriver, NetworkProtocol, PowerSetting, LogonNotification,
	CallbackObject, BugCheckCallback, NMICallback,
}

// RegisteredUnlessZero are the registrations of routines that return a handle or a BOOLEAN, which is 0 where they fail.
const RegisteredUnlessZero = CallbackObject | BugCheckCallback | NMICallback

// RefersToDriver are the registrations for which the system keeps a reference to the driver object, so that the driver's image stays until they are undone.
const RefersToDriver = FileSystemNotification | PnPNotification
