package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/sarif"
)

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// There is one version: that of the extension and the newest in the changelogs are drvlint's.
func TestOneVersion(t *testing.T) {
	released := regexp.MustCompile(`(?m)^## ([0-9]\S*)$`)
	for file, pattern := range map[string]*regexp.Regexp{
		"editors/vscode/package.json":      regexp.MustCompile(`(?m)^  "version": "([^"]*)"`),
		"editors/vscode/package-lock.json": regexp.MustCompile(`(?m)^  "version": "([^"]*)"`),
		"editors/vscode/CHANGELOG.md":      released,
		"CHANGELOG.md":                     released,
	} {
		if m := pattern.FindStringSubmatch(readText(t, file)); m == nil || m[1] != sarif.Version {
			t.Errorf("%s has version %q, drvlint is %s", file, m, sarif.Version)
		}
	}
}

// What the documents say to install is this version.
func TestDocumentsInstallThisVersion(t *testing.T) {
	named := regexp.MustCompile(`drvlint(?:\.git#v|@v|==|-vscode-|_)(\d[\w.]*\w)[-_\s` + "`" + `]|rev: v?(\S+)`)
	files := []string{"README.md", "Dockerfile", "python/README.md", "editors/vscode/README.md"}
	for _, pattern := range []string{"docs/*.md", "docs/ci/*"} {
		found, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range found {
			files = append(files, strings.TrimPrefix(file, repository+"/"))
		}
	}
	seen := 0
	for _, file := range files {
		for _, m := range named.FindAllStringSubmatch(readText(t, file), -1) {
			seen++
			if version := m[1] + m[2]; version != sarif.Version {
				t.Errorf("%s: %s, drvlint is %s", file, m[0], sarif.Version)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d places name a version", seen)
	}
}

// The extension comes under the license of the whole.
func TestOneLicense(t *testing.T) {
	license := readText(t, "LICENSE")
	if !strings.Contains(license, "Apache License") || license != readText(t, "editors/vscode/LICENSE.txt") {
		t.Error("editors/vscode/LICENSE.txt is not LICENSE")
	}
	if !strings.Contains(readText(t, "editors/vscode/package.json"), `"license": "Apache-2.0"`) {
		t.Error("editors/vscode/package.json names another license")
	}
}

// CONTRIBUTING lists what .ci/setup installs.
func TestContributingListsPackages(t *testing.T) {
	contributing := readText(t, "CONTRIBUTING.md")
	rows := regexp.MustCompile(`(?m)^(?:build|dist|test) (\S+) `).FindAllStringSubmatch(readText(t, ".ci/setup"), -1)
	if len(rows) < 15 {
		t.Fatalf("%d packages in .ci/setup", len(rows))
	}
	for _, row := range rows {
		if !strings.Contains(contributing, "`"+row[1]+"`") {
			t.Errorf("CONTRIBUTING.md does not name %s", row[1])
		}
	}
}

func TestWorkflow(t *testing.T) {
	text := readText(t, ".github/workflows/ci.yml")
	lintWorkflow(t, []byte(text))
	if !strings.Contains(text, "run: .ci/run") {
		t.Error("the workflow does not run .ci/run")
	}
}

// The issue forms are such as GitHub shows: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
func TestIssueForms(t *testing.T) {
	for _, name := range []string{"false-alarm", "miss"} {
		var form struct {
			Name, Description, Title string
			Labels                   []string
			Body                     []struct {
				Type, ID   string
				Attributes struct{ Label, Description, Placeholder, Render, Value string }
			}
		}
		readYAML(t, ".github/ISSUE_TEMPLATE/"+name+".yml", &form)
		if form.Name == "" || form.Description == "" || len(form.Labels) == 0 {
			t.Errorf("%s: no name, description or label", name)
		}
		var ids []string
		for _, field := range form.Body {
			switch a := field.Attributes; field.Type {
			case "markdown":
				if a.Value == "" {
					t.Errorf("%s: a text says nothing", name)
				}
			case "input", "textarea":
				if a.Label == "" || field.ID == "" || slices.Contains(ids, field.ID) {
					t.Errorf("%s: the field %q has no label, or no id of its own", name, a.Label)
				}
				ids = append(ids, field.ID)
			default:
				t.Errorf("%s: a field of type %q", name, field.Type)
			}
		}
		for _, want := range []string{"check", "source", "version"} {
			if !slices.Contains(ids, want) {
				t.Errorf("%s does not ask for the %s", name, want)
			}
		}
	}
}
