package clang

import (
	"fmt"
	"strings"
)

// Args returns the arguments for macros, NAME or NAME=VALUE, for include folders, and for
// files that are included first. A macro ends with its line, as it does for compilers.
func Args(defines, includes, forced []string) []string {
	var list []string
	for _, define := range defines {
		if end := strings.IndexAny(define, "\r\n"); end >= 0 {
			define = define[:end]
		}
		if define != "" {
			list = append(list, "-D"+define)
		}
	}
	for _, folder := range includes {
		if folder != "" {
			list = append(list, "-I"+folder)
		}
	}
	for _, file := range forced {
		if file != "" {
			list = append(list, "-include", file)
		}
	}
	return list
}

// CheckArgs returns an error that names the first argument which Args does not make: others
// could make clang write files, load plugins or read what it is not shown.
func CheckArgs(args []string) error {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "-include" && i+1 < len(args) && args[i+1] != "":
			i++
		case len(arg) > 2 && strings.HasPrefix(arg, "-I"):
		case len(arg) > 2 && strings.HasPrefix(arg, "-D") && !strings.ContainsAny(arg, "\r\n"):
		case arg == "-D" || arg == "-I" || arg == "-include":
			return fmt.Errorf("the argument %s is incomplete", arg)
		default:
			return fmt.Errorf("the argument %q is none that a plan has: -DNAME=VALUE, -IFOLDER and -include FILE are", arg)
		}
	}
	return nil
}
