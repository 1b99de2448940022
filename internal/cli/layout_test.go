package cli

import (
	"strings"
	"testing"
)

func TestLaidOut(t *testing.T) {
	const markdown = "# irql: levels\n\nSome `code` is\n*wrong* here, see <https://example.com/a-b> and [docs](https://example.com/d).\n\n" +
		"- one\n  goes on\n- two\n  - below\n\n1. first\n2. second\n\n> quoted\n\n```c\nint a;\n\nint b;\n```\n"
	const want = "# irql: levels\n\nSome `code` is wrong here, see\nhttps://example.com/a-b and docs\nhttps://example.com/d.\n\n" +
		"• one goes on\n• two\n  • below\n\n1. first\n2. second\n\n│ quoted\n\n    int a;\n\n    int b;\n"
	if got := laidOut(markdown, 32, false); got != want {
		t.Errorf("laid out as\n%s\nwant\n%s", got, want)
	}
	colored := laidOut(markdown, 32, true)
	for _, part := range []string{"\x1b[1m# irql: levels\x1b[", "\x1b[33mcode\x1b["} {
		if !strings.Contains(colored, part) {
			t.Errorf("no %q in %q", part, colored)
		}
	}
	if strings.Contains(colored, "`") {
		t.Errorf("in colour code is still in backticks: %q", colored)
	}
}
