package resident

import (
	"hash/maphash"
	"os"
	"sync"
)

// stamps tell whether a file is still the same, whether its text is saved or not. They are
// hashes of the text; a file on disk is read again only if its size or time changed.
type stamps struct {
	seed maphash.Seed
	mu   sync.Mutex
	// unsaved are the stamps of the unsaved texts, disk those of files as they were last read.
	unsaved map[string]uint64
	disk    map[string]diskStamp
}

type diskStamp struct {
	size, time int64
	stamp      uint64
}

func newStamps() *stamps {
	return &stamps{seed: maphash.MakeSeed(), unsaved: map[string]uint64{}, disk: map[string]diskStamp{}}
}

// take takes over an unsaved text, or its end.
func (s *stamps) take(t Text) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.Gone {
		delete(s.unsaved, t.File)
	} else {
		s.unsaved[t.File] = maphash.Bytes(s.seed, t.Text)
	}
}

// of returns the stamp of a file; 0 for one that can't be read.
func (s *stamps) of(file string) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stamp, ok := s.unsaved[file]; ok {
		return stamp
	}
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	known := s.disk[file]
	if known.size == info.Size() && known.time == info.ModTime().UnixNano() && known.stamp != 0 {
		return known.stamp
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	known = diskStamp{info.Size(), info.ModTime().UnixNano(), maphash.Bytes(s.seed, text)}
	s.disk[file] = known
	return known.stamp
}
