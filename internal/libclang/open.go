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
	for _, p := range places {
		files := p.files()
		for _, file := range files {
			err := use(file, verify)
			if err == nil {
				return &Library{file, p.name}, os.Setenv(Variable, file)
			}
			refused = append(refused, fmt.Sprintf("%s: %v", file, err))
		}
		if len(files) == 0 {
			nowhere = append(nowhere, p.String())
		}
	}
	return nil, notFound(refused, nowhere)
}

func (p place) String() string {
	if len(p.folders) == 0 {
		return p.name
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
	return &Library{file, "named by --libclang or " + Variable}, os.Setenv(Variable, file)
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
		b.WriteString("there is none " + strings.Join(nowhere, ", none ") + "; ")
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
