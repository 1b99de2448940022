package facts

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/clang"
)

func TestPack(t *testing.T) {
	for _, text := range []string{"", "a", strings.Repeat("the same function ", 100_000)} {
		packed := Pack([]byte(text))
		if again := Pack([]byte(text)); !bytes.Equal(again, packed) {
			t.Error("packing again gives other bytes")
		}
		if got, err := Unpack(packed); err != nil || string(got) != text {
			t.Errorf("got %.20q, %v", got, err)
		}
		if Size(packed) != int64(len(text)) {
			t.Errorf("the size is %d", Size(packed))
		}
		if len(text) > 1000 && len(packed) > len(text)/100 {
			t.Errorf("%d bytes are packed to %d", len(text), len(packed))
		}
	}
}

// What says that it unpacks to more than it does, or to more than anything may, is refused.
func TestUnpackWhatIsNone(t *testing.T) {
	frame := Pack(bytes.Repeat([]byte{0}, 1000))[2:]
	for name, text := range map[string][]byte{
		"nothing":      nil,
		"no frame":     {5},
		"another size": append(binary.AppendUvarint(nil, 999), frame...),
		"half a frame": append(binary.AppendUvarint(nil, 1000), frame[:len(frame)/2]...),
		"too much":     append(binary.AppendUvarint(nil, maxUnpacked+1), frame...),
		"no size":      bytes.Repeat([]byte{0xff}, 20),
		"garbage":      append(binary.AppendUvarint(nil, 1000), bytes.Repeat([]byte{7}, 100)...),
	} {
		if out, err := Unpack(text); err == nil {
			t.Errorf("%s: unpacks to %d bytes", name, len(out))
		}
	}
}

// Who hands a unit on holds its outline, and the rest packed.
func TestUnitIsPacked(t *testing.T) {
	unit := sample(t)
	var inputs []clang.Input
	for i := range 5000 {
		inputs = append(inputs, clang.Input{Question: clang.Question{Kind: clang.TextOf, Path: fmt.Sprintf("/driver/inc/header%d.h", i)}, Answer: "absent"})
	}
	made := Of(&clang.Parsed{Unit: unit, Inputs: inputs})
	text := made.Append(nil)
	read, err := ReadUnit(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > 60_000 {
		t.Errorf("5000 inputs and a small unit are written as %d bytes", len(text))
	}
	if got := read.Inputs(); !slices.Equal(got, inputs) {
		t.Errorf("of %d inputs there are %d", len(inputs), len(got))
	}
	if got, err := read.IR(); err != nil || got.Format("") != unit.Format("") {
		t.Errorf("the IR is another one: %v", err)
	}
	if !bytes.Equal(read.Append(nil), text) {
		t.Error("writing it again gives other bytes")
	}
	for _, untold := range []*Unit{Problem("a.c", "is empty"), Of(&clang.Parsed{Unit: unit})} {
		read, err := ReadUnit(untold.Append(nil))
		if err != nil || read.Inputs() != nil {
			t.Errorf("what can't be told is %v, %v", read.Inputs(), err)
		}
	}
}
