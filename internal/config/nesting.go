package config

import (
	"github.com/goccy/go-yaml/token"
)

// maxNesting is how many values may stand in each other in one line. A configuration needs
// five; the parser calls itself for each, and takes more memory with each.
const maxNesting = 20

const tooNested = "nests values deeper than any configuration does; remove the brackets, braces or dashes"

// nested returns the first token that nests too deep; nil if none does.
func nested(tokens token.Tokens) *token.Token {
	open, row := 0, 0 // brackets and braces; marks in a row before a value
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			open++
		case token.SequenceEndType, token.MappingEndType:
			open--
		}
		switch t.Type {
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.AliasType, token.TagType, token.MappingValueType:
			row++
		default:
			row = 0
		}
		if max(open, row) > maxNesting {
			return t
		}
	}
	return nil
}
