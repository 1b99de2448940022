package clang

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

var (
	errBinary   = errors.New("is a binary file, not C source: remove it from the project")
	errUnmarked = errors.New("is UTF-16 without a byte order mark, which is not read: save it with one, or as UTF-8")
	errHidden   = errors.New("defines or undefines asm in a way that hides it, and could make clang read other files: it is not read; write the line without digraphs and joined lines")
	errEmpty    = errors.New("is empty: nothing to analyse")
)

// maxSource is the size of the longest text that is read, in bytes. The longest that
// people write or generate are below 10 MiB.
const maxSource = 16 << 20

// readRaw returns the bytes of a file, and what the disk said of it before they were read;
// nil if it can't be read.
func readRaw(path string) ([]byte, os.FileInfo, error) {
	info, err := os.Stat(path)
	if err == nil {
		if why := unreadable(path, info); why != "" {
			return nil, info, fmt.Errorf("is %s: remove it from the project", why)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, info, fmt.Errorf("cannot be read: check that it exists and its permissions: %w", err)
	}
	return raw, info, nil
}

// decodeSource turns the bytes of a C file into its text as clang is to see it, and tells
// whether it differs from what is on disk. UTF-16 becomes UTF-8 and a byte order mark is dropped;
// in other encodings the characters beyond ASCII are replaced, and so is a NUL.
func decodeSource(raw []byte) (text []byte, changed bool, err error) {
	text, ok := fromUTF16(raw)
	if !ok {
		text = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	}
	if unmarkedUTF16(text) {
		return nil, false, errUnmarked
	}
	if binary(text[:min(len(text), 4096)]) {
		return nil, false, errBinary
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, false, errEmpty
	}
	if !utf8.Valid(text) {
		text = blot(text)
	}
	if bytes.IndexByte(text, 0) >= 0 {
		text = bytes.ReplaceAll(text, []byte{0}, []byte{' '})
	}
	return text, !bytes.Equal(text, raw), nil
}

// unmarkedUTF16 reports whether a text begins with two characters that can only be UTF-16.
func unmarkedUTF16(text []byte) bool {
	ascii := func(a, b byte) bool { return a != 0 && a < 0x80 && b == 0 }
	return len(text) >= 4 && (ascii(text[0], text[1]) && ascii(text[2], text[3]) || ascii(text[1], text[0]) && ascii(text[3], text[2]))
}

// binary reports whether a text holds more control characters than a stray one in a
// comment explains.
func binary(text []byte) bool {
	controls := 0
	for _, c := range text {
		if c < ' ' && !('\a' <= c && c <= '\r') && c != 0x1a && c != 0x1b {
			controls++
		}
	}
	return controls > 1 && controls*20 > len(text)
}

// blot replaces the characters beyond ASCII, byte for byte, so that every position stays. In comments and strings they may be those of two bytes of
// GBK, CP949 and their kin, of which the second may be a backslash: at the end of a line comment that would join it to the next line. Elsewhere each byte
// becomes a letter of a name, alike in all files: a Cyrillic letter of CP1251 may stand in one that looks like ASCII.
func blot(raw []byte) []byte {
	text := bytes.Clone(raw)
	var end string // of the comment or string, "" in code
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= 0x80 && end == "":
			text[i] = asLetter(text[:i], c)
		case c > 0x80:
			text[i] = '?'
			if i+1 < len(text) && text[i+1] >= 0x40 && text[i+1] != 0x7f {
				i++
				text[i] = '?'
			}
		case end != "" && bytes.HasPrefix(text[i:], []byte(end)):
			i += len(end) - 1
			end = ""
		case end == "*/":
		case c == '\\' && bytes.HasPrefix(text[i+1:], []byte("\r\n")):
			i += 2
		case c == '\\' && (end != "\n" || i+1 < len(text) && text[i+1] == '\n'):
			i++
		case c == '\n':
			end = ""
		case end != "":
		case c == '"' || c == '\'':
			end = string(c)
		case bytes.HasPrefix(text[i:], []byte("//")):
			end = "\n"
		case bytes.HasPrefix(text[i:], []byte("/*")):
			i, end = i+1, "*/"
		}
	}
	return text
}

// asLetter is what stands for a byte beyond ASCII in a name: at its beginning the sign that a name of the kit does not have.
func asLetter(before []byte, c byte) byte {
	if n := len(before); n == 0 || !ctext.IsWord(before[n-1]) {
		return '$'
	}
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$"
	return letters[c&63]
}

// fromUTF16 converts a text that begins with a UTF-16 byte order mark.
func fromUTF16(raw []byte) ([]byte, bool) {
	little := bytes.HasPrefix(raw, []byte("\xff\xfe"))
	if !little && !bytes.HasPrefix(raw, []byte("\xfe\xff")) {
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
