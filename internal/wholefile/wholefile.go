// Package wholefile writes files as a whole: who reads one sees what it was or what it becomes,
// and a run that is stopped leaves the old one.
package wholefile

import "io/fs"

// Write replaces a file by text, or makes it. One that was there keeps its permissions.
func Write(file string, text []byte) error { return write(file, text) }

// WriteMode replaces a file by text, or makes it, with these permissions, whatever the umask.
func WriteMode(file string, text []byte, mode fs.FileMode) error { return writeMode(file, text, mode) }
