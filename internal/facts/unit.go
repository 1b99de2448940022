package facts

import (
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/ir"
)

// A Unit is what is known of a unit, with its IR as it crosses the border of a process, which
// whoever only hands it on need not read; or as it is in memory, if it never crossed one.
// It doesn't change, and may be used by many goroutines.
type Unit struct {
	clang.Outline
	unit *ir.Unit
	text []byte // nil: unit holds the IR
}

var (
	irForm   = NewForm[*ir.Unit]()
	unitForm = NewForm[packed]()
)

// packed is what is written of a Unit.
type packed struct {
	Outline clang.Outline
	IR      []byte
}

// UnitShape spells what a Unit is written as: what was written with another shape can't be read.
var UnitShape = unitForm.Shape() + irForm.Shape()

// Of returns what is known of a unit that this process has parsed.
func Of(p *clang.Parsed) *Unit { return &Unit{Outline: p.Outline(), unit: p.Unit} }

// Problem returns a unit of which only is known why there is nothing.
func Problem(file, message string) *Unit {
	return &Unit{Outline: clang.Outline{Problems: []clang.Problem{{File: file, Message: message}}}}
}

// Text returns the IR as Read takes it.
func (u *Unit) Text() []byte {
	if u.text != nil {
		return u.text
	}
	return irForm.Append(nil, &u.unit)
}

// IR returns the IR, nil if the unit could not be parsed. It is not to be changed.
func (u *Unit) IR() (*ir.Unit, error) {
	if u.text == nil {
		return u.unit, nil
	}
	return ReadIR(u.text)
}

// ReadIR reads what Text returned.
func ReadIR(text []byte) (*ir.Unit, error) {
	unit, err := irForm.Read(text)
	if err != nil {
		return nil, fmt.Errorf("read the IR of a unit: %w", err)
	}
	return *unit, nil
}

// Append appends a unit to out.
func (u *Unit) Append(out []byte) []byte {
	return unitForm.Append(out, &packed{u.Outline, u.Text()})
}

// ReadUnit reads what Append appended, which is not to be changed later: the IR stays in it.
func ReadUnit(text []byte) (*Unit, error) {
	p, err := unitForm.Read(text)
	if err != nil {
		return nil, fmt.Errorf("read the facts of a unit: %w", err)
	}
	if p.IR == nil {
		return nil, fmt.Errorf("read the facts of a unit: there is no IR")
	}
	return &Unit{Outline: p.Outline, text: p.IR}, nil
}

// Moved returns a unit with other paths. What it depends on it does not tell.
func (u *Unit) Moved(change func(string) string) (*Unit, error) {
	unit, err := u.IR()
	if err != nil {
		return nil, err
	}
	m := &Unit{Outline: u.Outline}
	m.File, m.Sources, m.Inputs = change(u.File), slices.Clone(u.Sources), nil
	m.Included, m.Problems = slices.Clone(u.Included), slices.Clone(u.Problems)
	for i := range m.Sources {
		m.Sources[i] = change(m.Sources[i])
	}
	for i := range m.Included {
		m.Included[i].File = change(m.Included[i].File)
	}
	for i := range m.Problems {
		m.Problems[i].File = change(m.Problems[i].File)
	}
	if unit == nil {
		return m, nil
	}
	moved := *unit
	moved.File, moved.Files = change(unit.File), slices.Clone(unit.Files)
	for i := range moved.Files {
		moved.Files[i].Name = change(moved.Files[i].Name)
	}
	m.unit = &moved
	return m, nil
}
