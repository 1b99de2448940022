package fix

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/wholefile"
)

// A Plan is the edits to make.
type Plan struct {
	// Fixed are the indices of the findings that the edits repair, in order.
	Fixed []int
	// Refused says why findings that propose a fix are not repaired.
	Refused []report.Notification

	tree    *Tree
	changes []*change
}

// A change is what happens to one file.
type change struct {
	name     string // as findings spell it
	path     string // absolute
	mode     fs.FileMode
	raw      []byte
	text     []byte
	form     form
	edits    []report.Edit // sorted, apart from each other
	findings int
}

// Plan chooses the edits for those of the findings that are active: the first fix of each,
// in order. One that would overlap an earlier one is refused. The paths of the findings are
// absolute or relative to the working folder.
func (t *Tree) Plan(findings []report.Finding) *Plan {
	p := &Plan{tree: t}
	for i, f := range findings {
		if !f.Active() || len(f.Fixes) == 0 {
			continue
		}
		if err := p.add(f.Fixes[0].Edits); err != nil {
			p.Refused = append(p.Refused, report.Notification{
				Level: report.Warning, File: f.File, Line: f.Line, Message: fmt.Sprintf("the finding of %s is not fixed: %v", f.Check, err),
			})
			continue
		}
		p.Fixed = append(p.Fixed, i)
	}
	slices.SortFunc(p.changes, func(a, b *change) int { return strings.Compare(a.name, b.name) })
	return p
}

var errOverlap = errors.New("its fix overlaps another one; run again when that is made")

// add takes over the edits of one fix, all or none.
func (p *Plan) add(edits []report.Edit) error {
	files := map[string]*change{}
	for _, e := range edits {
		c, err := p.open(e.File)
		if err != nil {
			return fmt.Errorf("%s %w", e.File, err)
		}
		if e.Start < 0 || e.End < e.Start || e.End > len(c.text) {
			return fmt.Errorf("%s %w", e.File, errChanged)
		}
		files[e.File] = c
	}
	isNew := func(e report.Edit) bool { return !slices.Contains(files[e.File].edits, e) }
	if !slices.ContainsFunc(edits, isNew) { // another finding has the same fix
		for _, c := range files {
			c.findings++
		}
		return nil
	}
	for i, e := range edits {
		clash := func(other report.Edit) bool { return overlap(e, other) }
		own := func(other report.Edit) bool { return other.File == e.File && overlap(e, other) }
		if slices.ContainsFunc(files[e.File].edits, clash) || slices.ContainsFunc(edits[:i], own) {
			return errOverlap
		}
	}
	for _, e := range edits {
		c := files[e.File]
		c.edits = append(c.edits, e)
	}
	for _, c := range files {
		c.findings++
		slices.SortFunc(c.edits, func(a, b report.Edit) int { return a.Start - b.Start })
		if !slices.Contains(p.changes, c) {
			p.changes = append(p.changes, c)
		}
	}
	return nil
}

// overlap reports whether two edits have a byte in common or meet at one place.
func overlap(a, b report.Edit) bool { return a.Start <= b.End && b.Start <= a.End }

// open reads a file that an edit is in; one that is in the plan already is that.
func (p *Plan) open(name string) (*change, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	for _, c := range p.changes {
		if c.path == path {
			return c, nil
		}
	}
	raw, mode, err := p.tree.read(path)
	if err != nil {
		return nil, err
	}
	text, form, err := decode(raw)
	if err != nil {
		return nil, err
	}
	return &change{name: name, path: path, mode: mode, raw: raw, text: text, form: form}, nil
}

// result is the text with the edits made.
func (c *change) result() []byte {
	var out bytes.Buffer
	at := 0
	for _, e := range c.edits {
		out.Write(c.text[at:e.Start])
		out.WriteString(e.NewText)
		at = e.End
	}
	out.Write(c.text[at:])
	return out.Bytes()
}

// Diff is the plan as a unified diff, "" if there is nothing to do.
func (p *Plan) Diff() (string, error) {
	var b strings.Builder
	for _, c := range p.changes {
		name := strings.TrimPrefix(filepath.ToSlash(c.name), "/")
		var edits []udiff.Edit
		for _, e := range c.edits {
			edits = append(edits, udiff.Edit{Start: e.Start, End: e.End, New: e.NewText})
		}
		diff, err := udiff.ToUnified("a/"+name, "b/"+name, string(c.text), edits, udiff.DefaultContextLines)
		if err != nil {
			return "", fmt.Errorf("%s: make a diff: %w", c.name, err)
		}
		b.WriteString(diff)
	}
	return b.String(), nil
}

// Apply writes the files, each as a whole, and says of each how much was fixed. Those that
// have changed since they were analysed stay as they are, which the error says.
func (p *Plan) Apply() (notes []report.Notification, err error) {
	for _, c := range p.changes {
		if failure := p.write(c); failure != nil {
			err = errors.Join(err, fmt.Errorf("%s %w", c.name, failure))
			continue
		}
		findings := "1 finding"
		if c.findings > 1 {
			findings = fmt.Sprintf("%d findings", c.findings)
		}
		notes = append(notes, report.Notification{Level: report.Note, File: c.name, Message: findings + " fixed"})
	}
	return notes, err
}

func (p *Plan) write(c *change) error {
	raw, err := c.form.encode(c.result())
	if err != nil {
		return fmt.Errorf("can't be repaired: %w", err)
	}
	now, err := os.ReadFile(c.path)
	if err != nil {
		return fmt.Errorf("can't be repaired: %w", err)
	}
	if sha256.Sum256(now) != sha256.Sum256(c.raw) {
		return errChanged
	}
	if err := wholefile.WriteMode(c.path, raw, c.mode.Perm()); err != nil {
		return fmt.Errorf("can't be repaired: %w", err)
	}
	return nil
}
