package child

import (
	"encoding/binary"
	"errors"
	"os"
	"testing"
	"time"
)

// TestMain makes the program of the tests a child that does what its messages say.
func TestMain(m *testing.M) {
	if len(os.Args) != 2 || os.Args[1] != "misbehave" {
		os.Exit(m.Run())
	}
	if err := Serve(os.Stdin, os.Stdout, misbehave); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// text is a message that is the same for every process.
func text(s string) func(*int) []byte { return func(*int) []byte { return []byte(s) } }

var (
	hoard [][]byte
	spins int
)

func misbehave(message []byte) ([]byte, error) {
	switch string(message) {
	case "spin":
		for {
			spins++
		}
	case "sleep":
		time.Sleep(time.Hour)
	case "hoard":
		for {
			hoard = append(hoard, touched(1<<20))
		}
	case "hoard at once":
		block := make([]byte, 3<<30)
		for i := range block {
			block[i] = 1
		}
		hoard = append(hoard, block)
	case "die":
		os.Exit(7)
	case "boast":
		os.Stdout.Write(binary.AppendUvarint(nil, 1<<62)) // the length of a message that never comes
		time.Sleep(time.Hour)
	case "fail":
		return nil, errors.New("no")
	}
	return append([]byte("done: "), message...), nil
}

// Whatever a piece of work does, it is told from the others, and the next one is done.
func TestAsk(t *testing.T) {
	for _, test := range []struct {
		message string
		time    time.Duration
		want    Failure
	}{{"spin", 300 * time.Millisecond, TooLong}, {"hoard", time.Minute, TooMuch}, {"die", time.Minute, Crash}, {"fail", time.Minute, Crash}, {"boast", time.Minute, Crash}, {"well", time.Minute, Answered}} {
		crew := NewCrew[int]("misbehave", Limits{Time: test.time, Memory: 200 << 20}, time.Time{})
		defer crew.Close()
		for range 2 { // in a fresh process, and in one that has worked
			answer, failure, err := crew.Ask(text(test.message), "", nil)
			if err != nil || failure != test.want {
				t.Errorf("%s: failure %d, %v; want %d", test.message, failure, err, test.want)
			}
			if failure == Answered && string(answer) != "done: "+test.message {
				t.Errorf("the answer is %q", answer)
			}
			if answer, _, err := crew.Ask(text("next"), "", nil); string(answer) != "done: next" || err != nil {
				t.Errorf("after %s the answer is %q, %v", test.message, answer, err)
			}
		}
	}
}

// What asks for much at once is refused by the system before the watch looks, and costs no more
// than its process.
func TestMemoryAtOnce(t *testing.T) {
	crew := NewCrew[int]("misbehave", Limits{Time: time.Minute, Memory: 200 << 20}, time.Time{})
	defer crew.Close()
	if _, failure, err := crew.Ask(text("hoard at once"), "", nil); err != nil || failure != Crash && failure != TooMuch {
		t.Errorf("failure %d, %v", failure, err)
	}
}

// Nothing goes on beyond the deadline, not even what waits for something that never comes.
func TestDeadline(t *testing.T) {
	crew := NewCrew[int]("misbehave", Limits{Time: time.Hour, Memory: 200 << 20}, time.Now().Add(time.Second))
	defer crew.Close()
	if _, failure, err := crew.Ask(text("sleep"), "", nil); err != nil || failure != Over {
		t.Errorf("failure %d, %v", failure, err)
	}
}

// A span is needs that a process covers which is bound to a longer one.
type span int

func (s span) CoveredBy(first Needs) bool { return s <= first.(span) }

// A process does only what its first work allows, and few wait for what never comes.
func TestNeeds(t *testing.T) {
	crew := NewCrew[int]("misbehave", Limits{Time: time.Minute, Memory: 200 << 20}, time.Time{})
	defer crew.Close()
	crew.Warm() // it does the first work, whatever that needs
	for _, test := range []struct {
		needs   span
		waiting int
	}{{5, 1}, {3, 1}, {6, 2}, {4, 2}, {7, 3}, {8, 4}, {9, 5}, {10, 6}, {11, 7}, {12, 8}, {13, 8}, {14, 8}, {1, 8}} {
		if _, failure, err := crew.Ask(text("well"), "", test.needs); failure != Answered || err != nil {
			t.Fatalf("%d: failure %d, %v", test.needs, failure, err)
		}
		if got := len(crew.idle); got != test.waiting {
			t.Errorf("after %d there wait %d processes, want %d", test.needs, got, test.waiting)
		}
	}
}
