package libclang

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// A Library is the libclang that is loaded.
type Library struct {
	File string // its path
	From string // why this one, such as "in Python's packages"

	places int // how many places were looked at; 0 if it was named
}

// Open loads the file that Variable names, or else the first libclang that it finds and
// that verify accepts. A file that is named and can't be used is an error, whatever else
// there is. From then on Variable names what was loaded, for processes that this one starts.
func Open(verify func() error) (*Library, error) {
	if named := os.Getenv(Variable); named != "" {
		return openNamed(named, verify)
	}
	return openFirst(places(), verify)
}

// openFirst loads the first libclang in the places that verify accepts.
func openFirst(places []place, verify func() error) (*Library, error) {
	var refused, nowhere []string
	for i, p := range places {
		files := p.files()
		for _, file := range files {
			err := use(file, verify)
			if err == nil {
				return &Library{file, p.name, i + 1}, os.Setenv(Variable, file)
			}
			refused = append(refused, fmt.Sprintf("%s: %v", file, err))
		}
		if len(files) == 0 {
			nowhere = append(nowhere, p.String())
		}
	}
	return nil, notFound(refused, nowhere)
}

// A Choice is which libclang Open took, in words that tell whether it would take the same again: it is remembered by who
// would rather not load it to know its version.
type Choice struct {
	File, Version string
	Places        int    // how many of the places were looked at; 0 if the file was named
	Seen          string // the files there, in order, with their sizes and times; "" before Noted
}

// Chosen is the choice that made the library the one that is loaded.
func (l *Library) Chosen() Choice {
	return Choice{File: l.File, Version: Version(), Places: l.places}
}

// Noted is the choice with what tells a later run whether it would be made again.
func (c Choice) Noted() Choice {
	c.Seen = seen(c.Places, c.File)
	return c
}

// Holds reports whether Open would take the same file again, which has not changed.
func (c Choice) Holds() bool {
	named := os.Getenv(Variable)
	if c.Seen == "" || c.Places > len(places()) || (c.Places == 0) != (named != "") || named != "" && named != c.File {
		return false
	}
	return c.Seen == seen(c.Places, c.File)
}

// seen describes the files in the first n places, or the one that is named.
func seen(n int, named string) string {
	files := []string{named}
	if n > 0 {
		files = nil
		for _, p := range places()[:n] {
			files = append(files, p.files()...)
		}
	}
	var b strings.Builder
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return "" // of which nothing is remembered
		}
		fmt.Fprintf(&b, "%s %d %d\n", file, info.Size(), info.ModTime().UnixNano())
	}
	return b.String()
}

func (p place) String() string {
	switch {
	case len(p.folders) == 0:
		return p.name
	case p.below != nil:
		return fmt.Sprintf("%s (below %s)", p.name, strings.Join(p.below, ", "))
	}
	return fmt.Sprintf("%s (%s)", p.name, strings.Join(p.folders, ", "))
}

func openNamed(named string, verify func() error) (*Library, error) {
	file, err := filepath.Abs(named)
	if err == nil {
		err = use(file, verify)
	}
	if err != nil {
		return nil, fmt.Errorf("libclang %s, named by --libclang or %s, can't be used: %w; name another, or none so that one is looked for, or %s", named, Variable, err, advice())
	}
	return &Library{File: file, From: "named by --libclang or " + Variable}, os.Setenv(Variable, file)
}

func use(file string, verify func() error) error {
	if err := load(file); err != nil {
		return err
	}
	return verify()
}

func notFound(refused, nowhere []string) error {
	var b strings.Builder
	b.WriteString("no libclang can be used: ")
	if len(refused) > 0 {
		b.WriteString(strings.Join(refused, "; ") + "; ")
	}
	if len(nowhere) > 0 {
		b.WriteString("there is no " + strings.Join(patterns(), " or ") + " " + strings.Join(nowhere, ", none ") + "; ")
	}
	b.WriteString(advice() + ", or name its file by --libclang or " + Variable)
	return errors.New(b.String())
}

// advice is the command that installs libclang here.
func advice() string {
	const python = "pip install libclang==15.0.6.1"
	switch runtime.GOOS {
	case "windows":
		return "install one by: python -m " + python
	case "darwin":
		return "install one by: python3 -m " + python
	}
	for _, system := range []struct{ mark, command string }{
		{"/etc/debian_version", "apt-get install " + debianPackage()},
		{"/etc/alpine-release", "apk add clang15-libs"},
		{"/etc/fedora-release", "dnf install clang-libs"},
	} {
		if _, err := os.Stat(system.mark); err == nil {
			return "install one by: " + system.command + ", or: " + python
		}
	}
	return "install one by: " + python
}

// debianPackage is the package of libclang that this Debian has, or what is made of it: Debian 13
// has another than those before it, and than Ubuntu, which calls it trixie.
func debianPackage() string {
	version, _ := os.ReadFile("/etc/debian_version") // none is as good as any
	if strings.HasPrefix(string(version), "13") {
		return "libclang1-19"
	}
	return "libclang1-15"
}
