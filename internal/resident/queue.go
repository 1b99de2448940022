package resident

import "sync"

// A queue holds any number of values between who must not wait and who may.
type queue[T any] struct {
	mu     sync.Mutex
	more   sync.Cond
	list   []T
	closed bool
}

func newQueue[T any]() *queue[T] {
	q := &queue[T]{}
	q.more.L = &q.mu
	return q
}

func (q *queue[T]) push(v T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list = append(q.list, v)
	q.more.Signal()
}

// close lets pop report false once the queue is empty.
func (q *queue[T]) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.more.Broadcast()
}

// pop waits for the next value.
func (q *queue[T]) pop() (v T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.list) == 0 && !q.closed {
		q.more.Wait()
	}
	if len(q.list) == 0 {
		return v, false
	}
	v, q.list = q.list[0], q.list[1:]
	return v, true
}
