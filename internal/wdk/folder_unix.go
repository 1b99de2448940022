//go:build unix

package wdk

// Folder is the folder in which the model headers are shown to clang. It does not
// exist: they are handed over as unsaved files.
const Folder = "/drvlint/include"
