package child

import (
	"testing"
	"time"
)

// touched is so many bytes that the system has to provide.
func touched(n int) []byte {
	block := make([]byte, n)
	for i := 0; i < len(block); i += 4096 {
		block[i] = 1
	}
	return block
}

// A process that comes near its limit is full, and one that exceeds it is told so; garbage does
// neither.
func TestGuard(t *testing.T) {
	exceeded := make(chan struct{})
	told := false
	g := NewGuard(memory()+512<<20, func() {
		if !told {
			close(exceeded)
		}
		told = true
	})
	defer g.Close()
	for range 2048 {
		touched(1 << 20)
	}
	if g.Full() {
		t.Errorf("2 GiB of garbage count: the process holds %d MiB", memory()>>20)
	}
	var held [][]byte
	defer func() { t.Logf("held %d MiB", len(held)) }()
	for !g.Full() {
		held = append(held, touched(1<<20))
		time.Sleep(time.Millisecond)
	}
	for over := false; !over; {
		held = append(held, touched(1<<20))
		select {
		case <-exceeded:
			over = true
		case <-time.After(time.Millisecond):
		}
	}
	if int64(len(held))<<20 < g.Limit()/10 {
		t.Errorf("%d MiB exceed %d MiB", len(held), g.Limit()>>20)
	}
}
