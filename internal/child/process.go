package child

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync/atomic"
	"time"
)

// A process is one child.
type process[Known any] struct {
	known   Known
	command *exec.Cmd // nil until it is started
	in      io.WriteCloser
	to      *bufio.Writer
	from    *bufio.Reader
	done    int    // pieces of work that it has answered
	near    string // what the last one was near to
	first   Needs  // of the first one
}

// start runs this program with a hidden command, unless that is done.
func (p *process[Known]) start(name string) error {
	if p.command != nil {
		return nil
	}
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program to start as a %s: %w", name, err)
	}
	if runtime.GOOS == "linux" {
		if _, err := os.Stat(self); err == nil {
			program = self
		}
	}
	command := exec.Command(program, name)
	command.Args[0] = os.Args[0]
	in, err := command.StdinPipe()
	if err != nil {
		return fmt.Errorf("make a pipe to a %s: %w", name, err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return fmt.Errorf("make a pipe from a %s: %w", name, err)
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start a %s: %w", name, err)
	}
	p.command, p.in, p.to, p.from = command, in, bufio.NewWriter(in), bufio.NewReader(out)
	return nil
}

// self is on Linux the running program even after another was installed in its place.
const self = "/proc/self/exe"

// patience is how much longer than its processor time a piece of work may take by the clock:
// the machine may be busy, but one that waits for a file that never comes must end.
const patience = 20

// ask sends a message and waits for the answer, until the deadline if there is one. If there is
// no answer, the process is gone.
func (p *process[Known]) ask(message func() []byte, limits Limits, deadline time.Time) ([]byte, Failure) {
	wait, atLast := patience*limits.Time, TooLong
	if !deadline.IsZero() && time.Until(deadline) < wait {
		wait, atLast = time.Until(deadline), Over
	}
	var late atomic.Bool
	timer := time.AfterFunc(wait, func() {
		late.Store(true)
		p.command.Process.Kill()
	})
	defer timer.Stop()
	err := sendLimits(p.to, limits)
	if err == nil {
		err = send(p.to, message())
		heap.giveBack() // the message, while the other side works on it
	}
	var answer []byte
	if err == nil {
		answer, err = receive(p.from, limits.Memory) // which the other side held
	}
	if err == nil {
		return answer, Answered
	}
	p.stop() // it may live and write no more
	switch code := p.command.ProcessState.ExitCode(); {
	case late.Load():
		return nil, atLast
	case code == exitTime:
		return nil, TooLong
	case code == exitMemory:
		return nil, TooMuch
	}
	return nil, Crash
}

// stop ends the process.
func (p *process[Known]) stop() {
	p.in.Close()
	p.command.Process.Kill() // it holds nothing that must be written
	p.command.Wait()
}
