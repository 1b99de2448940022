package clang

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// readable makes a text readable under a name of the file system, which is gone with
// the text after free. It lies in memory: a confined process can write no file.
func readable(text []byte) (name string, free func(), err error) {
	fd, err := unix.MemfdCreate("overlay.json", unix.MFD_CLOEXEC)
	if err != nil {
		return "", nil, fmt.Errorf("make a file in memory: %w", err)
	}
	file := os.NewFile(uintptr(fd), "overlay.json")
	if _, err := file.Write(text); err != nil {
		file.Close()
		return "", nil, fmt.Errorf("write a file in memory: %w", err)
	}
	return fmt.Sprintf("/proc/self/fd/%d", fd), func() { file.Close() }, nil
}
