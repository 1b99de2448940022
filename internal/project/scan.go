package project

import (
	"os"
	"slices"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// A marker is a function whose definition tells what a file is part of.
type marker int

const (
	noMarker    marker = iota
	entryMarker        // the routine that the kernel calls when it loads the image
	mainMarker         // the start of a program for user mode
)

var markers = map[string]marker{
	"DriverEntry": entryMarker, "DllInitialize": entryMarker,
	"main": mainMarker, "wmain": mainMarker, "_tmain": mainMarker,
	"WinMain": mainMarker, "wWinMain": mainMarker, "_tWinMain": mainMarker,
}

// maxSource is the size in bytes beyond which a source file is not read, as who parses it
// will say.
const maxSource = 16 << 20

// fileMarker looks for the definition of a marker in a file; an entry point wins over a
// main function. A file that can't be read has none: who parses it reports that.
func fileMarker(path string) marker {
	if info, err := os.Stat(path); err != nil || info.Size() > maxSource {
		return noMarker
	}
	data, err := readFile(path)
	if err != nil {
		return noMarker
	}
	return textMarker(decode(data))
}

// decode makes UTF-8 of a text that starts with a byte order mark and leaves any other
// as it is.
func decode(data []byte) string {
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data)
	if err != nil {
		return string(data)
	}
	return string(text)
}

func textMarker(text string) marker {
	found := noMarker
	words := words(text)
	for i, w := range words {
		m := markers[w]
		if m == noMarker || !defines(words[i+1:]) {
			continue
		}
		if m == entryMarker {
			return entryMarker
		}
		found = m
	}
	return found
}

// defines reports whether the words after a name make it the definition of a function:
// a list in parentheses, the declarations of a K&R parameter list at most, and a brace.
func defines(after []string) bool {
	if len(after) == 0 || after[0] != "(" {
		return false
	}
	depth := 0
	for i, w := range after {
		switch w {
		case "(":
			depth++
		case ")":
			depth--
		}
		if depth == 0 {
			return body(after[i+1:])
		}
	}
	return false
}

func body(after []string) bool {
	if len(after) > 0 && after[0] == ";" {
		return false // a prototype
	}
	for _, w := range after {
		if w == "{" {
			return true
		}
		if !isWord(w[0]) && !strings.Contains("*,;[]", w) || slices.Contains([]string{"typedef", "struct", "union", "enum", "extern"}, w) {
			return false
		}
	}
	return false
}
