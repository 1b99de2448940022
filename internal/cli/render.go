package cli

import (
	"cmp"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/kballard/go-shellquote"
	"golang.org/x/term"
)

// widest is how many columns laid out text takes at most: longer lines are hard to read.
const widest = 100

// show prints Markdown: as it is, or on a terminal laid out, in a pager if it is long.
func (c *Command) show(markdown string) error {
	text := markdown
	if isTerminal(c.Stdout) {
		text = laidOut(markdown, min(cmp.Or(widthOf(c.Stdout), widest), widest), inColor(c.Stdout))
		if c.paged(text) {
			return nil
		}
	}
	_, err := io.WriteString(c.Stdout, text)
	return err
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
