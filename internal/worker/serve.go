// Package worker parses units in processes of their own (internal/child): libclang can crash,
// run out of stack, never end or use up all memory on what it is given; then the process ends,
// and with it no more than the one unit.
package worker

import (
	"fmt"
	"io"
	"runtime"

	"github.com/drvlint/drvlint/internal/child"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
)

// Command is the hidden command by which drvlint is a worker.
const Command = "worker"

// The form of what a worker is told. It answers with a facts.Unit.
var requests = facts.NewForm[clang.Task]()

// An introduction is what a worker answers to an empty message: which libclang it has loaded.
type introduction struct {
	Choice  clang.Choice
	Problem string // why it has none; "" if it has
}

var introductions = facts.NewForm[introduction]()

// Serve loads what it is asked to on in and answers on out, until in ends.
func Serve(in io.Reader, out io.Writer) error {
	runtime.GOMAXPROCS(2)               // one for libclang, one for the watch and the garbage
	library, missing := clang.Library() // while its file can be opened; without it each unit has that as problem
	loader := clang.NewLoader()
	confined := false
	return child.Serve(in, out, func(message []byte) ([]byte, error) {
		if len(message) == 0 {
			known := introduction{}
			if missing != nil {
				known.Problem = missing.Error()
			} else {
				known.Choice = library.Chosen()
			}
			return introductions.Append(nil, &known), nil
		}
		task, err := requests.Read(message)
		if err != nil {
			return nil, fmt.Errorf("read what to load: %w", err)
		}
		if !confined {
			confined = true
			if paths, all := loader.Reads(*task); !all {
				if err := confine(paths); err != nil {
					return nil, err
				}
			}
		}
		return facts.Of(loader.Load(*task)).Append(nil), nil
	})
}
