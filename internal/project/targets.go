package project

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/drvlint/drvlint/internal/paths"
)

// group makes drivers of the commands: one of each target with an entry point. Where no
// target is to be seen the folders decide, as they do without a database.
func (d *database) group(commands []command) {
	targets := map[string][]command{}
	for _, c := range commands {
		targets[c.target] = append(targets[c.target], c)
	}
	d.plain(targets[""])
	delete(targets, "")
	var drivers, libraries, others []string
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		switch kind := d.kindOf(targets[name]); {
		case kind == entryMarker:
			drivers = append(drivers, name)
		case kind == noMarker && slices.ContainsFunc(targets[name], func(c command) bool { return c.kernel }):
			libraries = append(libraries, name)
		default:
			others = append(others, name)
		}
	}
	if len(drivers) == 1 { // nobody else can link the libraries
		for _, name := range libraries {
			targets[drivers[0]] = append(targets[drivers[0]], targets[name]...)
		}
		libraries = nil
	}
	for _, name := range append(drivers, libraries...) {
		d.driver(name, targets[name])
	}
	for _, name := range others {
		for _, c := range targets[name] {
			d.finder.aside[c.unit.File] = true
		}
		d.finder.note(Notice{
			Message: filepath.Base(name) + " is not a kernel driver, skipped: no file of it defines DriverEntry, and no option of it is for the kernel",
			File:    d.file, Routine: true,
		})
	}
}

func (d *database) kindOf(commands []command) marker {
	kind := noMarker
	for _, c := range commands {
		switch d.finder.marker(c.unit.File) {
		case entryMarker:
			return entryMarker
		case mainMarker:
			kind = mainMarker
		}
	}
	return kind
}

func (d *database) driver(target string, commands []command) {
	driver := Driver{Name: filepath.Base(target), File: d.file, Root: filepath.Dir(commands[0].unit.File)}
	for _, c := range commands {
		for !paths.Within(c.unit.File, driver.Root) {
			driver.Root = filepath.Dir(driver.Root)
		}
		driver.Units = append(driver.Units, c.unit)
	}
	d.finder.add(driver)
}

// plain groups commands by the folders of their files.
func (d *database) plain(commands []command) {
	units := map[string]Unit{}
	var files []string
	for _, c := range commands {
		if _, known := units[c.unit.File]; !known {
			units[c.unit.File] = c.unit
			files = append(files, c.unit.File)
		}
	}
	if len(files) == 0 {
		return
	}
	before := len(d.finder.drivers)
	root, sources := d.finder.rooted(files)
	d.finder.plain(root, sources, newClaims())
	for i := range d.finder.drivers[before:] {
		driver := &d.finder.drivers[before+i]
		driver.File = d.file
		for j, u := range driver.Units {
			driver.Units[j] = units[u.File]
		}
	}
}
