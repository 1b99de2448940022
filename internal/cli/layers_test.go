package cli

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/drvlint/drvlint/"

// layers says what the packages may import of this module, as path patterns; the first
// row that matches a package holds for it. Generators and packages for tests are free.
var layers = []struct {
	pattern string
	allowed []string
}{
	{"cmd/drvlint", []string{"internal/cli", "internal/streams"}},
	{"internal/cli", []string{"checks", "ddi", "internal/baseline", "internal/changes", "internal/check", "internal/clang", "internal/config", "internal/fix", "internal/libclang", "internal/lsp", "internal/spelling", "internal/project", "internal/report", "internal/resident", "internal/runner", "internal/suppress", "internal/cache", "internal/page", "internal/plan", "internal/wdk", "internal/child", "internal/linker", "internal/wholefile", "internal/worker", "sarif"}},
	{"internal/project", []string{"internal/paths", "internal/wdk"}},
	{"internal/clang", []string{"ir", "internal/libclang", "internal/paths", "internal/wdk", "internal/wdk/*"}},
	{"internal/libclang", nil},
	{"internal/wdk", []string{"internal/paths", "internal/wdk/*"}},
	{"internal/wdk/*", nil},
	{"ir", nil},
	{"ddi", nil},
	{"cfg", []string{"ir"}},
	{"internal/term", []string{"ir"}},
	{"internal/program", []string{"ir", "cfg", "ddi"}},
	{"internal/pointsto", []string{"ir", "cfg", "ddi", "internal/program"}},
	{"internal/callgraph", []string{"ir", "cfg", "ddi", "internal/pointsto", "internal/program"}},
	{"internal/profile", []string{"ir", "cfg", "ddi", "internal/callgraph", "internal/program", "internal/term"}},
	{"internal/trace", nil},
	{"internal/kept", []string{"ir", "internal/program"}},
	{"internal/simulate", []string{"ir", "cfg", "ddi", "internal/profile", "internal/program", "internal/term", "internal/trace"}},
	{"internal/obligation", []string{"ir", "internal/program", "internal/simulate", "internal/term"}},
	{"internal/property/*", []string{"ir", "cfg", "ddi", "internal/callgraph", "internal/obligation", "internal/pointsto", "internal/profile", "internal/program", "internal/simulate", "internal/term"}},
	{"internal/pairing", []string{"ir", "ddi", "internal/obligation", "internal/program", "internal/property/lockset", "internal/simulate", "internal/term"}},
	{"internal/remember", []string{"ir", "ddi", "internal/kept", "internal/profile", "internal/program", "internal/property/*", "internal/simulate", "internal/term", "internal/trace"}},
	{"internal/driver", []string{"ir", "cfg", "ddi", "internal/callgraph", "internal/kept", "internal/pointsto", "internal/profile", "internal/program", "internal/property/*", "internal/remember", "internal/simulate", "internal/term"}},
	{"internal/check", []string{"ir", "internal/driver", "internal/program", "internal/property/*"}},
	{"internal/ways", []string{"ir", "cfg", "ddi", "internal/callgraph", "internal/program"}},
	{"internal/locking", []string{"ir", "cfg", "ddi", "internal/callgraph", "internal/driver", "internal/kept", "internal/program", "internal/ways"}},
	{"checks", []string{"checks/*", "internal/check"}},
	{"checks/*", []string{"ir", "ddi", "cfg", "internal/callgraph", "internal/check", "internal/driver", "internal/locking", "internal/obligation", "internal/pairing", "internal/pointsto", "internal/profile", "internal/program", "internal/property/*", "internal/simulate", "internal/term", "internal/ways"}},
	{"internal/runner", []string{"internal/cache", "internal/facts", "internal/paths", "ir", "cfg", "ddi", "internal/driver", "internal/kept", "internal/program", "internal/simulate", "internal/clang", "internal/project", "internal/report", "internal/wdk"}},
	{"internal/resident", []string{"checks", "ddi", "internal/check", "internal/child", "ir", "internal/clang", "internal/config", "internal/paths", "internal/project", "internal/report", "internal/runner", "internal/driver", "internal/program", "internal/property/*", "internal/simulate", "internal/suppress", "internal/wdk"}},
	{"internal/lsp", []string{"ddi", "internal/check", "internal/report", "internal/resident"}},
	{"internal/facts", []string{"internal/clang", "ir"}},
	{"internal/plan", []string{"internal/cache", "internal/clang", "internal/facts", "internal/project", "internal/wholefile"}},
	{"internal/cache", []string{"internal/clang", "internal/facts"}},
	{"internal/child", nil},
	{"internal/streams", nil},
	{"internal/paths", nil},
	{"internal/wholefile", nil},
	{"internal/worker", []string{"internal/child", "internal/clang", "internal/facts"}},
	{"internal/linker", []string{"checks", "internal/child", "internal/facts", "internal/project", "internal/runner", "ir"}},
	{"internal/config", []string{"ddi", "internal/paths", "internal/project", "internal/spelling"}},
	{"internal/spelling", nil},
	{"internal/baseline", []string{"internal/report"}},
	{"internal/changes", []string{"internal/report"}},
	{"internal/fix", []string{"internal/report", "internal/wholefile"}},
	{"internal/suppress", []string{"internal/report", "internal/spelling", "internal/wdk/*"}},
	{"internal/report", []string{"internal/paths"}},
	{"docs/site", nil},
	{"internal/page", []string{"internal/report"}},
	{"sarif", []string{"internal/paths", "internal/report"}},
	{"internal/peersuite", nil},
	{"internal/peers", []string{"ddi", "internal/clang"}},
	{"internal/corpus", nil},
	{"internal/house", nil},
	{"internal/mutants", nil},
	{"internal/newcheck", nil},
	{"internal/dist", []string{"sarif"}},
	{"internal/bench", []string{"internal/clang", "internal/project", "internal/runner"}},
}

// onlyIn names the packages that may import a library.
var onlyIn = map[string][]string{"C": {"internal/clang", "internal/libclang", "internal/streams"}}

// TestLayers keeps the packages in the order in which the data passes them.
func TestLayers(t *testing.T) {
	for _, p := range listPackages(t) {
		folder, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours || path.Base(folder) == "gen" || strings.HasSuffix(folder, "test") {
			continue
		}
		allowed, known := allowedIn(folder)
		if !known {
			t.Errorf("%s has no place in the layers", folder)
		}
		for _, imported := range p.Imports {
			if dependency, ours := strings.CutPrefix(imported, module); ours && !matches(allowed, dependency) {
				t.Errorf("%s must not import %s", folder, dependency)
			}
			for library, owners := range onlyIn {
				if !slices.Contains(owners, folder) && (imported == library || strings.HasSuffix(library, "/") && strings.HasPrefix(imported, library)) {
					t.Errorf("%s must not import %s: only %s may", folder, imported, strings.Join(owners, ", "))
				}
			}
		}
	}
}

// The table in docs/design.md says of each package what the layers do.
func TestLayersAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	folders := regexp.MustCompile("`([^`]+)/`")
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if !strings.HasPrefix(line, "| `") || len(cells) != 3 {
			continue
		}
		last := strings.TrimSpace(cells[2])
		if strings.HasPrefix(last, "all ") {
			continue // spelt out here only
		}
		said := slices.DeleteFunc(strings.Split(last, ", "), func(s string) bool { return s == "libraries" || s == "standard library" })
		slices.Sort(said)
		for _, m := range folders.FindAllStringSubmatch(cells[0], -1) {
			allowed, known := allowedIn(strings.ReplaceAll(m[1], "NAME", "x"))
			if allowed = slices.Sorted(slices.Values(allowed)); known && !strings.HasPrefix(m[1], "docs/") && !slices.Equal(said, allowed) {
				t.Errorf("docs/design.md says that %s may import %q, the layers say %q", m[1], said, allowed)
			}
		}
	}
}

func allowedIn(folder string) ([]string, bool) {
	for _, l := range layers {
		if matches([]string{l.pattern}, folder) {
			return l.allowed, true
		}
	}
	return nil, false
}

func matches(patterns []string, folder string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		ok, err := path.Match(pattern, folder)
		return ok && err == nil
	})
}

// A listed package is one as go list prints it.
type listed struct {
	ImportPath string
	Imports    []string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var list []listed
	for decoder := json.NewDecoder(out); ; {
		var p listed
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return list
}
