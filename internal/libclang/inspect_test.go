package libclang

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// elfHeader is the head of an ELF file: of what class, type and machine.
func elfHeader(class byte, kind, machine uint16) []byte {
	size := map[byte]int{1: 52, 2: 64}[class]
	h := make([]byte, size)
	copy(h, "\x7fELF")
	h[4], h[5], h[6] = class, 1, 1
	binary.LittleEndian.PutUint16(h[16:], kind)
	binary.LittleEndian.PutUint16(h[18:], machine)
	binary.LittleEndian.PutUint32(h[20:], 1)
	return h
}

// Nothing that is no library for this machine is loaded.
func TestInspect(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the files are those of Linux")
	}
	const intel386, program, library = 3, 2, 3
	folder := t.TempDir()
	for name, test := range map[string]struct {
		text []byte
		want string
	}{
		"script":  {[]byte("INPUT(libclang.so.1)\n"), "no shared library"},
		"empty":   {nil, "no shared library"},
		"short":   {[]byte("\x7fELF\x02\x01"), "no shared library"},
		"dll":     {[]byte("MZ\x90\x00"), "no shared library: it is for Windows"},
		"dylib":   {[]byte("\xcf\xfa\xed\xfe\x07\x00\x00\x01"), "no shared library: it is for macOS"},
		"32-bit":  {elfHeader(1, library, intel386), "another machine (32-bit x86), not for " + runtime.GOARCH},
		"program": {elfHeader(2, program, uint16(machines[runtime.GOARCH].elf)), "no shared library"},
		"library": {elfHeader(2, library, uint16(machines[runtime.GOARCH].elf)), ""},
	} {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, test.text, 0o644); err != nil {
			t.Fatal(err)
		}
		err := inspect(file)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
	for file, want := range map[string]string{folder: "is a folder", filepath.Join(folder, "none"): "does not exist", os.DevNull: "no shared library"} {
		if err := inspect(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", file, err, want)
		}
	}
}

// peHeader is the head of a file for Windows: for what machine, and of what kind.
func peHeader(machine, characteristics uint16) []byte {
	const at = 0x60
	h := make([]byte, at+4+20)
	copy(h, "MZ")
	h[0x3c] = at
	copy(h[at:], "PE\x00\x00")
	binary.LittleEndian.PutUint16(h[at+4:], machine)
	binary.LittleEndian.PutUint16(h[at+4+18:], characteristics)
	return h
}

// Nor on Windows: neither a DLL for other processors nor a program, nor what is none of both.
func TestInspectPE(t *testing.T) {
	const intel386, amd64, arm64 = 0x14c, 0x8664, 0xaa64
	const program, library = 0x22, 0x2022
	file := filepath.Join(t.TempDir(), "libclang.dll")
	for name, test := range map[string]struct {
		text []byte
		want string
	}{
		"text":    {[]byte("INPUT(libclang.dll) and some more text, so that there is enough for the head of a file\n"), "no shared library"},
		"empty":   {nil, "no shared library"},
		"short":   {[]byte("MZ\x90\x00"), "no shared library"},
		"elf":     {elfHeader(2, 3, 62), "no shared library"},
		"32-bit":  {peHeader(intel386, library), "another machine (32-bit x86), not for "},
		"arm64":   {peHeader(arm64, library), "another machine (arm64), not for "},
		"program": {peHeader(amd64, program), "no shared library"},
		"library": {peHeader(amd64, library), ""},
	} {
		if err := os.WriteFile(file, test.text, 0o644); err != nil {
			t.Fatal(err)
		}
		err := inspectPE(file, amd64)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}
