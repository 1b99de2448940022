package facts

import (
	"bytes"
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
	unit   *ir.Unit
	inputs []clang.Input
	packed packed // as it was read; nothing in it if the unit was made here
}

var (
	irForm     = NewForm[*ir.Unit]()
	inputsForm = NewForm[[]clang.Input]()
	unitForm   = NewForm[written]()
)

// packed is what is written of a Unit besides its outline: its inputs and its IR, each packed. The
// inputs of one are thousands of paths, which only a cache wants to know.
type packed struct{ Inputs, IR []byte }

// written is what is written of a Unit.
type written struct {
	Outline clang.Outline
	packed
}

// UnitShape spells what a Unit is written as: what was written with another shape can't be read.
var UnitShape = unitForm.Shape() + inputsForm.Shape() + irForm.Shape() + " in zstd"

// Of returns what is known of a unit that this process has parsed.
func Of(p *clang.Parsed) *Unit { return &Unit{Outline: p.Outline(), unit: p.Unit, inputs: p.Inputs} }

// Problem returns a unit of which only is known why there is nothing.
func Problem(file, message string) *Unit {
	return &Unit{Outline: clang.Outline{Problems: []clang.Problem{{File: file, Message: message}}}}
}

// Text returns the IR as ReadIR takes it.
func (u *Unit) Text() []byte {
	if u.packed.IR != nil {
		return u.packed.IR
	}
	return Pack(irForm.Append(nil, &u.unit))
}

// Inputs are what the unit depends on besides its task, in a fixed order; nil if that can't be told.
func (u *Unit) Inputs() []clang.Input {
	if u.packed.Inputs == nil {
		return u.inputs
	}
	text, err := Unpack(u.packed.Inputs)
	if err != nil {
		return nil
	}
	inputs, err := inputsForm.Read(text)
	if err != nil {
		return nil
	}
	return *inputs
}

// Size is how long a text of Text is unpacked, in bytes; 0 if it is none.
func Size(text []byte) int64 {
	size, _, err := unpackedSize(text)
	if err != nil {
		return 0
	}
	return int64(size)
}

// IR returns the IR, nil if the unit could not be parsed. It is not to be changed.
func (u *Unit) IR() (*ir.Unit, error) {
	if u.packed.IR == nil {
		return u.unit, nil
	}
	return ReadIR(u.packed.IR)
}

// ReadIR reads what Text returned.
func ReadIR(text []byte) (*ir.Unit, error) {
	text, err := Unpack(text)
	if err != nil {
		return nil, fmt.Errorf("read the IR of a unit: %w", err)
	}
	unit, err := irForm.Read(text)
	if err != nil {
		return nil, fmt.Errorf("read the IR of a unit: %w", err)
	}
	return *unit, nil
}

// Append appends a unit to out.
func (u *Unit) Append(out []byte) []byte {
	inputs := u.packed.Inputs
	if inputs == nil {
		inputs = Pack(inputsForm.Append(nil, &u.inputs))
	}
	return unitForm.Append(out, &written{u.Outline, packed{inputs, u.Text()}})
}

// ReadUnit reads what Append appended.
func ReadUnit(text []byte) (*Unit, error) {
	p, err := unitForm.Read(text)
	if err != nil {
		return nil, fmt.Errorf("read the facts of a unit: %w", err)
	}
	if p.IR == nil || p.Inputs == nil {
		return nil, fmt.Errorf("read the facts of a unit: there is no IR")
	}
	return &Unit{Outline: p.Outline, packed: packed{bytes.Clone(p.Inputs), bytes.Clone(p.IR)}}, nil // the rest of the text goes
}

// Moved returns a unit with other paths. What it depends on it does not tell.
func (u *Unit) Moved(change func(string) string) (*Unit, error) {
	unit, err := u.IR()
	if err != nil {
		return nil, err
	}
	m := &Unit{Outline: u.Outline}
	m.File, m.Sources, m.Texts, m.Lessons = change(u.File), slices.Clone(u.Sources), nil, nil
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
