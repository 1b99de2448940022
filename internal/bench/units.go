package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/runner"
)

// A unit is a file as other tools are given it: with the headers that drvlint makes, as
// files in a folder of the unit's own.
type unit struct {
	file    string
	args    []string // clang's
	headers []string // that clang includes first
	folder  string
}

// A corpus is the units of what lies at a path.
type corpus struct {
	units   []unit
	lines   int // of the units' own files
	skipped int // units for which no headers could be made
}

// prepare finds the drivers at a path as drvlint does, and writes their headers.
func prepare(path, folder string) (*corpus, error) {
	drivers, _, err := project.Find([]string{path}, project.Options{})
	if err != nil {
		return nil, err
	}
	c := &corpus{}
	for _, d := range drivers {
		for _, u := range runner.Units(d) {
			target := filepath.Join(folder, strconv.Itoa(len(c.units)))
			headers, err := clang.HeadersOf(d.Root, []clang.Unit{u}, target)
			if err != nil {
				c.skipped++
				continue
			}
			made, err := newUnit(u, headers[0], target)
			if err != nil {
				return nil, err
			}
			c.units = append(c.units, made)
			text, err := os.ReadFile(u.File)
			if err != nil {
				return nil, fmt.Errorf("count lines: %w", err)
			}
			c.lines += bytes.Count(text, []byte("\n"))
		}
	}
	if len(c.units) == 0 {
		return nil, fmt.Errorf("%s: no file there could be prepared for other tools; name a driver", path)
	}
	return c, nil
}

func newUnit(u clang.Unit, headers clang.Headers, folder string) (unit, error) {
	for name, text := range headers.Files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return unit{}, fmt.Errorf("write the headers: %w", err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			return unit{}, fmt.Errorf("write the headers: %w", err)
		}
	}
	made := unit{file: u.File, args: headers.Args, folder: folder}
	for i, arg := range headers.Args {
		if arg == "-include" && i+1 < len(headers.Args) {
			made.headers = append(made.headers, headers.Args[i+1])
		}
	}
	return made, nil
}
