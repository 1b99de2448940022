package child

import (
	"errors"
	"os"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// processorTime is what the process has used so far.
func processorTime() time.Duration {
	var created, ended, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(windows.CurrentProcess(), &created, &ended, &kernel, &user); err != nil {
		return 0 // it can't fail for the own process
	}
	return durationOf(kernel) + durationOf(user)
}

// durationOf is a length of time, which Windows counts in 100 ns.
func durationOf(t windows.Filetime) time.Duration {
	return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
}

// memoryCounters is PROCESS_MEMORY_COUNTERS of psapi.h.
type memoryCounters struct {
	size, faults                             uint32
	peakWorkingSet, workingSet               uintptr
	peakPaged, paged, peakNonPaged, nonPaged uintptr
	committed, peakCommitted                 uintptr // PagefileUsage: wherever it lies
}

var getProcessMemoryInfo = windows.NewLazySystemDLL("kernel32.dll").NewProc("K32GetProcessMemoryInfo")

// memory is what the process holds now, in bytes; 0 where the system does not tell.
func memory() int64 {
	var counters memoryCounters
	counters.size = uint32(unsafe.Sizeof(counters))
	ok, _, _ := getProcessMemoryInfo.Call(uintptr(windows.CurrentProcess()), uintptr(unsafe.Pointer(&counters)), uintptr(counters.size))
	if ok == 0 {
		return 0
	}
	return int64(counters.committed)
}

// slack is what the system grants beyond the limit, so that the watch, which tells why, comes
// first unless much is asked for at once.
const slack = 256 << 20

// job is a job object that holds this process, 0 if none can be had.
var job = sync.OnceValue(func() windows.Handle {
	object, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return 0
	}
	if err := windows.AssignProcessToJobObject(object, windows.CurrentProcess()); err != nil {
		windows.CloseHandle(object)
		return 0
	}
	return object
})

// contain lets the system hold the process to its limits should the watch come too late: it is
// refused more memory, and what it starts ends with it. Where that can't be had the watch is alone.
func contain(limits Limits) {
	if job() == 0 {
		return
	}
	var information windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	information.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY | windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | windows.JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION
	information.ProcessMemoryLimit = uintptr(limits.Memory) + slack
	_, _ = windows.SetInformationJobObject(job(), windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&information)), uint32(unsafe.Sizeof(information)))
}

// parentGone returns what tells whether the process that started this one is gone. Windows
// goes on naming it, and gives its number to others: what is older than this process is the
// one.
func parentGone() func() bool {
	always := func(gone bool) func() bool { return func() bool { return gone } }
	parent, err := windows.OpenProcess(windows.SYNCHRONIZE|windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(os.Getppid()))
	if err != nil {
		return always(errors.Is(err, windows.ERROR_INVALID_PARAMETER)) // else it is there, for others to see
	}
	if startOf(parent) > startOf(windows.CurrentProcess()) {
		windows.CloseHandle(parent)
		return always(true)
	}
	return func() bool {
		event, err := windows.WaitForSingleObject(parent, 0)
		return err == nil && event == windows.WAIT_OBJECT_0
	}
}

// startOf is when a process was started, 0 if that can't be told.
func startOf(process windows.Handle) time.Duration {
	var created, ended, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(process, &created, &ended, &kernel, &user); err != nil {
		return 0
	}
	return durationOf(created)
}
