package cli

import (
	"fmt"
	"io"
	"sync"
)

// A noted is a writer that remembers its first error, so that what is printed without asking for
// one is not lost in silence.
type noted struct {
	io.Writer
	mu  sync.Mutex
	err error
}

func (n *noted) Write(p []byte) (int, error) {
	count, err := n.Writer.Write(p)
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.err == nil {
		n.err = err
	}
	return count, err
}

// Close closes the writer, if it can be.
func (n *noted) Close() error {
	if c, ok := n.Writer.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// unwritten says why not all was written; nil if it was.
func (n *noted) unwritten() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.err == nil {
		return nil
	}
	return fmt.Errorf("not all could be written to standard output: %w", n.err)
}
