package ir

import "sort"

// Line is the line number of the start of s, from 1; 0 when s is nowhere.
func (u *Unit) Line(s Span) int {
	line, _ := u.Position(s.File, s.From)
	return line
}

// Position gives line and column, in bytes from 1, of an offset in a file of the unit;
// 0, 0 when there is no such place.
func (u *Unit) Position(file, offset int32) (line, column int) {
	if int(file) >= len(u.Files) || len(u.Files[file].Lines) == 0 {
		return 0, 0
	}
	lines := u.Files[file].Lines
	i := sort.SearchInts(lines, int(offset)+1) - 1
	return i + 1, int(offset) - lines[i] + 1
}
