package paths

import (
	"os"
	"sync"
	"syscall"
)

// The file systems that the kernel makes up, by their numbers in linux/magic.h and linux/mqueue: proc, sysfs, cgroup,
// cgroup2, debugfs, tracefs, securityfs, selinuxfs, bpf, pstore, efivarfs, nsfs, configfs, binfmt_misc, devpts, mqueue.
var virtualSystems = map[uint32]bool{
	0x9fa0: true, 0x62656572: true, 0x27e0eb: true, 0x63677270: true, 0x64626720: true, 0x74726163: true, 0x73636673: true, 0xf97cff8c: true,
	0xcafe4a11: true, 0x6165676c: true, 0xde5e81e4: true, 0x6e736673: true, 0x62656570: true, 0x42494e4d: true, 0x1cd1: true, 0x19800202: true,
}

// virtualDevices remembers what is known of each device.
var virtualDevices sync.Map

// Virtual reports whether what lies at a path is made up by the kernel, wherever that is mounted: it looks like a regular
// file, but is the state of the system, such as the environment of a process, and may never end.
func Virtual(path string, info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	if known, found := virtualDevices.Load(stat.Dev); found {
		return known.(bool)
	}
	var system syscall.Statfs_t
	is := syscall.Statfs(path, &system) == nil && virtualSystems[uint32(system.Type)]
	virtualDevices.Store(stat.Dev, is)
	return is
}
