package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape spells the control characters of s, and whatever else could move the cursor or
// turn the direction of the text, so that a file of the analysed tree can't command the
// terminal that its name or text is shown on.
func Escape(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		b.WriteString(escapeRune(r, s[:size]))
		s = s[size:]
	}
	return b.String()
}

// escapeRune spells the character r, which encoded stands for.
func escapeRune(r rune, encoded string) string {
	switch {
	case r == utf8.RuneError && len(encoded) == 1:
		return fmt.Sprintf(`\x%02x`, encoded[0])
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < utf8.RuneSelf && unicode.IsControl(r):
		return fmt.Sprintf(`\x%02x`, r)
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
		return fmt.Sprintf(`\u%04x`, r)
	}
	return encoded
}
