package child

import (
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// bearable is by how much the heap of a process, without what libclang allocates, may grow between two pieces of
// work, in bytes. What grew may be garbage that the process has no use for, while the others need the memory.
const bearable = 96 << 20

// A surplus is what the heap of this process has grown by since it was last tidied.
type surplus struct {
	mu   sync.Mutex
	base uint64 // bytes held then
}

var heap surplus

// giveBack collects garbage and returns it to the system if the heap has grown by more than is bearable.
func (s *surplus) giveBack() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := held()
	if s.base = min(s.base, now); now-s.base > bearable {
		debug.FreeOSMemory()
		s.base = held()
	}
}

// held is what the heap and its kin take up of the machine's memory, in bytes.
func held() uint64 {
	list := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(list)
	return list[0].Value.Uint64() - list[1].Value.Uint64()
}
