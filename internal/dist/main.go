// Command dist makes what a release consists of: make dist runs it in the root of the
// repository. For each platform there are a wheel, an archive and an extension for Visual
// Studio Code, for Linux also a package for Debian; besides the sources for Python, a bill of
// materials and checksums. The executable is built once for each platform, as that of its wheel.
//
//	dist release [--platforms GOOS/GOARCH,…] FOLDER
//	dist notices    writes THIRD_PARTY_NOTICES.txt
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
)

//go:generate go run . -C ../.. notices

func main() {
	log.SetFlags(0)
	log.SetPrefix("dist: ")
	root := flag.String("C", ".", "the root of the repository")
	names := flag.String("platforms", "", "what to build for, as GOOS/GOARCH,…; all by default")
	flag.Parse()
	if err := os.Chdir(*root); err != nil {
		log.Fatal(err)
	}
	if err := run(*names, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func run(names string, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "notices":
		text, err := notices()
		if err != nil {
			return err
		}
		return os.WriteFile(noticesFile, text, 0o644)
	case len(args) == 2 && args[0] == "release":
		chosen, err := choose(names)
		if err != nil {
			return err
		}
		return release(chosen, args[1])
	}
	return errors.New("usage: dist notices, or dist [--platforms GOOS/GOARCH,…] release FOLDER")
}

// A platform is what there is a release for.
type platform struct {
	system, processor string // as GOOS and GOARCH name them
	wheel             string // the tag of its wheel begins so
	extension         string // as vsce names it
	libclang          string // the tag of the wheel of libclang
	multiarch         string // Debian's name of the processor, "" where there is no package
}

// platforms are those of python/hatch_build.py, which knows how to build for them.
var platforms = []platform{
	{"linux", "amd64", "manylinux_2_17_x86_64", "linux-x64", "manylinux2010_x86_64", "amd64"},
	{"linux", "arm64", "manylinux_2_17_aarch64", "linux-arm64", "manylinux2014_aarch64", "arm64"},
	{"windows", "amd64", "win_amd64", "win32-x64", "win_amd64", ""},
	{"windows", "arm64", "win_arm64", "win32-arm64", "win_arm64", ""},
}

func (p platform) String() string { return p.system + "/" + p.processor }

// program is the name of the executable.
func (p platform) program() string {
	if p.system == "windows" {
		return "drvlint.exe"
	}
	return "drvlint"
}

// library is the name that the package libclang gives its library.
func (p platform) library() string {
	switch p.system {
	case "windows":
		return "libclang.dll"
	case "darwin":
		return "libclang.dylib"
	}
	return "libclang.so"
}

// choose returns the platforms of a list of names; "" names all.
func choose(names string) ([]platform, error) {
	if names == "" {
		return platforms, nil
	}
	var list []platform
	for name := range strings.SplitSeq(names, ",") {
		known := len(list)
		for _, p := range platforms {
			if p.String() == name {
				list = append(list, p)
			}
		}
		if len(list) == known {
			return nil, fmt.Errorf("--platforms %s: there are %v", name, platforms)
		}
	}
	return list, nil
}
