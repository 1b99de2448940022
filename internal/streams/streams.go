// Package streams tells whether the standard streams were there when the program was started.
package streams

import "os"

// Stdout is the standard output. If it was closed when the program was started, every write to it
// fails.
func Stdout() *os.File { return stdout() }
