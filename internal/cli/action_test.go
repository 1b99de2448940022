package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestActionRuns runs the two steps of the action that are scripts, as action.yml does it.
func TestActionRuns(t *testing.T) {
	scripts, err := filepath.Abs(filepath.Join(repository, ".ci"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "two drivers"), os.DirFS(demo)); err != nil {
		t.Fatal(err)
	}
	plant := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	plant("clean.c", "void Clean(void) { }\n")
	plant("image.c", "MZ\x90\x00\x03\x00\x00\x00")

	for _, c := range []struct {
		name, paths, args, failOn, upload string

		status  string // of drvlint; "" when the inputs are wrong
		sarif   bool   // there is something to upload
		verdict int
		says    string
	}{
		{"findings", "two drivers", "", "findings", "true", "1", true, 1, "[fastmutexwait]"},
		{"annotations", "two drivers", "", "findings", "false", "1", true, 1, "\n::error file=two drivers/"},
		{"several paths", "\n  clean.c\ntwo drivers/procmon  \n", "", "findings", "true", "1", true, 1, "in 2 drivers"},
		{"an argument", "two drivers", "--checks\nselfderef", "findings", "true", "1", true, 1, "2 findings"},
		{"findings let through", "two drivers", "", "usage", "true", "1", true, 0, "::notice title=drvlint::there are findings"},
		{"clean", "clean.c", "", "findings", "true", "0", true, 0, "no findings"},
		{"incomplete", "image.c", "", "incomplete", "true", "3", true, 3, "::error title=drvlint::something could not be analysed"},
		{"incomplete let through", "image.c", "", "usage", "true", "3", true, 0, "::warning title=drvlint::something could not be analysed"},
		{"no such path", "clean.c\nnone.c", "", "usage", "true", "2", false, 2, "none.c: does not exist"},
		{"no such flag", "clean.c", "--nope", "usage", "true", "2", false, 2, "unknown flag: --nope"},
		{"no path", "", "", "usage", "true", "2", false, 2, "no path given"},
		{"no such choice", "clean.c", "", "never", "true", "", false, 2, "::error title=drvlint::fail-on: never is not a choice"},
		{"no such upload", "clean.c", "", "usage", "yes", "", false, 2, "::error title=drvlint::upload: yes is not a choice"},
	} {
		outputs := filepath.Join(t.TempDir(), "outputs")
		environment := map[string]string{
			"INPUT_PATHS": c.paths, "INPUT_ARGS": c.args, "CATEGORY": "drvlint", "FAIL_ON": c.failOn, "UPLOAD": c.upload,
			"SARIF": filepath.Join(folder, "drvlint.sarif"), "GITHUB_OUTPUT": outputs,
		}
		verdict, said := runScript(t, folder, scripts+"/analyse", environment)
		written, _ := os.ReadFile(outputs) // none when the inputs are wrong
		status, sarif, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(string(written)), "status="), "\nsarif=")
		if status != c.status || (sarif == environment["SARIF"]) != c.sarif {
			t.Errorf("%s: status %q, file %q, want %q, %v", c.name, status, sarif, c.status, c.sarif)
		}
		if status != "" {
			if verdict != 0 {
				t.Errorf("%s: the analysis fails before the upload", c.name)
			}
			environment["STATUS"] = status
			concluded := ""
			verdict, concluded = runScript(t, folder, scripts+"/verdict", environment)
			said += concluded
		}
		if verdict != c.verdict || !strings.Contains("\n"+said, c.says) {
			t.Errorf("%s: ends with %d, want %d and %q in\n%s", c.name, verdict, c.verdict, c.says, said)
		}
		if _, err := os.Stat(environment["SARIF"]); c.sarif && err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
