package clang

import (
	"os"

	clang "github.com/drvlint/drvlint/internal/libclang"
)

// A Choice is which libclang there is, as an earlier run found out.
type Choice = clang.Choice

// trusted is the version of a libclang that is not loaded.
var trusted string

// Trust takes over which libclang an earlier run chose, without loading it: workers do that. It reports false if it would
// be another now. It is called before anything asks for the version.
func Trust(c Choice) bool { return c.Holds() && Take(c) }

// Take is Trust of a choice that was just made, by a worker. It reports false if the environment can't name it to others.
func Take(c Choice) bool {
	if os.Setenv(clang.Variable, c.File) != nil {
		return false
	}
	trusted = c.Version
	return true
}

// Version tells versions of libclang from each other; "" if none can be used.
func Version() string {
	if trusted != "" {
		return trusted
	}
	if _, err := Library(); err != nil {
		return ""
	}
	return clang.Version()
}

// Operators says where the operators of expressions come from: the "API" of libclang, or the
// "bits" of clang's tree. Library must have succeeded.
func Operators() string { return loadedOperators.source }
