package lsp

import "golang.org/x/sys/windows"

// await returns when the process is gone, with true; or with false when stop is closed, or at
// once if it can't be seen from here. The handle keeps its number from being given to another.
func await(pid int, stop <-chan struct{}) bool {
	process, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return false
	}
	defer windows.CloseHandle(process)
	for {
		event, err := windows.WaitForSingleObject(process, 2000) // milliseconds
		if err != nil || event == windows.WAIT_OBJECT_0 {
			return err == nil
		}
		select {
		case <-stop:
			return false
		default:
		}
	}
}
