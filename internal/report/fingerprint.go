package report

import (
	"fmt"
	"unicode/utf16"

	"golang.org/x/text/encoding/unicode"
)

// Fingerprint gives every finding of r its fingerprint, from the source as it is on disk;
// one whose line can't be read gets none.
func Fingerprint(r *Result) {
	var sources Sources
	hashes := map[string][]lineHash{} // of the lines of each file
	for i := range r.Findings {
		f := &r.Findings[i]
		lines, ok := hashes[f.File]
		if !ok {
			if source := sources.Open(f.File); source != nil {
				lines = lineHashes(source.Raw)
			}
			hashes[f.File] = lines
		}
		// A finding on a whole file has the hash of its first line.
		if line := max(f.Line, 1); line <= len(lines) {
			f.Fingerprint = lines[line-1].String()
		}
	}
}

// window is how many characters from the start of a line its hash is made of.
const window = 100

// endOfText is hashed after the last character.
const endOfText = 0xFFFF

// A lineHash is the hash of a line, and which of the lines with the same one it is.
type lineHash struct {
	hash uint64
	nth  int
}

func (h lineHash) String() string { return fmt.Sprintf("%x:%d", h.hash, h.nth) }

// lineHashes returns for each line of a file the value of primaryLocationLineHash: a
// rolling hash of the next hundred characters but blanks and tabs, and a count that tells
// equal hashes apart. Code scanning follows an alert from one upload to the next by it,
// and compares it with what its upload action computes; so the text is read as that
// does: as UTF-8 whatever it is, in UTF-16 units, each of \n, \r and \r\n ending a line.
// See src/fingerprints.ts of github.com/github/codeql-action.
func lineHashes(raw []byte) []lineHash {
	units, starts := hashedUnits(raw)
	leaving := uint64(1) // 37 to the power of window
	for range window {
		leaving *= 37
	}
	at := func(i int) uint64 {
		if i < 0 || i >= len(units) {
			return 0
		}
		return uint64(units[i])
	}

	hashes := make([]lineHash, 0, len(starts))
	seen := map[uint64]int{}
	var hash uint64 // of the window that ends before unit end
	end := 0
	for _, start := range starts {
		for ; end < start+window; end++ {
			hash = hash*37 + at(end) - leaving*at(end-window)
		}
		seen[hash]++
		hashes = append(hashes, lineHash{hash, seen[hash]})
	}
	return hashes
}

// hashedUnits returns the units of raw that count, with line endings made \n, and the
// index of each line's first unit. A blank line has one, its line ending.
func hashedUnits(raw []byte) (units []uint16, starts []int) {
	// The decoder replaces what is not UTF-8 as the WHATWG standard says, and never fails.
	text, _ := unicode.UTF8.NewDecoder().Bytes(raw)
	lineStart, afterCR := true, false
	add := func(unit uint16) {
		if lineStart {
			starts = append(starts, len(units))
		}
		lineStart = unit == '\n'
		units = append(units, unit)
	}
	for _, unit := range utf16.Encode([]rune(string(text))) {
		skip := unit == ' ' || unit == '\t' || unit == '\n' && afterCR
		afterCR = unit == '\r'
		switch {
		case skip:
		case unit == '\r':
			add('\n')
		default:
			add(unit)
		}
	}
	add(endOfText)
	return units, starts
}
