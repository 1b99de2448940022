package clang

import clang "github.com/drvlint/drvlint/internal/libclang"

// Version tells versions of libclang from each other; "" if none can be used.
func Version() string {
	if _, err := Library(); err != nil {
		return ""
	}
	return clang.Version()
}

// Operators says where the operators of expressions come from: the "API" of libclang, or the
// "bits" of clang's tree. Library must have succeeded.
func Operators() string { return loadedOperators.source }
