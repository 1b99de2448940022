package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long a run may take without a sign of life.
const patience = time.Second

// A progress shows on a terminal how far a run is. The nil pointer shows nothing.
type progress struct {
	terminal             io.Writer
	allDrivers, allFiles int

	lock           sync.Mutex
	drivers, files int // done
	timer          *time.Timer
	bar            *progressbar.ProgressBar // nil until a run takes long
	rendered       time.Time
}

// startProgress shows how far the jobs are, once they take longer than the user's
// patience. It returns nil where nobody could see it.
func (c *Command) startProgress(jobs []*job, patience time.Duration) *progress {
	if !isTerminal(c.Stderr) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	p := &progress{terminal: c.Stderr}
	for _, j := range jobs {
		p.allDrivers += len(j.drivers)
		for _, d := range j.drivers {
			p.allFiles += len(d.Units)
		}
	}
	p.timer = time.AfterFunc(patience, p.show)
	return p
}

// advance counts drivers and files that are done. It may be called from any goroutine.
func (p *progress) advance(drivers, files int) {
	if p == nil {
		return
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.drivers += drivers
	p.files += files
	p.render()
}

// stop takes the bar from the terminal for good.
func (p *progress) stop() {
	if p == nil {
		return
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.timer.Stop()
	if p.bar != nil {
		p.bar.Clear()
	}
	p.timer, p.bar = nil, nil
}

func (p *progress) show() {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.timer == nil {
		return // stopped while this was about to begin
	}
	// One step more than there are: the bar never fills, for a full one ends its line.
	p.bar = progressbar.NewOptions(p.allDrivers+p.allFiles+1,
		progressbar.OptionSetWriter(p.terminal), progressbar.OptionUseANSICodes(true), progressbar.OptionSetWidth(30),
		progressbar.OptionSetPredictTime(false))
	p.render()
}

// render is called with the lock held. It throttles by itself: the bar would do so
// between the words and the percentage, and show old ones with new ones.
func (p *progress) render() {
	if p.bar == nil || time.Since(p.rendered) < 100*time.Millisecond {
		return
	}
	p.rendered = time.Now()
	p.bar.Describe(fmt.Sprintf("%d/%d files, %d/%d drivers", p.files, p.allFiles, p.drivers, p.allDrivers))
	p.bar.Set(p.drivers + p.files)
}
