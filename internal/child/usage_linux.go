package child

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// memory is what the process holds now, in bytes; 0 where the system does not tell. The
// peak that getrusage tells begins with that of the process which started this one.
func memory() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// slack is what the system grants beyond the limit: it counts what is reserved, such as the
// stacks of threads, where the watch counts what is used.
const slack = 1 << 30

// contain lets the system hold the process to its limits should the watch come too late: it is
// refused more memory, and is the first to go where the machine has none left. Where neither
// can be had the watch is alone.
func contain(limits Limits) {
	var now unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_DATA, &now) == nil {
		now.Cur = min(uint64(limits.Memory)+slack, now.Max)
		_ = unix.Setrlimit(unix.RLIMIT_DATA, &now)
	}
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0)
}
