package clang

import (
	"bytes"
	"fmt"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// maxDepth bounds how deep a text may nest. clang and the walk over its tree recurse,
// and a stack that is exhausted would end the whole run. Code that people write nests
// some dozens deep; generated chains of conditions some hundreds.
const maxDepth = 1000

// tooDeep says where a text nests deeper than maxDepth, nil if nowhere.
func tooDeep(text []byte, tokens []ctext.Token) error {
	d := &depth{text: text, tokens: tokens}
	for i := range tokens {
		if d.step(i) > maxDepth {
			return fmt.Errorf("nests more than %d levels deep at line %d: it can't be analysed; split the expression or statement there", maxDepth, lineAt(text, int(tokens[i].From)))
		}
	}
	return nil
}

func lineAt(text []byte, offset int) int {
	starts := lineStarts(text[:offset])
	return len(starts)
}

// A depth estimates how deep the syntax tree is at each token: every operator, every
// prefix and every bracket may be a level, until the statement or the list item ends.
type depth struct {
	text      []byte
	tokens    []ctext.Token
	open      []level // brackets
	run       int     // levels since the statement or list item began
	base      int     // levels of the brackets around it
	chain     int     // ifs joined by else
	directive bool
}

type level struct {
	run, base, chain int
	list             bool // its commas end an item
}

func (d *depth) step(i int) int {
	switch t := d.tokens[i]; {
	case t.Kind == ctext.Directive:
		d.directive = true
	case t.Kind == ctext.LineEnd:
		d.directive = false
	case d.directive:
	case t.Kind == ctext.Ident:
		d.word(i)
	case t.Kind == ctext.Punct:
		d.punct(i)
	}
	return d.base + d.run + d.chain
}

func (d *depth) word(i int) {
	switch d.tokens[i].In(d.text) {
	case "else":
		d.chain++
		d.run = 0
	case "if", "for", "while", "do", "switch", "case", "sizeof", "return":
		d.run++
	}
}

func (d *depth) punct(i int) {
	switch c := d.text[d.tokens[i].From]; c {
	case '(', '[', '{':
		d.enter(i, c)
	case ')', ']', '}':
		d.leave(c)
		d.endStatement(i, c == '}')
	case ';':
		d.run = 0
		d.endStatement(i, true)
	case ',':
		if n := len(d.open); n > 0 && d.open[n-1].list {
			d.run = 0
		} else if n > 0 {
			d.run++
		}
	default:
		d.run++
	}
}

// endStatement forgets the chain of ifs if no else goes on with it.
func (d *depth) endStatement(i int, ends bool) {
	if ends && !(i+1 < len(d.tokens) && d.tokens[i+1].Is(d.text, "else")) {
		d.chain = 0
	}
}

// enter begins a bracket. Its own level counts inside of it; behind it only if it may be
// a cast, which is a prefix of what follows.
func (d *depth) enter(i int, bracket byte) {
	list := bracket == '{' && d.lists(i)
	behind := d.run
	if bracket != '{' && i > 0 && d.tokens[i-1].Kind == ctext.Punct {
		behind++
	}
	d.open = append(d.open, level{behind, d.base, d.chain, list})
	d.base += d.run + d.chain + 1
	d.run, d.chain = 0, 0
}

// lists reports whether the brace at i holds items with commas between them: initialisers,
// enumerators, or members. In a block a comma is an operator.
func (d *depth) lists(i int) bool {
	i--                                               // what stands in front of it
	for i >= 0 && d.tokens[i].Kind == ctext.LineEnd { // of a line of the preprocessor, which is left out
		for i >= 0 && d.tokens[i].Kind != ctext.Directive {
			i--
		}
		i--
	}
	if i < 0 {
		return false
	}
	switch before := d.tokens[i]; {
	case before.Kind == ctext.Ident:
		return !opensBlock[before.In(d.text)]
	case before.Kind == ctext.Punct:
		return bytes.IndexByte([]byte("={,]>("), d.text[before.From]) >= 0
	}
	return false
}

// Words between which and a brace nothing else stands, where the brace begins a block. A
// function's parenthesis or the end of a line stands before most.
var opensBlock = map[string]bool{
	"else": true, "do": true, "try": true, "__try": true, "_try": true, "finally": true, "__finally": true, "_finally": true,
	"const": true, "volatile": true, "noexcept": true, "override": true, "final": true, "mutable": true,
}

func (d *depth) leave(bracket byte) {
	if len(d.open) == 0 {
		return
	}
	top := d.open[len(d.open)-1]
	d.open = d.open[:len(d.open)-1]
	d.run, d.base, d.chain = top.run, top.base, top.chain
	if bracket == '}' && !top.list {
		d.run = 0
	}
}
