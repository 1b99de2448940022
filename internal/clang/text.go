package clang

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	errBinary = errors.New("is a binary file, not C source: remove it from the project")
	errEmpty  = errors.New("is empty: nothing to analyse")
)

// readSource returns the text of a C file as clang is to see it, and whether it
// differs from what is on disk. UTF-16 becomes UTF-8; in other encodings the characters
// beyond ASCII, which only stand in comments and strings, are blotted out.
func readSource(path string) (text []byte, changed bool, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, false, fmt.Errorf("cannot be read: check that it exists and its permissions: %w", err)
	}
	if text, ok := fromUTF16(raw); ok {
		return text, true, nil
	}
	if bytes.IndexByte(raw[:min(len(raw), 4096)], 0) >= 0 {
		return nil, false, errBinary
	}
	if len(bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))) == 0 {
		return nil, false, errEmpty
	}
	if !utf8.Valid(raw) {
		return blot(raw), true, nil
	}
	return raw, false, nil
}

// blot replaces the two-byte characters of GBK, CP949 and their kin, byte for byte, so
// that every position stays. The second byte may be a backslash, which at the end of a
// line comment would join it to the next line.
func blot(raw []byte) []byte {
	text := bytes.Clone(raw)
	for i := 0; i < len(text); i++ {
		if text[i] < 0x81 {
			continue
		}
		text[i] = '?'
		if i+1 < len(text) && text[i+1] >= 0x40 && text[i+1] != 0x7f {
			i++
			text[i] = '?'
		}
	}
	return text
}

// fromUTF16 converts a text that begins with a UTF-16 byte order mark.
func fromUTF16(raw []byte) ([]byte, bool) {
	if len(raw) < 2 {
		return nil, false
	}
	little := raw[0] == 0xff && raw[1] == 0xfe
	if !little && !(raw[0] == 0xfe && raw[1] == 0xff) {
		return nil, false
	}
	var units []uint16
	for i := 2; i+1 < len(raw); i += 2 {
		unit := uint16(raw[i])<<8 | uint16(raw[i+1])
		if little {
			unit = unit>>8 | unit<<8
		}
		units = append(units, unit)
	}
	var text []byte
	for _, r := range utf16.Decode(units) {
		text = utf8.AppendRune(text, r)
	}
	return text, true
}
