package child

import (
	"runtime"
	"testing"
)

// What was needed once goes back to the system, and what is kept does not make it try again each time.
func TestGiveBack(t *testing.T) {
	var s surplus
	s.giveBack()
	before := held()
	list := make([][]byte, 200)
	for i := range list {
		list[i] = make([]byte, 1<<20)
		list[i][0] = 1
	}
	if grown := held() - before; grown < bearable {
		t.Fatalf("the heap grew by %d bytes only", grown)
	}
	s.giveBack()
	if s.base < before+bearable {
		t.Errorf("of 200 MiB in use %d bytes are counted", s.base-before)
	}
	base := s.base
	s.giveBack()
	if s.base > base {
		t.Error("it was tidied again for what is in use")
	}
	runtime.KeepAlive(list)
	list = nil
	for i := range 200 { // grows once more
		b := make([]byte, 1<<20)
		b[i] = 1
		runtime.KeepAlive(b)
	}
	s.base = before
	s.giveBack()
	if now := held(); now > before+bearable {
		t.Errorf("%d bytes more are held than before", now-before)
	}
}
