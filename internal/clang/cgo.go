// Package clang turns C files into ir with libclang. It is the only package that uses
// cgo and the only importer of go-clang.
package clang

// #cgo CFLAGS: -I/usr/lib/llvm-15/include -I/usr/lib/llvm15/include -I/usr/lib64/llvm15/include
// #cgo linux LDFLAGS: -L/usr/lib/llvm-15/lib -L/usr/lib/llvm15/lib -L/usr/lib64/llvm15/lib -lclang
// #cgo linux LDFLAGS: -Wl,-rpath,/usr/lib/llvm-15/lib -Wl,-rpath,/usr/lib/llvm15/lib -Wl,-rpath,/usr/lib64/llvm15/lib
import "C"

import "os"

// libclang reads this when it makes its first index. With its crash recovery on, it
// takes over the signals by which Go turns a nil dereference into a panic.
func init() { os.Setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1") }
