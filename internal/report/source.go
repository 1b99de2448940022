package report

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// Sources reads source files, each once. The zero value is ready to use.
type Sources struct {
	// Unsaved are texts that count in place of what is on disk, by the name of the file.
	Unsaved map[string][]byte
	// Withheld are the names of files that count as not readable.
	Withheld []string

	files map[string]*Source
}

// A Source is a source file as the analysis saw it.
type Source struct {
	Raw   []byte // as it is on disk
	text  string // decoded from UTF-16, else the bytes on disk
	split []string
	marks map[int][]columnMark // of long lines; see columnMarks
}

// Open reads the file with that name. It returns nil when the file is not readable:
// a report is written all the same.
func (s *Sources) Open(name string) *Source {
	if file, ok := s.files[name]; ok {
		return file
	}
	if s.files == nil {
		s.files = map[string]*Source{}
	}
	if slices.Contains(s.Withheld, name) {
		s.files[name] = nil
	} else if raw, ok := s.Unsaved[name]; ok {
		s.files[name] = &Source{Raw: raw, text: decode(raw)}
	} else {
		s.files[name] = read(name)
	}
	return s.files[name]
}

func read(name string) *Source {
	// A report must not hang on a named pipe that took the place of a file.
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	return &Source{Raw: raw, text: decode(raw)}
}

// lines are split when one is first asked for: most files are only searched.
func (s *Source) lines() []string {
	if s.split == nil {
		s.split = splitLines(s.text)
	}
	return s.split
}

// decode turns UTF-16 with a byte order mark into UTF-8, for that is where columns are
// counted in, and drops the mark of UTF-8; any other text stays as it is.
func decode(raw []byte) string {
	if !bytes.HasPrefix(raw, []byte("\xff\xfe")) && !bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		return strings.TrimPrefix(string(raw), "\ufeff")
	}
	text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
	if err != nil {
		return string(raw)
	}
	return string(text)
}

// splitLines splits a text as compilers do: also at a carriage return that no line feed follows.
func splitLines(text string) []string {
	list := strings.Split(text, "\n")
	if !strings.Contains(text, "\r") {
		return list
	}
	var all []string
	for i, line := range list {
		if i+1 < len(list) {
			line = strings.TrimSuffix(line, "\r")
		}
		all = append(all, strings.Split(line, "\r")...)
	}
	return all
}

// Text returns what positions count in: the text as UTF-8 if it was UTF-16, else as it is
// on disk, without a byte order mark. A nil source has none.
func (s *Source) Text() []byte {
	if s == nil {
		return nil
	}
	return []byte(s.text)
}

// Line returns the text of a line, which counts from 1, without its line ending. It
// reports false when the file has no such line.
func (s *Source) Line(number int) (string, bool) {
	if s == nil || number < 1 || number > len(s.lines()) {
		return "", false
	}
	return strings.TrimSuffix(s.lines()[number-1], "\r"), true
}

// Lines returns the number of lines, at least 1. What follows the last line ending is a
// line only if there is something.
func (s *Source) Lines() int {
	if s == nil {
		return 1
	}
	lines := s.lines()
	n := len(lines)
	if lines[n-1] == "" {
		n--
	}
	return max(n, 1)
}

// UTF16Column turns a column in bytes into one in UTF-16 code units, which editors and
// code-scanning services count in; without the text of the line it leaves the bytes.
func (s *Source) UTF16Column(line, column int) int {
	text, ok := s.Line(line)
	if !ok || column < 1 {
		return max(column, 1)
	}
	end := min(column-1, len(text))
	if end <= stretch {
		return units(text[:end]) + 1
	}
	marks := s.columnMarks(line, text)
	last := marks[min(end/stretch, len(marks)-1)]
	if last.bytes > end {
		last = marks[end/stretch-1]
	}
	return last.units + units(text[last.bytes:end]) + 1
}

// units counts UTF-16 code units. The text is read as viewers do: what is not UTF-8 becomes
// replacement characters.
func units(text string) int {
	decoded, _ := unicode.UTF8.NewDecoder().String(text)
	return len(utf16.Encode([]rune(decoded)))
}

// stretch is how many bytes of a line are counted at once: a line of many megabytes, in which
// there may be many places, is counted once.
const stretch = 4 << 10

// A columnMark is a place in a line, in bytes and in UTF-16 code units from its start.
type columnMark struct{ bytes, units int }

// columnMarks returns a mark for each stretch of a line, the first for its start. None is in the
// middle of a character.
func (s *Source) columnMarks(line int, text string) []columnMark {
	if marks, ok := s.marks[line]; ok {
		return marks
	}
	marks := []columnMark{{}}
	for next := stretch; next < len(text); next += stretch {
		at := next
		for n := 1; n < utf8.UTFMax && at < len(text) && !utf8.RuneStart(text[at]); n++ {
			at++
		}
		last := marks[len(marks)-1]
		marks = append(marks, columnMark{at, last.units + units(text[last.bytes:at])})
	}
	if s.marks == nil {
		s.marks = map[int][]columnMark{}
	}
	s.marks[line] = marks
	return marks
}
