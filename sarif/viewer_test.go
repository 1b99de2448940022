package sarif

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/browsertest"
	"github.com/drvlint/drvlint/internal/npmtest"
	"github.com/drvlint/drvlint/internal/report"
)

// TestViewer shows a log in the viewer of Microsoft that Azure DevOps has, which has no
// checkout: what it shows of the source is in the log.
func TestViewer(t *testing.T) {
	var scripts strings.Builder
	for _, file := range []string{"react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js", "@microsoft/sarif-web-component/dist/index.js"} {
		text, err := os.ReadFile(filepath.Join(npmtest.Modules(t), filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&scripts, "<script>%s</script>\n", bytes.ReplaceAll(text, []byte("</script"), []byte(`<\/script`)))
	}
	r := plant(t)
	r.Findings = slices.DeleteFunc(r.Findings, func(f report.Finding) bool { return f.Check != "fastmutexorder" })
	log := bytes.ReplaceAll(written(t, r, false), []byte("</"), []byte(`<\/`))
	page := filepath.Join(t.TempDir(), "viewer.html")
	text := `<!DOCTYPE html><meta charset="utf-8"><div id="viewer" style="height:100vh"></div>` + "\n" + scripts.String() +
		`<script>ReactDOM.render(React.createElement(Viewer, {logs: [` + string(log) + `]}), document.getElementById("viewer"))</script>`
	if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	b := browsertest.Visit(t, "file://"+filepath.ToSlash(page), 1600, 1200)
	b.Until(`document.body.innerText.includes("is released before")`)
	b.Expect(`document.querySelector(".swcRegion").innerText`, "ExReleaseFastMutex(&First[i](0))")
	b.Expect(`document.querySelector(".lineNumber").innerText.trim().split("\n").join()`, "2,3,4,5")
	b.Expect(`document.querySelector(".hljs").textContent.trimEnd()`, "{\n\tExAcquireFastMutex(&First);\n"+emojiRow+"\n}")
}
