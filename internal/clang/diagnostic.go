package clang

import (
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// A diagnostic is an error that clang reports in one of the driver's files.
type diagnostic struct {
	text   string
	file   string
	offset int
}

// names returns the words that the message puts in quotes.
func (d diagnostic) names() []string {
	parts := strings.Split(d.text, "'")
	var list []string
	for i := 1; i < len(parts); i += 2 {
		list = append(list, parts[i])
	}
	return list
}

// name returns the i-th quoted text as an identifier, "" if it is none.
func (d diagnostic) name(i int) string {
	list := d.names()
	if i >= len(list) {
		return ""
	}
	name := list[i]
	for _, word := range []string{"const ", "struct ", "union "} {
		name = strings.TrimPrefix(name, word)
	}
	if name == "" || strings.IndexFunc(name, func(r rune) bool { return r > 0x7f || !ctext.IsWord(byte(r)) }) >= 0 {
		return ""
	}
	return name
}

func (d diagnostic) about(prefix string) bool { return strings.HasPrefix(d.text, prefix) }

// unitErrors returns the unit's errors.
func unitErrors(tu clang.TranslationUnit) []diagnostic {
	var list []diagnostic
	for _, d := range tu.Errors() {
		list = append(list, diagnostic{d.Text, d.File, d.Offset})
	}
	return list
}
