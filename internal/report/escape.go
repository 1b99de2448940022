package report

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Escape spells the control characters of s, and whatever else could move the cursor, turn
// the direction of the text or command the service that shows a log, so that a file of the
// analysed tree can't command what its name or text is shown on.
func Escape(s string) string {
	var b strings.Builder
	if indent := len(s) - len(strings.TrimLeft(s, " ")); strings.HasPrefix(s[indent:], "::") {
		// GitHub takes a line that begins so for a workflow command.
		b.WriteString(s[:indent] + spelled(':'))
		s = s[indent+1:]
	}
	for len(s) > 0 {
		text, size := escapeNext(s)
		b.WriteString(text)
		s = s[size:]
	}
	return b.String()
}

// EscapeLines escapes each line of a text by itself; its tabs stay.
func EscapeLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		cells := strings.Split(line, "\t")
		for j, cell := range cells {
			cells[j] = Escape(cell)
		}
		lines[i] = strings.Join(cells, "\t")
	}
	return strings.Join(lines, "\n")
}

// commands are what begins an instruction to a service wherever it stands in a line of its
// log, in lower case: those of Azure Pipelines and GitHub, of TeamCity, of GitLab, of Travis.
var commands = []string{"##[", "##vso[", "##teamcity[", "section_start:", "section_end:", "travis_fold:", "travis_time:"}

// beginsCommand reports whether a command begins at the start of s, in any case.
func beginsCommand(s string) bool {
	if s == "" || bytes.IndexByte(mayBegin, s[0]) < 0 {
		return false
	}
	for _, c := range commands {
		if len(s) >= len(c) && strings.EqualFold(s[:len(c)], c) {
			return true
		}
	}
	return false
}

// escapeNext spells the first character of s, which takes size bytes there. Of a command it
// is the first character that is spelled: the rest is none.
func escapeNext(s string) (text string, size int) {
	if beginsCommand(s) {
		return spelled(s[0]), 1
	}
	r, size := utf8.DecodeRuneInString(s)
	return escapeRune(r, s[:size]), size
}

func spelled(c byte) string { return fmt.Sprintf(`\x%02x`, c) }

// escapeRune spells the character r, which encoded stands for.
func escapeRune(r rune, encoded string) string {
	switch {
	case r == utf8.RuneError && len(encoded) == 1:
		return spelled(encoded[0])
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < utf8.RuneSelf && unicode.IsControl(r):
		return spelled(byte(r))
	case commanding(r) && r > 0xFFFF:
		return fmt.Sprintf(`\U%08x`, r)
	case commanding(r):
		return fmt.Sprintf(`\u%04x`, r)
	}
	return encoded
}

// commanding reports whether r is a control character, also one of direction or of lines.
func commanding(r rune) bool {
	if r < utf8.RuneSelf { // nearly all of a report
		return r < ' ' || r == 0x7F
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// plain returns how many bytes from the start stand for themselves wherever they stand.
func plain(text []byte) int {
	for i, c := range text {
		if c < ' ' || c >= 0x7F || c == '\\' || bytes.IndexByte(mayBegin, c) >= 0 {
			return i
		}
	}
	return len(text)
}

// mayBegin are the characters that commands begin with.
var mayBegin = []byte("#sStT")

// EscapeJSON spells in a valid JSON text what Escape spells, by escapes of JSON: the text
// keeps its meaning. White space between the values stays.
func EscapeJSON(text []byte) []byte {
	var b bytes.Buffer
	for len(text) > 0 {
		if n := plain(text); n > 0 {
			b.Write(text[:n])
			text = text[n:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		switch {
		case bytes.HasPrefix(text, []byte(`\t`)) && beginsCommand(string(text[1:min(1+longestCommand, len(text))])): // the letter of a tab
			b.WriteString(`\u0009`)
			size = 2
		case r == '\\':
			size = min(2, len(text))
			b.Write(text[:size])
		case r == '\n', r == '\t', r == '\r':
			b.WriteRune(r)
		case commanding(r), beginsCommand(string(text[:min(longestCommand, len(text))])):
			for _, unit := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		default:
			b.Write(text[:size])
		}
		text = text[size:]
	}
	return b.Bytes()
}

// longestCommand is the length of the longest of the commands.
const longestCommand = len("section_start:")
