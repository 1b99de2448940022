package worker

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"time"
)

// Command is the hidden command by which drvlint is a worker.
const Command = "worker"

// A process is one worker.
type process struct {
	command  *exec.Cmd // nil until it is started
	in       io.WriteCloser
	to       *bufio.Writer
	from     *bufio.Reader
	units    int    // that it has loaded
	checkout string // of the last one
}

// start runs this program as a worker, unless that is done.
func (w *process) start() error {
	if w.command != nil {
		return nil
	}
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program to start as a worker: %w", err)
	}
	if _, err := os.Stat(self); err == nil {
		program = self
	}
	command := exec.Command(program, Command)
	command.Args[0] = os.Args[0]
	in, err := command.StdinPipe()
	if err != nil {
		return fmt.Errorf("make a pipe to a worker: %w", err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return fmt.Errorf("make a pipe from a worker: %w", err)
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start a worker: %w", err)
	}
	w.command, w.in, w.to, w.from = command, in, bufio.NewWriter(in), bufio.NewReader(out)
	return nil
}

// self is the running program even after another was installed in its place.
const self = "/proc/self/exe"

// patience is how much longer than its processor time a unit may take by the clock: the
// machine may be busy, but a unit that waits for a file that never comes must end.
const patience = 20

// ask sends a request and waits for the answer. If there is none, the worker is gone.
func (w *process) ask(r request) (answer []byte, why failure, ok bool) {
	var late atomic.Bool
	timer := time.AfterFunc(patience*r.Limits.Time, func() {
		late.Store(true)
		w.command.Process.Kill()
	})
	defer timer.Stop()
	err := send(w.to, requests.Append(nil, &r))
	if err == nil {
		answer, err = receive(w.from)
	}
	if err == nil {
		return answer, 0, true
	}
	w.in.Close()
	w.command.Process.Kill() // it may live and write no more
	w.command.Wait()
	switch code := w.command.ProcessState.ExitCode(); {
	case late.Load() || code == exitTime:
		return nil, tooLong, false
	case code == exitMemory:
		return nil, tooMuch, false
	}
	return nil, crash, false
}

// stop ends the worker.
func (w *process) stop() {
	w.in.Close()
	w.command.Process.Kill() // it holds nothing that must be written
	w.command.Wait()
}
