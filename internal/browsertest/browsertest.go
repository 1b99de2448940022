// Package browsertest shows pages to Chromium, as tests of what people see in a browser need it.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/drvlint/drvlint/internal/tooltest"
)

// A Browser is a tab of Chromium with a page, and what the tab complained about.
type Browser struct {
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

// Open opens a page from disk, in a window of that size. It fails the test if the page
// complains, or asks for anything but itself.
func Open(t *testing.T, file string, width, height int64) *Browser {
	t.Helper()
	address := (&url.URL{Scheme: "file", Path: file}).String()
	b := start(t, width, height)
	b.watch(address)
	b.Run(chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS("body")))
	return b
}

// Visit opens a page that a program of the test serves, and that loads what else it likes.
func Visit(t *testing.T, address string, width, height int64) *Browser {
	t.Helper()
	b := start(t, width, height)
	b.Run(chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS("body")))
	return b
}

func start(t *testing.T, width, height int64) *Browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	b := &Browser{T: t, tab: ctx}
	b.Run(chromedp.EmulateViewport(width, height))
	return b
}

// watch makes what the page complains about a failure of the test.
func (b *Browser) watch(address string) {
	if err := chromedp.Listen(b.tab, func(event any) { b.listen(event, address) }); err != nil {
		b.Fatal(err)
	}
	b.Run(Send(network.Enable, network.EnableParams{}), Send(log.Enable, cdp.Empty{}), Send(runtime.Enable, cdp.Empty{}))
	b.Cleanup(b.noTroubles)
}

// Send makes a command of the protocol an action.
func Send[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// listen notes errors, and whatever is asked for but the page itself.
func (b *Browser) listen(event any, address string) {
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

func (b *Browser) noTroubles() {
	b.lock.Lock()
	defer b.lock.Unlock()
	for _, trouble := range b.troubles {
		b.Errorf("the browser says: %s", trouble)
	}
}

// Run takes actions, which must succeed.
func (b *Browser) Run(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.tab, actions...); err != nil {
		b.Fatal(err)
	}
}

// Ask evaluates an expression whose value is text.
func (b *Browser) Ask(expression string) string {
	b.Helper()
	value, err := chromedp.Run(b.tab, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return value
}

// Await waits for an expression whose value is a promise of text.
func (b *Browser) Await(expression string) string {
	b.Helper()
	value, err := chromedp.Run(b.tab, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return value
}

// Until waits until an expression is true. It gives up after two minutes: no page of a test
// takes that long.
func (b *Browser) Until(expression string) {
	b.Helper()
	poll := chromedp.Poll[chromedp.Void]("!!("+expression+")", chromedp.WithPollingInterval(100*time.Millisecond), chromedp.WithPollingTimeout(time.Minute))
	if err := chromedp.Do(b.tab, poll); err != nil {
		b.Fatalf("%s does not come true: %v; the page says:\n%s", expression, err, b.Ask("document.body.innerText"))
	}
}

// Expect holds the value of an expression against what it should be.
func (b *Browser) Expect(expression, want string) {
	b.Helper()
	if got := b.Ask(expression); got != want {
		b.Errorf("%s: got %q, want %q", expression, got, want)
	}
}

// Press types keys, which may be those of package kb.
func (b *Browser) Press(keys string) { b.Helper(); b.Run(chromedp.KeyEvent(keys)) }

// Picture writes what the window shows to a PNG file.
func (b *Browser) Picture(file string) {
	b.Helper()
	picture, err := chromedp.Run(b.tab, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		b.Fatal(err)
	}
}

// Click clicks on the last element whose whole text this is and that nothing covers, once
// there is one.
func (b *Browser) Click(text string) {
	b.Helper()
	x, y := b.middle(text)
	b.Run(chromedp.MouseClickXY(x, y))
}

// Enter presses that key, of which nothing is typed where the focus moves to at once.
func (b *Browser) Enter() {
	b.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		b.Run(Send(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}))
	}
}

// Control presses a key together with Ctrl.
func (b *Browser) Control(key string) {
	b.Helper()
	b.Run(chromedp.KeyEvent(key, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
}

// Shows waits until the page shows a text.
func (b *Browser) Shows(text string) {
	b.Helper()
	b.Until(fmt.Sprintf(`document.body.innerText.replaceAll("\u00a0", " ").includes(%q)`, text))
}

// middle is the middle of the element with that text, once it stays where it is.
func (b *Browser) middle(text string) (x, y float64) {
	b.Helper()
	place := fmt.Sprintf(`JSON.stringify([...document.querySelectorAll("body *")].filter(e => e.innerText?.replaceAll("\u00a0", " ").trim() === %q).map(e => {
		const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2
		return e.contains(document.elementFromPoint(x, y)) ? [x, y] : undefined
	}).filter(at => at !== undefined).at(-1))`, text)
	b.Until("((before, now) => (window.placeBefore = now) !== undefined && now === before)(window.placeBefore, " + place + ")")
	var at [2]float64
	if err := json.Unmarshal([]byte(b.Ask("window.placeBefore")), &at); err != nil {
		b.Fatal(err)
	}
	b.Ask("delete window.placeBefore")
	return at[0], at[1]
}
