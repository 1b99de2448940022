package lsp

import (
	"archive/zip"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/drvlint/drvlint/internal/browsertest"
	"github.com/drvlint/drvlint/internal/codetest"
)

var shot = flag.String("picture", "", "write what Visual Studio Code shows of a finding to this PNG file")

// TestVisualStudioCode is what an author sees there, with the package of the extension that
// brings the program along: how much was found, each finding with its path, what is known of
// a routine, a fix and what it leaves, and the report.
func TestVisualStudioCode(t *testing.T) {
	if testing.Short() {
		t.Skip("Visual Studio Code takes its time")
	}
	extensions, folder := t.TempDir(), t.TempDir()
	packed, err := zip.OpenReader(packExtension(t))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	content, err := fs.Sub(packed, "extension")
	if err != nil {
		t.Fatal(err)
	}
	extension := filepath.Join(extensions, "drvlint.drvlint-0.1.0")
	if err := os.CopyFS(extension, content); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(extension, "bin", "drvlint"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "driver.c"), edited)

	b := codetest.Open(t, extensions, folder, "driver.c")
	b.Shows("drvlint: 2")
	b.Until(`document.querySelectorAll(".squiggly-error").length >= 2`)

	b.Click("OrderBad")
	b.Press(kb.F8)
	b.Shows("is released while `e->B`, taken after it, is still held")
	b.Shows("driver.c(5, 2)") // a place of the path
	b.Until(`document.querySelector(".marker-widget .code-link")?.innerText === "fastmutexorder"`)
	if *shot != "" {
		b.Picture(*shot)
	}
	// Keys go to where the focus is: in the text again, and its lines are where they were.
	closed := `document.querySelector(".marker-widget, .action-widget") === null && document.activeElement.closest(".monaco-editor .view-lines, .monaco-editor textarea")`
	b.Press(kb.Escape)
	b.Until(closed)

	b.Click("KeWaitForSingleObject")
	b.Shows("Ln 15, Col ")
	b.Control("k")
	b.Control("i")
	b.Shows("DISPATCH_LEVEL")
	b.Shows("holds e->A, taken in line 13")

	b.Press(kb.Escape)
	b.Press(kb.F8)
	b.Shows("2 of 2 problems")
	b.Press(kb.F8) // after the last problem comes the first
	b.Shows("1 of 2 problems")
	b.Press(kb.Escape)
	b.Until(closed)
	fixes(b)
	b.Shows("Suppress fastmutexorder here")
	b.Until(`document.activeElement.closest(".action-widget")?.querySelector(".monaco-list-row.focused")?.innerText.includes("Exchange the releases")`)
	b.Enter()
	b.Until(`document.querySelector(".squiggly-error") !== null && document.body.innerText.includes("drvlint: 1")`)
	b.Control("s")
	awaitText(t, filepath.Join(folder, "driver.c"), "\tExReleaseFastMutex(&e->B);\n\tExReleaseFastMutex(&e->A);\n")

	b.Click("drvlint: 1")
	b.Shows("1 finding (1 error) in 1 driver, 1 file")
}

// fixes opens the menu of fixes. Visual Studio Code drops its own question, and says that there
// are none, if it asks for those of the light bulb meanwhile: then they are asked for again.
func fixes(b *browsertest.Browser) {
	b.Helper()
	const menu, none = `document.querySelector(".action-widget")`, `document.querySelector(".monaco-editor-overlaymessage")`
	for range 5 {
		b.Control(".")
		b.Until(menu + "||" + none)
		if b.Ask(none+" === null") == "true" {
			return
		}
		b.Press(kb.Escape)
		b.Until(none + " === null")
	}
	b.Fatal("there are no fixes")
}

// awaitText waits until a file holds a text.
func awaitText(t *testing.T, file, want string) {
	t.Helper()
	for give := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), want) {
			return
		}
		if time.Now().After(give) {
			t.Fatalf("waited in vain for %q in\n%s", want, text)
		}
	}
}
