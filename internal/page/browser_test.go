package page

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/drvlint/drvlint/internal/browsertest"
	"github.com/drvlint/drvlint/internal/npmtest"
)

const (
	visible = `[...document.querySelectorAll("#list li")].filter(li => !li.hidden).length`
	said    = `document.querySelector("#say") ? document.querySelector("#say").textContent : ""`
	nowStep = `[...document.querySelectorAll(".steps li")].findIndex(li => li.hasAttribute("data-now")) + 1`
)

func TestFilter(t *testing.T) {
	b := browsertest.Open(t, samplePage(t, Options{}), 1280, 900)
	b.Expect(visible, "5")
	b.Run(chromedp.SetValue(chromedp.CSS("#by-level"), "warning"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#by-level").dispatchEvent(new Event("change"))`))
	b.Expect(visible, "1")
	b.Expect(`document.querySelector("#shown").textContent`, "1 of 5 findings")
	b.Run(chromedp.Click(chromedp.CSS("#reset")), chromedp.WaitNotVisible(chromedp.CSS("#reset")))
	b.Expect(visible, "5")
	b.Press("/")
	b.Run(chromedp.KeyEvent("flush mark"), chromedp.WaitVisible(chromedp.CSS("#reset")))
	b.Expect(visible, "1")
	b.Press(kb.Escape)
	b.Expect(visible, "5")
	b.Run(chromedp.Click(chromedp.CSS(`[data-filter=check][data-value=exitsend]`)))
	b.Expect(visible, "1")
	b.Expect(`[...document.querySelectorAll("#list section")].filter(s => !s.hidden).length`, "1")
}

func TestSteps(t *testing.T) {
	b := browsertest.Open(t, samplePage(t, Options{}), 1280, 900)
	b.Press("j")
	b.Expect(said, "ZwWriteFile can block here while Ext->Log is held")
	b.Expect(nowStep, "1")
	b.Expect(`document.querySelectorAll(".pane").length`, "2")
	b.Expect(`document.querySelectorAll(".arrows path:not(.head)").length`, "2")
	b.Expect(`[...document.querySelectorAll(".chain b")].map(e => e.textContent).join()`, "Mark,Flush")
	b.Expect(`document.querySelectorAll(".steps li")[1].querySelector(".holds").textContent`, "holds Ext->LogAPC_LEVELdispatch routine Control")
	b.Expect(`[...document.querySelector(".ln.hit").querySelectorAll(".hot")].map(e => e.textContent).join("")`, "ExAcquireFastMutex(&Ext->Log)")
	b.Press("n")
	b.Press("n")
	b.Press("n")
	b.Expect(nowStep, "3")
	b.Expect(`document.querySelector(".ln.now .number").textContent`, "3")
	b.Expect(`document.querySelector(".chain [aria-current] b").textContent`, "Flush")
	b.Press("p")
	b.Expect(nowStep, "2")
	b.Run(chromedp.Click(chromedp.CSS(`[data-mark="0"]`)))
	b.Expect(nowStep, "1")
	b.Press("j")
	b.Press("k")
	b.Expect(said, "ZwWriteFile can block here while Ext->Log is held")
	b.Expect(`document.activeElement === document.querySelector("#list [aria-current]")`, "true")
	b.Press("o")
	b.Expect(said, "")
	b.Press("?")
	b.Expect(`document.querySelector("dialog").open`, "true")
}

// Marks keep their order on the page: in a column the arrows run in the lane beside the
// numbers, across columns from one to the other.
func TestSideBySide(t *testing.T) {
	b := browsertest.Open(t, samplePage(t, Options{}), 1500, 900)
	b.Press("j")
	const left = `[...document.querySelectorAll(".pane")].map(p => Math.round(p.getBoundingClientRect().left))`
	b.Expect(left+`[0] < `+left+`[1]`, "true")
	b.Run(chromedp.EmulateViewport(375, 800))
	b.Expect(left+`[0] === `+left+`[1]`, "true")
	b.Expect(`document.documentElement.scrollWidth <= 375`, "true")
}

func TestPermalink(t *testing.T) {
	b := browsertest.Open(t, samplePage(t, Options{}), 1280, 900)
	b.Press("j")
	hash := b.Ask("location.hash")
	if !strings.HasPrefix(hash, "#fastmutexwait%3A") {
		t.Fatalf("the link is %s", hash)
	}
	b.Press("o")
	b.Run(chromedp.Evaluate[chromedp.Void](`location.hash = "`+hash+`"; 0`), chromedp.WaitVisible(chromedp.CSS("#say")))
	b.Expect(said, "ZwWriteFile can block here while Ext->Log is held")
	b.Press("o")
	b.Run(chromedp.Evaluate[chromedp.Void](`location.hash = "no:such"; 0`), chromedp.Poll[chromedp.Void](`document.querySelector("#shown").textContent.includes("not in this report")`))
}

// What the tree holds stays text: no markup, no script, no command of a terminal.
func TestHostile(t *testing.T) {
	b := browsertest.Open(t, samplePage(t, Options{Suppressed: true, Compared: true, Trend: []Run{{hostile, 1, 1, 1}}, Tools: []string{hostile}}), 1280, 900)
	for range 8 {
		b.Press("j")
		b.Press("e")
		b.Run(chromedp.WaitReady(chromedp.CSS("#say")))
		b.Expect(`document.querySelectorAll("img, main script, iframe").length`, "0")
		b.Expect(`[...document.querySelectorAll("a")].filter(a => a.protocol === "javascript:" && a.href !== "javascript:").length`, "0")
	}
	b.Expect(`document.title.includes("owned")`, "false")
	b.Expect(`/[\u202e\u001b\u2028]/.test(document.body.innerText)`, "false")
}

func TestDark(t *testing.T) {
	b := browsertest.Open(t, samplePage(t, Options{}), 1280, 900)
	const paper = `getComputedStyle(document.body).backgroundColor`
	light := b.Ask(paper)
	b.Run(browsertest.Send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}))
	b.Run(chromedp.Poll[chromedp.Void](`document.documentElement.dataset.theme === "dark"`))
	dark := b.Ask(paper)
	if dark == light {
		t.Errorf("the page is %s, light or dark", dark)
	}
	b.Press("t") // dark
	b.Press("t") // light, whatever the system wants
	b.Expect(paper, light)
}

func TestAccessible(t *testing.T) {
	library, err := os.ReadFile(filepath.Join(npmtest.Modules(t), "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{1280, 375} {
		b := browsertest.Open(t, samplePage(t, Options{Trend: []Run{{"2026-01-01", 3, 2, 1}, {"2026-02-01", 2, 2, 2}}}), width, 900)
		b.Run(chromedp.Evaluate[chromedp.Void](string(library)))
		for _, scheme := range []string{"light", "dark"} {
			b.Run(browsertest.Send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}))
			b.Press("o")
			accessible(b, fmt.Sprintf("overview, %d px, %s", width, scheme))
			b.Press("j")
			b.Press("e")
			accessible(b, fmt.Sprintf("finding, %d px, %s", width, scheme))
		}
	}
}

func accessible(b *browsertest.Browser, what string) {
	b.Helper()
	type violation struct {
		ID, Help string
		Nodes    []struct{ HTML, FailureSummary string }
	}
	var violations []violation
	if err := json.Unmarshal([]byte(b.Await(`axe.run(document).then(r => JSON.stringify(r.violations))`)), &violations); err != nil {
		b.Fatal(err)
	}
	for _, v := range violations {
		b.Errorf("%s: %s: %s: %v", what, v.ID, v.Help, v.Nodes[0])
	}
}

// A large run opens and can be filtered and walked through.
func TestManyFindings(t *testing.T) {
	b := browsertest.Open(t, largePage(t, 5000), 1280, 900)
	b.Expect(visible, "5000")
	b.Press("j")
	b.Press("j")
	b.Expect("Boolean("+said+")", "true")
	b.Run(chromedp.SetValue(chromedp.CSS("#by-check"), "exitsend"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#by-check").dispatchEvent(new Event("change"))`))
	b.Expect(visible, "1250")
}

func TestPrinted(t *testing.T) {
	b := browsertest.Open(t, samplePage(t, Options{}), 1280, 900)
	b.Run(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("beforeprint"))`))
	b.Expect(`document.querySelectorAll("#print article").length`, "5")
	b.Expect(`document.querySelectorAll("#print .pane").length > 5`, "true")
}
