package resident

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// A life is one run of the process.
type life struct {
	cmd      *exec.Cmd
	requests *queue[Request]
	over     chan struct{} // closed when the process is lost; why is set then
	why      error

	mu      sync.Mutex
	known   map[string][]byte // the texts that it was told
	waiting map[int]chan Reply
	heard   time.Time // when it last said something, or was asked while it owed nothing
	reason  error     // why it was ended
	said    head      // the beginning of what it wrote to its standard error
}

// begin starts the process.
func begin(cmd *exec.Cmd) (*life, error) {
	l := &life{
		cmd: cmd, requests: newQueue[Request](), over: make(chan struct{}),
		known: map[string][]byte{}, waiting: map[int]chan Reply{}, heard: time.Now(),
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the analysis: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start the analysis: %w", err)
	}
	cmd.Stderr = &l.said
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the analysis: %w", err)
	}
	go l.write(in)
	go l.live(out)
	return l, nil
}

func (l *life) write(in io.WriteCloser) {
	defer in.Close()
	encoder := gob.NewEncoder(in)
	for {
		r, ok := l.requests.pop()
		if !ok || encoder.Encode(r) != nil {
			return // a process that does not read is lost: live learns of it
		}
	}
}

// live hands on the replies until the process is lost.
func (l *life) live(out io.Reader) {
	decoder := gob.NewDecoder(out)
	for {
		var r Reply
		if decoder.Decode(&r) != nil {
			break
		}
		l.mu.Lock()
		l.heard = time.Now()
		replies := l.waiting[r.ID]
		l.mu.Unlock()
		if replies != nil && (r.Progress == nil || len(replies) < cap(replies)-1) {
			replies <- r
		}
	}
	l.cmd.Process.Kill() // it may live on without saying anything that can be read
	err := l.cmd.Wait()
	l.mu.Lock()
	if l.reason == nil {
		l.reason = fmt.Errorf("it ended (%v)%s", err, l.said.first())
	}
	l.why = fmt.Errorf("the analysis was lost: %w", l.reason)
	l.mu.Unlock()
	l.requests.close()
	close(l.over)
}

// lose ends the process.
func (l *life) lose(why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reason == nil {
		l.reason = why
	}
	l.cmd.Process.Kill()
}

func (l *life) ended() bool {
	select {
	case <-l.over:
		return true
	default:
		return false
	}
}

// expect returns where the replies to a request will come.
func (l *life) expect(id int) <-chan Reply {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		l.heard = time.Now()
	}
	l.waiting[id] = make(chan Reply, 64) // progress that does not fit is left out
	return l.waiting[id]
}

func (l *life) forget(id int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.waiting, id)
}

func (l *life) silent() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Since(l.heard)
}

// news lists what the process does not know of the texts, and takes it for told.
func (l *life) news(texts map[string][]byte) []Text {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []Text
	for _, file := range sortedKeys(texts) {
		if known, ok := l.known[file]; !ok || !bytes.Equal(known, texts[file]) {
			list = append(list, Text{File: file, Text: texts[file]})
			l.known[file] = texts[file]
		}
	}
	for _, file := range sortedKeys(l.known) {
		if _, ok := texts[file]; !ok {
			list = append(list, Text{File: file, Gone: true})
			delete(l.known, file)
		}
	}
	return list
}

// A head keeps the beginning of what is written to it.
type head struct {
	mu   sync.Mutex
	text []byte
}

const headSize = 4096

func (h *head) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.text = append(h.text, p[:min(len(p), headSize-len(h.text))]...)
	return len(p), nil
}

// first is the first line, to follow a sentence.
func (h *head) first() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	line, _, _ := strings.Cut(strings.TrimSpace(string(h.text)), "\n")
	if line == "" {
		return ""
	}
	return ": " + line
}
