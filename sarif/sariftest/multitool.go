package sariftest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drvlint/drvlint/internal/npmtest"
)

// The rules of the multitool: the standard's, and those of code scanning.
const (
	OfGitHub = "Sarif;Ghas"
	OfAzure  = "Sarif;Ghas;Ado"
)

// Complaints returns what Microsoft's multitool has against log, by the rules of such kinds
// as OfGitHub: its errors and warnings, a line each.
//
// The multitool comes from npm; see npmtest.Modules.
func Complaints(t *testing.T, log []byte, kinds string) []string {
	t.Helper()
	complaints, err := validate(install(t), t.TempDir(), log, kinds)
	if err != nil {
		t.Fatal(err)
	}
	return complaints
}

// install returns the path of the multitool's program.
func install(t *testing.T) string {
	t.Helper()
	program := filepath.Join(npmtest.Modules(t), "@microsoft", "sarif-multitool-linux", "Sarif.Multitool")
	// The package does this itself, but npm may be told to run no scripts.
	if err := os.Chmod(program, 0o755); err != nil {
		t.Fatal(err)
	}
	return program
}

// validate runs the multitool on log in dir.
func validate(program, dir string, log []byte, kinds string) ([]string, error) {
	in, out := filepath.Join(dir, "log.sarif"), filepath.Join(dir, "complaints.sarif")
	if err := os.WriteFile(in, log, 0o644); err != nil {
		return nil, fmt.Errorf("writing the log: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, program, "validate", in, "--rule-kind", kinds, "--level", "Error;Warning", "--output", out)
	// It stops at once where no ICU library is installed, which it has no need of here.
	run.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1")
	// It exits with 0 or 1 by what it found; what matters is whether there is a log.
	said, runErr := run.CombinedOutput()
	written, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("the multitool wrote no log (%v): %w\n%s", runErr, err, said)
	}
	return complaints(written)
}

// complaints reads the log that the multitool wrote about another.
func complaints(written []byte) ([]string, error) {
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID, Level string
				Message       struct {
					ID        string
					Arguments []string
				}
			}
			Invocations []struct {
				ExecutionSuccessful bool
			}
		}
	}
	if err := json.Unmarshal(written, &log); err != nil {
		return nil, fmt.Errorf("reading the multitool's log: %w", err)
	}
	var out []string
	for _, run := range log.Runs {
		for _, i := range run.Invocations {
			if !i.ExecutionSuccessful {
				out = append(out, "error: the multitool did not come to its end")
			}
		}
		for _, r := range run.Results {
			level := r.Level
			if level == "" {
				level = "warning" // the default of the standard
			}
			if level != "error" && level != "warning" {
				continue
			}
			out = append(out, fmt.Sprintf("%s: %s %s: %s", level, r.RuleID, r.Message.ID, strings.Join(r.Message.Arguments, ", ")))
		}
	}
	return out, nil
}
