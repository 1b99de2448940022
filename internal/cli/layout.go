package cli

import (
	"fmt"
	"strings"

	"github.com/fatih/color"
	"github.com/muesli/reflow/wordwrap"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// laidOut lays Markdown out for a terminal: wrapped to a width, in the terminal's own colours if
// these are wanted. The libraries that do this bring highlighting with them, whose tables would
// be read whenever drvlint, a worker or a linker starts.
func laidOut(markdown string, width int, colored bool) string {
	l := layout{source: []byte(markdown), width: width, colored: colored}
	return strings.Join(l.blocks(goldmark.DefaultParser().Parse(text.NewReader(l.source)), 0), "\n") + "\n"
}

type layout struct {
	source  []byte
	width   int
	colored bool
}

// blocks returns the lines of the blocks in a node, which has so many columns less than the
// terminal.
func (l *layout) blocks(n ast.Node, indent int) []string {
	var lines []string
	for block := n.FirstChild(); block != nil; block = block.NextSibling() {
		_, tight := block.PreviousSibling().(*ast.TextBlock)
		if len(lines) > 0 && !tight {
			lines = append(lines, "")
		}
		lines = append(lines, l.block(block, indent)...)
	}
	return lines
}

func (l *layout) block(n ast.Node, indent int) []string {
	switch n := n.(type) {
	case *ast.Heading:
		return l.wrapped(l.paint(strings.Repeat("#", n.Level)+" "+l.inline(n), color.Bold), indent)
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		var lines []string
		for line := range strings.SplitSeq(strings.TrimRight(string(n.Lines().Value(l.source)), "\n"), "\n") {
			lines = append(lines, strings.TrimRight("    "+line, " "))
		}
		return lines
	case *ast.ThematicBreak:
		return []string{"---"}
	case *ast.Blockquote:
		return prefixed(l.blocks(n, indent+2), "│ ", "│ ")
	case *ast.List:
		return l.list(n, indent)
	}
	return l.wrapped(l.inline(n), indent)
}

func (l *layout) list(n *ast.List, indent int) []string {
	var lines []string
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "• "
		if n.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		hang := len([]rune(mark))
		if len(lines) > 0 && !n.IsTight {
			lines = append(lines, "")
		}
		lines = append(lines, prefixed(l.blocks(item, indent+hang), mark, strings.Repeat(" ", hang))...)
	}
	return lines
}

func prefixed(lines []string, first, rest string) []string {
	for i := range lines {
		if lines[i] != "" || i == 0 {
			lines[i] = first + lines[i]
		}
		first = rest
	}
	return lines
}

// inline returns the text of a block as one line.
func (l *layout) inline(n ast.Node) string {
	var b strings.Builder
	for part := n.FirstChild(); part != nil; part = part.NextSibling() {
		switch part := part.(type) {
		case *ast.Text:
			b.Write(part.Value(l.source))
			if part.SoftLineBreak() || part.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(part.Value)
		case *ast.CodeSpan:
			code := l.inline(part)
			if !l.colored {
				code = "`" + code + "`"
			}
			b.WriteString(l.paint(code, color.FgYellow))
		case *ast.Emphasis:
			b.WriteString(l.paint(l.inline(part), color.Bold))
		case *ast.AutoLink:
			b.WriteString(l.paint(string(part.URL(l.source)), color.Underline))
		case *ast.Link:
			b.WriteString(l.inline(part) + " " + l.paint(string(part.Destination), color.Underline))
		case *ast.RawHTML:
			b.Write(part.Segments.Value(l.source))
		default:
			b.WriteString(l.inline(part))
		}
	}
	return b.String()
}

func (l *layout) wrapped(s string, indent int) []string {
	w := wordwrap.NewWriter(max(l.width-indent, 20))
	w.Breakpoints = nil // a hyphen in a name is no place to break it
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return strings.Split(w.String(), "\n")
}

func (l *layout) paint(s string, attribute color.Attribute) string {
	if !l.colored {
		return s
	}
	c := color.New(attribute)
	c.EnableColor()
	return c.Sprint(s)
}
