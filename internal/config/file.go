// Package config reads .drvlint.yaml: which checks run and how severe their findings are,
// which paths count, how the source is compiled, and what the driver's own routines do.
package config

// Name is the file that is looked for.
const Name = ".drvlint.yaml"

//go:generate go run ./gen ../../docs/drvlint.schema.json

// A File is a configuration as it is written. Its comments and tags are also the schema
// for editors: they are what authors read.
type File struct {
	// Checks by name, or all of them: off, on, or the level that its findings get.
	Checks map[string]Setting `yaml:"checks"`
	// Which files findings are reported from.
	Paths Paths `yaml:"paths"`
	// Macros that are defined in every C file, as NAME or NAME=VALUE, after those of the project.
	Defines []string `yaml:"defines"`
	// Folders to search for headers, relative to this file, after those of the project.
	Includes []string `yaml:"includes"`
	// What the driver's own routines do, or those of a library that comes without source.
	Routines []Routine `yaml:"routines"`
	// What suppressions in the source must look like.
	Suppressions Suppressions `yaml:"suppressions"`
	// Count skipped C++ files and little understood files as incomplete, as --strict does.
	Strict bool `yaml:"strict"`
	// Report what is right, but common and rarely harmful, too, as --pedantic does.
	Pedantic bool `yaml:"pedantic"`
}

// A Setting is what is wanted of a check.
type Setting string

// The settings.
const (
	Off     Setting = "off"
	On      Setting = "on" // at the level that the check gives
	Error   Setting = "error"
	Warning Setting = "warning"
	Note    Setting = "note"
)

// Settings lists what a check may be set to.
var Settings = []string{string(Off), string(On), string(Error), string(Warning), string(Note)}

// All is the name that stands for every check. A check's own setting goes before it.
const All = "all"

// Paths say from which files findings are reported. Every C file of a driver is analysed
// all the same, since it may hold the other half of what is done in a reported one. A
// driver without any reported file is not analysed. The globs are relative to the
// configuration file; * stops at a slash, ** does not. A folder stands for all in it.
type Paths struct {
	// Only files that match one of these globs are reported from.
	Include []string `yaml:"include"`
	// Files that match one of these globs are not, even if they are included.
	Exclude []string `yaml:"exclude"`
}

// A Routine is a row as in the tables of package ddi.
type Routine struct {
	// The function's name as it is called. A row goes before the function's body.
	Name string `yaml:"name" jsonschema:"required"`
	// What the routine does, in one word.
	Category string `yaml:"category" jsonschema:"required"`
	// Which argument plays a role, counted from 0.
	Arguments map[string]int `yaml:"arguments"`
	// When the call can't block: always, or any of the tests zero:ARG (ARG points to zero), eq:ARG:VALUE, ne:ARG:VALUE.
	Nonblocking []string `yaml:"nonblocking"`
	// The routines that undo this one.
	Pair []string `yaml:"pair"`
	// The highest IRQL at which it may be called.
	MaxIRQL string `yaml:"max_irql"`
	// How the result follows from the arguments.
	Predicate string `yaml:"predicate"`
}

// Levels lists what MaxIRQL may be.
var Levels = []string{"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL", "DIRQL", "HIGH_LEVEL", "any"}

// Suppressions say what a suppression in the source must look like.
type Suppressions struct {
	// Every suppression must give a reason after the names; one without does not count.
	RequireReason bool `yaml:"require_reason"`
}
