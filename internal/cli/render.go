package cli

import (
	"cmp"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"charm.land/glamour/v2"
	"charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
	"github.com/kballard/go-shellquote"
	"golang.org/x/term"
)

// widest is how many columns laid out text takes at most: longer lines are hard to read.
const widest = 100

// show prints Markdown: as it is, or on a terminal laid out, in a pager if it is long.
func (c *Command) show(markdown string) error {
	if !isTerminal(c.Stdout) {
		_, err := io.WriteString(c.Stdout, markdown)
		return err
	}
	r, err := glamour.NewTermRenderer(glamour.WithStyles(style(inColor(c.Stdout))), glamour.WithWordWrap(min(cmp.Or(widthOf(c.Stdout), widest), widest)))
	if err != nil {
		return err
	}
	text, err := r.Render(unwrapped(markdown))
	if err != nil {
		return err
	}
	if c.paged(text) {
		return nil
	}
	_, err = io.WriteString(c.Stdout, text)
	return err
}

// begins matches a line that does not go on with the paragraph or list item before it.
var begins = regexp.MustCompile("^\\s*([-*+] |\\d+\\. |#|>|\\||```|$)")

// unwrapped joins the lines of each paragraph and list item: the renderer keeps line ends
// within list items, where the terminal's width then adds its own.
func unwrapped(markdown string) string {
	var out []string
	fenced := false
	for line := range strings.SplitSeq(markdown, "\n") {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		last := len(out) - 1
		if fenced || begins.MatchString(line) || last < 0 || strings.TrimSpace(out[last]) == "" || strings.HasPrefix(out[last], "#") || strings.HasPrefix(out[last], "```") {
			out = append(out, line)
		} else {
			out[last] += " " + strings.TrimSpace(line)
		}
		fenced = fenced != fence
	}
	return strings.Join(out, "\n")
}

// style fits light and dark terminals: text and code have the terminal's own colours.
func style(colored bool) ansi.StyleConfig {
	if !colored {
		return styles.ASCIIStyleConfig
	}
	s := styles.DarkStyleConfig
	s.Document.Color = nil
	s.Code.BackgroundColor = nil
	s.CodeBlock.Chroma, s.CodeBlock.Theme, s.CodeBlock.Color = nil, "", nil
	return s
}

// paged shows a text that is longer than the terminal in the user's pager, or in less; it
// reports false if that is not needed or there is none.
func (c *Command) paged(text string) bool {
	screen, ok := terminalOf(c.Stdout)
	keys, typed := c.Stdin.(*os.File)
	if !ok || !typed || !isTerminal(keys) { // nobody could leave the pager
		return false
	}
	_, height, err := term.GetSize(int(screen.Fd()))
	if err != nil || height <= 0 || strings.Count(text, "\n") < height {
		return false
	}
	command, err := shellquote.Split(os.Getenv("PAGER"))
	if err != nil || len(command) == 0 {
		command = []string{"less"}
	}
	program, err := exec.LookPath(command[0])
	if err != nil {
		return false
	}
	pager := exec.Command(program, command[1:]...)
	pager.Stdin, pager.Stdout, pager.Stderr = strings.NewReader(text), screen, c.Stderr
	if os.Getenv("LESS") == "" {
		pager.Env = append(os.Environ(), "LESS=FRX") // colours; no paging of what fits
	}
	return pager.Run() == nil
}
