// Command drvlint analyses the C source of Windows kernel drivers.
package main

import (
	"os"

	"github.com/drvlint/drvlint/internal/cli"
)

func main() {
	command := cli.Command{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	os.Exit(command.Main(os.Args[1:]))
}
