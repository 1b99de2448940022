// Command drvlint analyses the C source of Windows kernel drivers.
package main

import (
	"os"
	"os/signal"
	"syscall"

	"github.com/drvlint/drvlint/internal/cli"
	"github.com/drvlint/drvlint/internal/streams"
)

func main() {
	// A reader that is gone is an error of writing, like a full disk: the other reports are
	// written all the same.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	command := cli.Command{Stdin: os.Stdin, Stdout: streams.Stdout(), Stderr: os.Stderr}
	os.Exit(command.Main(os.Args[1:]))
}
