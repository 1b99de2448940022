package driver

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/property/irql"
)

// FormatRoles writes for what the system calls f, at which levels, and what its annotations
// say, as `drvlint dump roles` prints it.
func (d *Driver) FormatRoles(f *program.Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s:\n", f.Name)
	for _, r := range d.Roles(f) {
		fmt.Fprintf(&b, "\trole %s by %s", r.Role, r.Routine)
		if r.Index >= 0 {
			fmt.Fprintf(&b, "[%d]", r.Index)
		}
		if r.By != nil {
			fmt.Fprintf(&b, " in %s", r.By.Name)
		}
		fmt.Fprintf(&b, " ; L%d\n", r.Unit.Line(r.At))
	}
	if levels, known := d.EntryLevels(f); known {
		fmt.Fprintf(&b, "\tentered at %s\n", irql.LevelWords(levels))
	}
	if depth, known := d.Levels.RegionOnEntry(f); known {
		fmt.Fprintf(&b, "\tentered in %d critical regions\n", depth)
	}
	if c := d.Contract(f); c.Annotated || c.Same || c.Highest >= 0 || c.Lowest >= 0 {
		fmt.Fprintf(&b, "\tannotations%s\n", contractWords(c))
	}
	if d.Levels.Pageable(f) {
		b.WriteString("\tpageable\n")
	}
	for _, callee := range d.Callees(f) {
		fmt.Fprintf(&b, "\tcalls %s\n", callee.Name)
	}
	for _, callee := range d.MayCall(f) {
		fmt.Fprintf(&b, "\tmay call %s\n", callee.Name)
	}
	return b.String()
}

// contractWords lists what a contract says of the level beyond that on entry.
func contractWords(c *program.Contract) string {
	var b strings.Builder
	for _, bound := range []struct {
		what  string
		level int
	}{{"returns at", c.Raises}, {"never above", c.Highest}, {"never below", c.Lowest}} {
		if bound.level >= 0 {
			fmt.Fprintf(&b, ", %s %s", bound.what, ddi.LevelName(bound.level))
		}
	}
	if c.Same {
		b.WriteString(", returns at the level of its caller")
	}
	for _, i := range c.Saves {
		fmt.Fprintf(&b, ", parameter %d takes the level", i+1)
	}
	for _, i := range c.Restores {
		fmt.Fprintf(&b, ", parameter %d gives the level", i+1)
	}
	return strings.TrimPrefix(b.String(), ",")
}
