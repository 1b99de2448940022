package cli

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/rhysd/actionlint"

	"github.com/drvlint/drvlint/sarif"
)

// readYAML reads a file of the repository into value.
func readYAML(t *testing.T, file string, value any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, file))
	if err == nil {
		err = yaml.Unmarshal(text, value)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// lintWorkflow complains of what actionlint, with shellcheck, has against a workflow in a
// repository that holds action.yml.
func lintWorkflow(t *testing.T, text []byte) {
	t.Helper()
	needTool(t, "shellcheck", "shellcheck")
	root := t.TempDir()
	workflows := filepath.Join(root, ".github", "workflows")
	for _, folder := range []string{workflows, filepath.Join(root, ".git")} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	copyFile(t, filepath.Join(repository, "action.yml"), filepath.Join(root, "action.yml"))
	workflow := filepath.Join(workflows, "drvlint.yml")
	if err := os.WriteFile(workflow, text, 0o644); err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	linter, err := actionlint.NewLinter(&complaints, &actionlint.LinterOptions{WorkingDir: root, Shellcheck: "shellcheck"})
	if err != nil {
		t.Fatal(err)
	}
	errs, err := linter.LintFile(workflow, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(errs) > 0 {
		t.Errorf("actionlint:\n%s", complaints.String())
	}
}

// The workflows of this repository.
func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(repository, ".github/workflows/*.yml"))
	if err != nil || len(files) < 2 {
		t.Fatalf("the workflows are %q: %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lintWorkflow(t, text)
	}
}

// The example uses the action as actionlint knows it from action.yml.
func TestGitHubExample(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(repository, "docs/ci/github.yml"))
	if err != nil {
		t.Fatal(err)
	}
	const published = "uses: drvlint/drvlint@v" + sarif.Version
	if !bytes.Contains(text, []byte(published)) {
		t.Fatalf("the example has no step %q", published)
	}
	lintWorkflow(t, bytes.ReplaceAll(text, []byte(published), []byte("uses: ./")))
}

// actionlint reads workflows only: the steps of the action are put into one, which is
// called with the inputs of the action.
func TestAction(t *testing.T) {
	var action struct {
		Inputs map[string]struct{ Default string }
		Runs   struct{ Steps []map[string]any }
	}
	readYAML(t, "action.yml", &action)
	inputs := map[string]any{}
	for name, input := range action.Inputs {
		inputs[name] = map[string]any{"type": "string", "default": input.Default}
	}
	text, err := yaml.Marshal(map[string]any{
		"on":   map[string]any{"workflow_call": map[string]any{"inputs": inputs}},
		"jobs": map[string]any{"drvlint": map[string]any{"runs-on": "ubuntu-latest", "steps": action.Runs.Steps}},
	})
	if err != nil {
		t.Fatal(err)
	}
	lintWorkflow(t, text)
}

// The scripts beside the action, and those in the examples for other services.
func TestScriptsOfCI(t *testing.T) {
	needTool(t, "shellcheck", "shellcheck")
	all, err := filepath.Glob(filepath.Join(repository, ".ci", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, file := range all {
		if text, err := os.ReadFile(file); err == nil && bytes.HasPrefix(text, []byte("#!")) {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		t.Fatal("no scripts")
	}
	folder := t.TempDir()
	for name, script := range map[string]string{"gitlab": gitlabScript(t, true), "azure": strings.Join(azureScripts(t), "\n")} {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte("#!/bin/bash\n"+script+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	if out, err := exec.Command("shellcheck", files...).CombinedOutput(); err != nil {
		t.Errorf("shellcheck: %v\n%s", err, out)
	}
}

// gitlabScript is what the example's job runs, with or without the installation.
func gitlabScript(t *testing.T, install bool) string {
	var pipeline struct {
		Job struct {
			BeforeScript []string `yaml:"before_script"`
			Script       []string
		} `yaml:"drvlint"`
	}
	readYAML(t, "docs/ci/gitlab.yml", &pipeline)
	lines := pipeline.Job.Script
	if install {
		lines = slices.Concat(pipeline.Job.BeforeScript, lines)
	}
	return strings.Join(lines, "\n")
}

// azureScripts are the shell steps of the example: installation and analysis.
func azureScripts(t *testing.T) []string {
	var pipeline struct {
		Steps []struct{ Bash string }
	}
	readYAML(t, "docs/ci/azure.yml", &pipeline)
	var list []string
	for _, step := range pipeline.Steps {
		if step.Bash != "" {
			list = append(list, step.Bash)
		}
	}
	if len(list) != 2 {
		t.Fatalf("%d shell steps, want installation and analysis", len(list))
	}
	return list
}

// runScript runs a script of bash with the drvlint under test and returns its status.
func runScript(t *testing.T, folder, script string, environment map[string]string) (status int, output string) {
	t.Helper()
	bash := exec.Command("bash", "-c", script)
	bash.Dir, bash.Env = folder, os.Environ()
	for _, name := range slices.Sorted(maps.Keys(environment)) {
		bash.Env = append(bash.Env, name+"="+environment[name])
	}
	out, err := bash.CombinedOutput()
	if bash.ProcessState == nil {
		t.Fatal(err)
	}
	return bash.ProcessState.ExitCode(), string(out)
}

// The jobs of the examples fail on findings, and leave the files that they publish.
func TestExamplesRun(t *testing.T) {
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "drivers"), os.DirFS(demo)); err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{"BUILD_ARTIFACTSTAGINGDIRECTORY": filepath.Join(folder, "staging")}
	for script, files := range map[string][]string{
		gitlabScript(t, false): {"drvlint.xml", "drvlint.sarif"},
		azureScripts(t)[1]:     {"staging/drvlint.xml", "staging/drvlint.sarif"},
	} {
		if status, out := runScript(t, folder, script, environment); status != 1 {
			t.Errorf("status %d, want 1 (findings), of\n%s\n%s", status, script, out)
		}
		for _, file := range files {
			if _, err := os.Stat(filepath.Join(folder, file)); err != nil {
				t.Error(err)
			}
		}
	}
}
