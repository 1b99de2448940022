// Package clang turns C files into ir with libclang, which internal/libclang loads.
package clang

// #cgo CFLAGS: -I${SRCDIR}/../libclang
import "C"
