// Package project finds out what to analyse: the drivers under the paths that the
// user named, each a list of translation units with their arguments. All paths that it
// hands out are absolute.
package project

// A Driver is the set of units that are linked into one image.
type Driver struct {
	Name  string // the project's or folder's name
	Root  string // the folder that holds it
	File  string // the project file it was read from; "" for a plain folder
	Units []Unit
}

// A Unit is one C or C++ file and how it is compiled.
type Unit struct {
	File      string   // path of the source file
	CPlusPlus bool     // compiled as C++
	Defines   []string // NAME or NAME=VALUE
	Includes  []string // folders to search, in order
	Forced    []string // files included before the first line (/FI)
}

// A Notice is something about the input that the user should know.
type Notice struct {
	Message string
	File    string
	// Incomplete reports that something named by the user was not analysed.
	Incomplete bool
}

// A PathError says why a path that the user named can't be analysed and what to do.
type PathError struct {
	Path, Problem, Advice string
}

// Error is one line.
func (e *PathError) Error() string { return e.Path + ": " + e.Problem + "; " + e.Advice }
