// Package project finds out what to analyse: the drivers under the paths that the
// user named, each a list of translation units with their arguments. All paths that it
// hands out are absolute.
package project

import (
	"fmt"
	"slices"
	"strings"
)

// A Driver is the set of units that are linked into one image.
type Driver struct {
	Name  string // the project's or folder's name; with folders before it where that is not unique
	Root  string // the folder that holds it
	File  string // the project file it was read from; "" for a plain folder
	Units []Unit
	// Outside are the words of the assembly and of the lists of exports (.def) beside its sources: what of its functions others may call. Sorted.
	Outside []string
	// Build is what tells the build apart; nil for the one that is read in any case.
	Build *Build
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
	// Routine marks what is to be expected of a large tree, such as programs for user
	// mode: of interest to who looks for it only.
	Routine bool
}

// A PathError says why a path that the user named can't be analysed and what to do.
type PathError struct {
	Path, Problem, Advice string
}

// Error is one line.
func (e *PathError) Error() string { return e.Path + ": " + e.Problem + "; " + e.Advice }

// A ConfigurationError says that no project has a configuration, or that its name is none.
type ConfigurationError struct {
	Wanted string
	Known  []string // those that projects have, in any order
}

// Error is one line.
func (e *ConfigurationError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("%s is not a configuration; write NAME|PLATFORM, such as %s", e.Wanted, DefaultConfiguration)
	}
	known := slices.Clone(e.Known)
	slices.Sort(known)
	return fmt.Sprintf("no project has a configuration %s; take one of %s", e.Wanted, strings.Join(slices.Compact(known), ", "))
}
