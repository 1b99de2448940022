package page

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/drvlint/drvlint/internal/npmtest"
	"github.com/drvlint/drvlint/internal/tooltest"
)

// A browser is a tab of Chromium with a page, and what the tab complained about.
type browser struct {
	*testing.T
	tab      context.Context
	lock     sync.Mutex
	troubles []string
}

// chromium is the path of a browser, by one of the names that it has.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	tooltest.Need(t, "chromium", "chromium")
	return ""
}

// browse opens a page from disk, in a window of that size.
func browse(t *testing.T, file string, width, height int64) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	b := &browser{T: t, tab: ctx}
	address := (&url.URL{Scheme: "file", Path: file}).String()
	if err := chromedp.Listen(ctx, func(event any) { b.listen(event, address) }); err != nil {
		t.Fatal(err)
	}
	b.run(
		send(network.Enable, network.EnableParams{}), send(log.Enable, cdp.Empty{}), send(runtime.Enable, cdp.Empty{}),
		chromedp.EmulateViewport(width, height), chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS("body")),
	)
	t.Cleanup(b.noTroubles)
	return b
}

// send makes a command of the protocol an action.
func send[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// listen notes errors, and whatever is asked for but the page itself.
func (b *browser) listen(event any, address string) {
	trouble := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		trouble = e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		trouble = fmt.Sprintf("console: %s", e.Type)
	case *log.EventEntryAdded:
		trouble = fmt.Sprintf("%s: %s", e.Entry.Level, e.Entry.Text)
	case *network.EventRequestWillBeSent:
		if page, _, _ := strings.Cut(e.Request.URL, "#"); page != address && !strings.HasPrefix(page, "data:") {
			trouble = "request of " + e.Request.URL
		}
	}
	if trouble != "" {
		b.lock.Lock()
		b.troubles = append(b.troubles, trouble)
		b.lock.Unlock()
	}
}

func (b *browser) noTroubles() {
	b.lock.Lock()
	defer b.lock.Unlock()
	for _, trouble := range b.troubles {
		b.Errorf("the browser says: %s", trouble)
	}
}

func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.tab, actions...); err != nil {
		b.Fatal(err)
	}
}

// ask evaluates an expression whose value is text.
func (b *browser) ask(expression string) string {
	b.Helper()
	value, err := chromedp.Run(b.tab, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return value
}

// expect holds the value of an expression against what it should be.
func (b *browser) expect(expression, want string) {
	b.Helper()
	if got := b.ask(expression); got != want {
		b.Errorf("%s: got %q, want %q", expression, got, want)
	}
}

func (b *browser) press(keys string) { b.Helper(); b.run(chromedp.KeyEvent(keys)) }

const (
	visible = `[...document.querySelectorAll("#list li")].filter(li => !li.hidden).length`
	said    = `document.querySelector("#say") ? document.querySelector("#say").textContent : ""`
	nowStep = `[...document.querySelectorAll(".steps li")].findIndex(li => li.hasAttribute("data-now")) + 1`
)

func TestFilter(t *testing.T) {
	b := browse(t, samplePage(t, Options{}), 1280, 900)
	b.expect(visible, "5")
	b.run(chromedp.SetValue(chromedp.CSS("#by-level"), "warning"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#by-level").dispatchEvent(new Event("change"))`))
	b.expect(visible, "1")
	b.expect(`document.querySelector("#shown").textContent`, "1 of 5 findings")
	b.run(chromedp.Click(chromedp.CSS("#reset")), chromedp.WaitNotVisible(chromedp.CSS("#reset")))
	b.expect(visible, "5")
	b.press("/")
	b.run(chromedp.KeyEvent("flush mark"), chromedp.WaitVisible(chromedp.CSS("#reset")))
	b.expect(visible, "1")
	b.press(kb.Escape)
	b.expect(visible, "5")
	b.run(chromedp.Click(chromedp.CSS(`[data-filter=check][data-value=exitsend]`)))
	b.expect(visible, "1")
	b.expect(`[...document.querySelectorAll("#list section")].filter(s => !s.hidden).length`, "1")
}

func TestSteps(t *testing.T) {
	b := browse(t, samplePage(t, Options{}), 1280, 900)
	b.press("j")
	b.expect(said, "ZwWriteFile can block here while Ext->Log is held")
	b.expect(nowStep, "1")
	b.expect(`document.querySelectorAll(".pane").length`, "2")
	b.expect(`document.querySelectorAll(".arrows path:not(.head)").length`, "2")
	b.expect(`[...document.querySelectorAll(".chain b")].map(e => e.textContent).join()`, "Mark,Flush")
	b.expect(`document.querySelectorAll(".steps li")[1].querySelector(".holds").textContent`, "holds Ext->LogAPC_LEVELdispatch routine Control")
	b.expect(`[...document.querySelector(".ln.hit").querySelectorAll(".hot")].map(e => e.textContent).join("")`, "ExAcquireFastMutex(&Ext->Log)")
	b.press("n")
	b.press("n")
	b.press("n")
	b.expect(nowStep, "3")
	b.expect(`document.querySelector(".ln.now .number").textContent`, "3")
	b.expect(`document.querySelector(".chain [aria-current] b").textContent`, "Flush")
	b.press("p")
	b.expect(nowStep, "2")
	b.run(chromedp.Click(chromedp.CSS(`[data-mark="0"]`)))
	b.expect(nowStep, "1")
	b.press("j")
	b.press("k")
	b.expect(said, "ZwWriteFile can block here while Ext->Log is held")
	b.expect(`document.activeElement === document.querySelector("#list [aria-current]")`, "true")
	b.press("o")
	b.expect(said, "")
	b.press("?")
	b.expect(`document.querySelector("dialog").open`, "true")
}

// Marks keep their order on the page: in a column the arrows run in the lane beside the
// numbers, across columns from one to the other.
func TestSideBySide(t *testing.T) {
	b := browse(t, samplePage(t, Options{}), 1500, 900)
	b.press("j")
	const left = `[...document.querySelectorAll(".pane")].map(p => Math.round(p.getBoundingClientRect().left))`
	b.expect(left+`[0] < `+left+`[1]`, "true")
	b.run(chromedp.EmulateViewport(375, 800))
	b.expect(left+`[0] === `+left+`[1]`, "true")
	b.expect(`document.documentElement.scrollWidth <= 375`, "true")
}

func TestPermalink(t *testing.T) {
	b := browse(t, samplePage(t, Options{}), 1280, 900)
	b.press("j")
	hash := b.ask("location.hash")
	if !strings.HasPrefix(hash, "#fastmutexwait%3A") {
		t.Fatalf("the link is %s", hash)
	}
	b.press("o")
	b.run(chromedp.Evaluate[chromedp.Void](`location.hash = "`+hash+`"; 0`), chromedp.WaitVisible(chromedp.CSS("#say")))
	b.expect(said, "ZwWriteFile can block here while Ext->Log is held")
	b.press("o")
	b.run(chromedp.Evaluate[chromedp.Void](`location.hash = "no:such"; 0`), chromedp.Poll[chromedp.Void](`document.querySelector("#shown").textContent.includes("not in this report")`))
}

// What the tree holds stays text: no markup, no script, no command of a terminal.
func TestHostile(t *testing.T) {
	b := browse(t, samplePage(t, Options{Suppressed: true, Compared: true, Trend: []Run{{hostile, 1, 1, 1}}, Tools: []string{hostile}}), 1280, 900)
	for range 8 {
		b.press("j")
		b.press("e")
		b.run(chromedp.WaitReady(chromedp.CSS("#say")))
		b.expect(`document.querySelectorAll("img, main script, iframe").length`, "0")
		b.expect(`[...document.querySelectorAll("a")].filter(a => a.protocol === "javascript:" && a.href !== "javascript:").length`, "0")
	}
	b.expect(`document.title.includes("owned")`, "false")
	b.expect(`/[\u202e\u001b\u2028]/.test(document.body.innerText)`, "false")
}

func TestDark(t *testing.T) {
	b := browse(t, samplePage(t, Options{}), 1280, 900)
	const paper = `getComputedStyle(document.body).backgroundColor`
	light := b.ask(paper)
	b.run(send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}))
	b.run(chromedp.Poll[chromedp.Void](`document.documentElement.dataset.theme === "dark"`))
	dark := b.ask(paper)
	if dark == light {
		t.Errorf("the page is %s, light or dark", dark)
	}
	b.press("t") // dark
	b.press("t") // light, whatever the system wants
	b.expect(paper, light)
}

func TestAccessible(t *testing.T) {
	library, err := os.ReadFile(filepath.Join(npmtest.Modules(t), "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{1280, 375} {
		b := browse(t, samplePage(t, Options{Trend: []Run{{"2026-01-01", 3, 2, 1}, {"2026-02-01", 2, 2, 2}}}), width, 900)
		b.run(chromedp.Evaluate[chromedp.Void](string(library)))
		for _, scheme := range []string{"light", "dark"} {
			b.run(send(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}))
			b.press("o")
			b.accessible(fmt.Sprintf("overview, %d px, %s", width, scheme))
			b.press("j")
			b.press("e")
			b.accessible(fmt.Sprintf("finding, %d px, %s", width, scheme))
		}
	}
}

func (b *browser) accessible(what string) {
	b.Helper()
	type violation struct {
		ID, Help string
		Nodes    []struct{ HTML, FailureSummary string }
	}
	violations, err := chromedp.Run(b.tab, chromedp.Evaluate[[]violation](`axe.run(document).then(r => r.violations)`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatal(err)
	}
	for _, v := range violations {
		b.Errorf("%s: %s: %s: %v", what, v.ID, v.Help, v.Nodes[0])
	}
}

// A large run opens and can be filtered and walked through.
func TestManyFindings(t *testing.T) {
	b := browse(t, largePage(t, 5000), 1280, 900)
	b.expect(visible, "5000")
	b.press("j")
	b.press("j")
	b.expect("Boolean("+said+")", "true")
	b.run(chromedp.SetValue(chromedp.CSS("#by-check"), "exitsend"), chromedp.Evaluate[chromedp.Void](`document.querySelector("#by-check").dispatchEvent(new Event("change"))`))
	b.expect(visible, "1250")
}

func TestPrinted(t *testing.T) {
	b := browse(t, samplePage(t, Options{}), 1280, 900)
	b.run(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("beforeprint"))`))
	b.expect(`document.querySelectorAll("#print article").length`, "5")
	b.expect(`document.querySelectorAll("#print .pane").length > 5`, "true")
}
