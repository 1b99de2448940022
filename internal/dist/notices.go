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
)

const noticesFile = "THIRD_PARTY_NOTICES.txt"

// A linked module is part of an executable.
type linked struct{ path, version, folder string }

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
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("find Go: %w", err)
	}
	// Without the version: a newer Go of the same license changes nothing here.
	list = append([]linked{{path: "The Go standard library and runtime", folder: strings.TrimSpace(string(out))}}, list...)
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

The executables that are built with zig hold parts of compiler-rt, of LLVM, under the Apache License v2.0 with LLVM Exceptions
(https://llvm.org/LICENSE.txt); those for Windows also parts of the runtime of mingw-w64, which is in the public domain or under the
Zope Public License 2.1, Copyright (c) 2009 - 2013 by the mingw-w64 project (https://www.mingw-w64.org).
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
