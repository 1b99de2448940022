// Package streams tells whether the standard streams were there when the program was started. The
// Go runtime opens the null device in place of a closed one before any Go code runs, so that what
// is written there is lost without an error; only what runs before the runtime can see it.
package streams

// #include <errno.h>
// #include <fcntl.h>
//
// static int closed[3];
//
// __attribute__((constructor)) static void look(void) {
//	for (int i = 0; i < 3; i++)
//		closed[i] = fcntl(i, F_GETFD) == -1 && errno == EBADF;
// }
//
// static int wasClosed(int stream) { return closed[stream]; }
import "C"

import "os"

// Stdout is the standard output. If it was closed when the program was started, every write to it
// fails.
func Stdout() *os.File {
	if C.wasClosed(1) == 0 {
		return os.Stdout
	}
	file := os.NewFile(os.Stdout.Fd(), "standard output")
	file.Close()
	return file
}
