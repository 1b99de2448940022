package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A suite of our own, in the shape of the real one: a result that drvlint agrees with, one
// that it misses and one beyond.
func TestJudge(t *testing.T) {
	folder := t.TempDir()
	drvlint := filepath.Join(folder, "drvlint")
	if out, err := exec.Command("go", "build", "-o", drvlint, "../../cmd/drvlint").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	suite := filepath.Join(folder, "suite")
	for name, text := range map[string]string{
		template + "/fail_driver1.h": "#include <wdm.h>\n",
		template + "/fail_driver1.c": "#include \"fail_driver1.h\"\n#include \"driver_snippet.c\"\n",
		"src/drivers/q/Raise/driver_snippet.c": `KSPIN_LOCK Lock;
_IRQL_requires_max_(PASSIVE_LEVEL) void Passive(void) {}
void Known(void) {
	KIRQL old;
	KeAcquireSpinLock(&Lock, &old);
	Passive();
	KeReleaseSpinLock(&Lock, old);
}
void Beyond(void) {
	KIRQL old;
	KeAcquireSpinLock(&Lock, &old);
	Passive();
	KeReleaseSpinLock(&Lock, old);
}
`,
		"src/drivers/q/Raise/Raise.sarif": `{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [
 {"message": {"text": "a"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "driver/driver_snippet.c"}, "region": {"startLine": 6}}}]},
 {"message": {"text": "b"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "driver/fail_driver1.c"}, "region": {"startLine": 1}}}]}]}]}`,
	} {
		path := filepath.Join(suite, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, err := judge(drvlint, suite, test{name: "Raise", folder: "q/Raise", ours: regexp.MustCompile("at most"), about: "irql"})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	write(&out, []*result{r})
	for _, want := range []string{"| Raise | 2 | 1 | 1 | 1 | irql |", "- Raise: fail_driver1.c:1\n", "- Raise: driver_snippet.c:12: `Passive` is called at DISPATCH_LEVEL"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%swant %q in it", out.String(), want)
		}
	}
}

func TestMissingSuite(t *testing.T) {
	err := run(os.Stdout, "drvlint", t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "IrqlTooHigh.sarif") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}
