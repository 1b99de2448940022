package child

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// Serve does the work that it is told on in and answers on out, until in ends. It is what a
// process does that a Crew starts.
func Serve(in io.Reader, out io.Writer, work func(message []byte) (answer []byte, err error)) error {
	reader, writer := bufio.NewReader(in), bufio.NewWriter(out)
	watch := NewWatch(nil)
	for {
		limits, err := receiveLimits(reader)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		watch.Begin(limits)
		answer, err := serveOne(reader, work)
		watch.End()
		if err != nil {
			return err
		}
		if err := send(writer, answer); err != nil {
			return err
		}
		heap.giveBack()
	}
}

func serveOne(in *bufio.Reader, work func([]byte) ([]byte, error)) ([]byte, error) {
	message, err := receive(in, math.MaxInt64) // from who set the limits
	if err != nil {
		return nil, err
	}
	return work(message)
}

func sendLimits(w *bufio.Writer, limits Limits) error {
	text := binary.AppendUvarint(nil, uint64(limits.Time))
	_, err := w.Write(binary.AppendUvarint(text, uint64(limits.Memory)))
	return err
}

// receiveLimits returns io.EOF if the other side is gone before they begin.
func receiveLimits(r *bufio.Reader) (Limits, error) {
	span, err := binary.ReadUvarint(r)
	if err != nil {
		return Limits{}, err
	}
	memory, err := binary.ReadUvarint(r)
	if err != nil {
		return Limits{}, fmt.Errorf("receive over the pipe: %w", err)
	}
	return Limits{Time: time.Duration(span), Memory: int64(memory)}, nil
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

// receive returns a message of at most limit bytes: no more is set aside for it than has come, for
// what the other side says of its length need not be true.
func receive(r *bufio.Reader, limit int64) ([]byte, error) {
	length, err := binary.ReadUvarint(r)
	if err != nil {
		return nil, fmt.Errorf("receive over the pipe: %w", err)
	}
	if length > uint64(limit) {
		return nil, fmt.Errorf("receive over the pipe: a message of %d bytes, which are more than %d", length, limit)
	}
	if length <= atOnce {
		message := make([]byte, length)
		if _, err := io.ReadFull(r, message); err != nil {
			return nil, fmt.Errorf("receive over the pipe: %w", err)
		}
		return message, nil
	}
	var message bytes.Buffer
	if _, err := io.CopyN(&message, r, int64(length)); err != nil {
		return nil, fmt.Errorf("receive over the pipe: %w", err)
	}
	return message.Bytes(), nil
}

// atOnce is the length up to which a message is believed before it has come, in bytes.
const atOnce = 64 << 20
