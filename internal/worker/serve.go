// Package worker parses units in processes of their own: drvlint starts itself with a
// hidden command, tells it over a pipe what to load, and takes the result from another.
// libclang can crash, run out of stack, never end or use up all memory on what it is
// given; then the process ends, and with it no more than the one unit.
package worker

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
)

// A request is what a worker is told.
type request struct {
	Task   clang.Task
	Limits Limits
}

var requests = facts.NewForm[request]()

// answers is the form of what a worker answers.
var answers = facts.NewForm[*clang.Parsed]()

// Serve loads what it is asked to on in and answers on out, until in ends.
func Serve(in io.Reader, out io.Writer) error {
	runtime.GOMAXPROCS(2) // one for libclang, one for the watch and the garbage
	debug.SetGCPercent(400)
	reader, writer := bufio.NewReader(in), bufio.NewWriter(out)
	watch := startWatch()
	loader := clang.NewLoader()
	for {
		message, err := receive(reader)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		r, err := requests.Read(message)
		if err != nil {
			return fmt.Errorf("read what to load: %w", err)
		}
		watch.begin(r.Limits)
		parsed := loader.Load(r.Task)
		answer := answers.Append(nil, &parsed)
		watch.end()
		if err := send(writer, answer); err != nil {
			return err
		}
	}
}

// A message is its length and its bytes.
func send(w *bufio.Writer, message []byte) error {
	var length [binary.MaxVarintLen64]byte
	w.Write(binary.AppendUvarint(length[:0], uint64(len(message))))
	w.Write(message)
	if err := w.Flush(); err != nil { // what went wrong with the writes before, too
		return fmt.Errorf("send over the pipe: %w", err)
	}
	return nil
}

// receive returns io.EOF if the other side is gone before the message begins.
func receive(r *bufio.Reader) ([]byte, error) {
	length, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, err
	}
	message := make([]byte, length)
	if _, err := io.ReadFull(r, message); err != nil {
		return nil, fmt.Errorf("receive over the pipe: %w", err)
	}
	return message, nil
}
