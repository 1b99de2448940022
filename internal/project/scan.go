package project

import (
	"cmp"
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
	initMarker         // a routine of that type, which may be the one or be called by it
	mainMarker         // the start of a program for user mode
)

var markers = map[string]marker{
	"DriverEntry": entryMarker, "DllInitialize": entryMarker, "GsDriverEntry": entryMarker,
	"main": mainMarker, "wmain": mainMarker, "_tmain": mainMarker,
	"DllMain": mainMarker, "WinMain": mainMarker, "wWinMain": mainMarker, "_tWinMain": mainMarker,
}

// maxSource is the size in bytes beyond which a source file is not read, as who parses it
// will say.
const maxSource = 16 << 20

// marker is the marker of a file, which is read once.
func (f *finder) marker(path string) marker {
	found, known := f.markers[path]
	if !known {
		found = fileMarker(path)
		f.markers[path] = found
	}
	return found
}

// see remembers the C and C++ files among those that a project names.
func (f *finder) see(files []string) {
	for _, file := range files {
		if language(file) != langNone {
			f.sources[file] = true
		}
	}
}

// promote takes functions of an entry point's type for entry points in sources that have
// no other: else the entry point may hand them to IoCreateDriver.
func promote(sources []source) {
	if slices.ContainsFunc(sources, func(s source) bool { return s.marker == entryMarker }) {
		return
	}
	for i := range sources {
		if sources[i].marker == initMarker {
			sources[i].marker = entryMarker
		}
	}
}

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

// decode makes UTF-8 of a text that starts with a byte order mark, or is UTF-16 without one,
// and leaves any other as it is.
func decode(data []byte) string {
	text, _, err := transform.Bytes(unicode.BOMOverride(unmarked(data)), data)
	if err != nil {
		return string(data)
	}
	return string(text)
}

// unmarked is how a text without a byte order mark is decoded: as UTF-16 if its first two
// characters can be nothing else.
func unmarked(data []byte) transform.Transformer {
	ascii := func(a, b byte) bool { return a != 0 && a < 0x80 && b == 0 }
	switch {
	case len(data) < 4:
	case ascii(data[0], data[1]) && ascii(data[2], data[3]):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	case ascii(data[1], data[0]) && ascii(data[3], data[2]):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()
	}
	return transform.Nop
}

// DefinesEntry reports whether a file defines the entry point of a driver by its text,
// whatever conditions stand around it.
func DefinesEntry(file string) bool { return fileMarker(file) == entryMarker }

// IsEntry reports whether the kernel calls functions of a name when it loads an image.
func IsEntry(function string) bool { return markers[function] == entryMarker }

func textMarker(text string) marker {
	if !mayHaveMarker(text) {
		return noMarker
	}
	found := noMarker
	macros := map[string]marker{} // that stand for the name of an entry point
	words := wordsAnd(text, func(d directive) {
		if define := strings.Fields(d.rest); d.word == "define" && !d.dead && len(define) == 2 && IsEntry(define[1]) {
			macros[define[0]] = entryMarker
		}
	})
	routines := map[string]bool{} // declared as entry points are
	for i, w := range words {
		m := cmp.Or(markers[w], macros[w])
		switch {
		case w == "DRIVER_INITIALIZE":
			declared(words[max(0, i-1):], routines)
		case m == noMarker && routines[w]:
			m = initMarker
		}
		// Of a head that is too long to be sure, an entry point is believed.
		if m == noMarker || !defines(words[i+1:], m != mainMarker) {
			continue
		}
		if m == entryMarker {
			return entryMarker
		}
		if found != initMarker {
			found = m
		}
	}
	return found
}

// mayHaveMarker tells most files, which have none, without taking their text apart.
func mayHaveMarker(text string) bool {
	if hasWord(text, "DRIVER_INITIALIZE") {
		return true
	}
	for word := range markers {
		if hasWord(text, word) {
			return true
		}
	}
	return false
}

// hasWord reports whether a word stands anywhere in a text, be it in a comment.
func hasWord(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		i += from
		from = i + len(word)
		if (i == 0 || !isWord(text[i-1])) && (from == len(text) || !isWord(text[from])) {
			return true
		}
	}
}

// declared collects the functions that a declaration with the type DRIVER_INITIALIZE
// declares: neither typedefs nor pointers. The words begin in front of the type.
func declared(words []string, routines map[string]bool) {
	if words[0] == "typedef" {
		return
	}
	for i := slices.Index(words, "DRIVER_INITIALIZE") + 1; i+1 < len(words) && isWord(words[i][0]); i += 2 {
		switch words[i+1] {
		case ",":
			routines[words[i]] = true
		case ";":
			routines[words[i]] = true
			return
		default:
			return
		}
	}
}

// maxHead is how many words the head of a function may have behind its name.
const maxHead = 1000

// defines reports whether the words after a name make it the definition of a function:
// a list in parentheses, the declarations of a K&R parameter list at most, and a brace; unsure, if the head is
// longer than what is looked at.
func defines(after []string, unsure bool) bool {
	unsure = unsure && len(after) > maxHead
	after = after[:min(len(after), maxHead)]
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
			return body(after[i+1:], unsure)
		}
	}
	return unsure
}

func body(after []string, unsure bool) bool {
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
	return unsure
}
