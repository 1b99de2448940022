package clang

import "github.com/go-clang/clang-v15/clang"

// Version tells versions of libclang from each other.
func Version() string { return clang.GetClangVersion() }
