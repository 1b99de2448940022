// Package kept holds what an earlier run worked out of single functions of a driver, each under a key that spells all that it was
// made from. So what is recalled is what would be worked out: a key with other contents is another key.
package kept

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"
)

// KeySize is how long a Key is, in bytes: nobody comes to two contents with one key by chance.
const KeySize = 20

// A Key stands for all that something was made from.
type Key [KeySize]byte

// A Store is what was worked out of the functions of one driver. The nil pointer keeps nothing.
type Store struct {
	mu     sync.Mutex
	before map[Key][]byte // what an earlier run has left
	now    map[Key][]byte // what this run has used or added
	added  bool
}

// Open reads what Text wrote. Anything else is an empty store.
func Open(text []byte) *Store {
	s := &Store{before: map[Key][]byte{}, now: map[Key][]byte{}}
	for len(text) > 0 {
		n, size := binary.Uvarint(text)
		if size <= 0 || n > uint64(len(text)) || uint64(len(text)-size) < KeySize+n {
			return &Store{before: map[Key][]byte{}, now: map[Key][]byte{}}
		}
		key := Key(text[size:])
		text = text[size+KeySize:]
		s.before[key] = text[:n:n]
		text = text[n:]
	}
	return s
}

// Text is what the run has used or added, to be opened by a later one; nil if that is no more than was there.
func (s *Store) Text() []byte {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.added {
		return nil
	}
	keys := make([]Key, 0, len(s.now))
	for key := range s.now {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b Key) int { return bytes.Compare(a[:], b[:]) })
	var text []byte
	for _, key := range keys {
		text = binary.AppendUvarint(text, uint64(len(s.now[key])))
		text = append(append(text, key[:]...), s.now[key]...)
	}
	return text
}

// Recall returns what was kept under a key; false if nothing was.
func (s *Store) Recall(key Key) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, ok := s.now[key]
	if !ok {
		if data, ok = s.before[key]; ok {
			s.now[key] = data
		}
	}
	return data, ok
}

// Keep keeps what was made from what the key stands for.
func (s *Store) Keep(key Key, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.added = s.added || !bytes.Equal(data, s.before[key])
	s.now[key] = data
}
