package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

const noticesFile = "THIRD_PARTY_NOTICES.txt"

// A linked module, or what a toolchain adds, is part of an executable. Its licenses are files in
// its folder.
type linked struct{ path, version, folder string }

// toolchains are linked into what their compilers build: Go's library and runtime, the
// compiler_rt of zig, and for Windows the runtime of mingw-w64, which zig has as well. The
// licenses of the latter two are kept here as the package ziglang has them. Versions are left out:
// newer ones of the same license change nothing.
func toolchains() ([]linked, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("find Go: %w", err)
	}
	return []linked{
		{path: "The Go standard library and runtime", folder: strings.TrimSpace(string(out))},
		{path: "compiler_rt of zig, parts of which come from LLVM", folder: "internal/dist/licenses/zig"},
		{path: "The runtime of mingw-w64, in the executables for Windows", folder: "internal/dist/licenses/mingw-w64"},
	}, nil
}

// modules lists what is linked into the executables of all platforms, sorted.
func modules() ([]linked, error) {
	var list []linked
	for _, p := range platforms {
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/drvlint")
		cmd.Env = append(os.Environ(), "GOOS="+p.system, "GOARCH="+p.processor, "CGO_ENABLED=1")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("list the modules for %v: %w", p, err)
		}
		for line := range strings.FieldsFuncSeq(string(out), func(r rune) bool { return r == '\n' }) {
			f := strings.Split(line, "\t")
			list = append(list, linked{f[0], f[1], f[2]})
		}
	}
	slices.SortFunc(list, func(a, b linked) int { return strings.Compare(a.path, b.path) })
	return slices.Compact(list), nil
}

// least is the percentage of a text that must be known licenses for it to be taken for these.
const least = 75

var (
	says  = regexp.MustCompile(`SPDX-License-Identifier: ([-A-Za-z0-9.+() ]*[A-Za-z0-9.+)])`)
	grant = regexp.MustCompile(`(?i)^(notice|patents)([-.].*)?$`)
)

// licensed returns the licenses of a folder as an expression of SPDX: what its files of licenses
// say themselves, or which texts they hold. It is an error if one of them is not known.
func licensed(folder string) (string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", err
	}
	var all []string
	for _, e := range entries {
		if !e.Type().IsRegular() || !license.MatchString(e.Name()) || grant.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return "", err
		}
		if m := says.FindSubmatch(text); m != nil {
			all = append(all, "("+string(m[1])+")")
			continue
		}
		known := licensecheck.Scan(text)
		if known.Percent < least {
			return "", fmt.Errorf("%s: only %.0f%% of %s is the text of a known license", folder, known.Percent, e.Name())
		}
		for _, m := range known.Match {
			all = append(all, m.ID)
		}
	}
	if len(all) == 0 {
		return "", fmt.Errorf("%s holds no license", folder)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 1 {
		return strings.Trim(all[0], "()"), nil
	}
	return strings.Join(all, " AND "), nil
}

var license = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([-.].*)?$`)

// texts returns what a folder holds in files of licenses, in their order.
func texts(folder string) ([]byte, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []byte
	for _, e := range entries {
		if !e.Type().IsRegular() || !license.MatchString(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		all = append(append(all, bytes.TrimRight(text, " \n\f")...), "\n\n"...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s holds no license", folder)
	}
	return all, nil
}

// notices returns the licenses of all that is linked into an executable, each with the names
// of what it is for.
func notices() ([]byte, error) {
	list, err := modules()
	if err != nil {
		return nil, err
	}
	added, err := toolchains()
	if err != nil {
		return nil, err
	}
	list = append(added, list...)
	var order []string
	users := map[string][]string{}
	for _, m := range list {
		text, err := texts(m.folder)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.path, err)
		}
		if users[string(text)] == nil {
			order = append(order, string(text))
		}
		users[string(text)] = append(users[string(text)], strings.TrimSpace(m.path+" "+m.version))
	}
	var b bytes.Buffer
	b.WriteString(`What is linked into the executables of drvlint, and under which licenses. go generate ./internal/dist
writes this file.
`)
	for _, text := range order {
		b.WriteString("\n" + strings.Repeat("=", 100) + "\n")
		for _, user := range users[text] {
			b.WriteString(user + "\n")
		}
		b.WriteString(strings.Repeat("-", 100) + "\n\n" + strings.TrimRight(text, "\n") + "\n")
	}
	return b.Bytes(), nil
}
