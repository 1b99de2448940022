package cli

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Whatever is named to drvlint, what it prints of that commands no terminal and no service.
func TestNamesInErrors(t *testing.T) {
	const odd = "x\x1b]0;title\a\u009b31m\u202e\u2028\r\n::error::y##vso[task.z]##[error]\nsection_start:1:z\xff.c"
	//attack:names-on-stderr
	for _, words := range []string{
		"@", "./@", "@/@", "--baseline @ a.c", "--config @ a.c", "--checks @ a.c", "--disable @ a.c", "--checks irql,@ a.c", "--format @ a.c", "--format sarif=@/@ a.c",
		"--format text=no/@ a.c", "--new-from @ a.c", "--wdk @ a.c", "--libclang @ a.c", "--cpuprofile no/@ a.c", "--trace no/@ a.c", "--category @ --format sarif=no/s @", "--configuration @ @",
		"--color @ a.c", "--fail-level @ a.c", "--unit-time @ a.c", "--driver-memory @ a.c", "--time @ a.c", "-j @ a.c", "--@ a.c", "--no-cache=@ a.c", "-@", "@ check", "check @", "explain @",
		"explain irql @", "explain @:1", "dump @ a.c", "dump ir @", "dump ir a.c:@", "dump cfg a.c:f@ @", "link @", "unit @", "unit no.json -o @/@", "plan -o @/@/@ nowhere", "plan -o a.c/@ a.c", "report @",
		"report -o no/@ @", "config @", "config check @", "config verify @", "cache @", "cache clean @", "completion @", "help @", "lsp @", "init @", "init --force @", "doctor @", "checks @", "version @",
	} {
		t.Run(strings.ReplaceAll(words, "/", "|"), func(t *testing.T) {
			folder := t.TempDir()
			plant(t, folder, map[string]string{"a.c": "int f(void) { return 0; }\n"})
			args := strings.Split(words, " ")
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "@", odd)
			}
			_, out := drvlint(t, folder, args...)
			commandsNothing(t, out)
		})
	}
	t.Run("folder", func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), strings.ReplaceAll(odd, "/", ""))
		plant(t, folder, map[string]string{odd: "int f(void) { return 0; }\n", ".drvlint.yaml": odd + ": 1\n"})
		for _, args := range [][]string{{"."}, {odd}, {"--no-cache", "--new-from", "HEAD", "."}, {"config", "check"}, {"plan", "-o", odd + "2", "."}} {
			_, out := drvlint(t, folder, args...)
			commandsNothing(t, out)
		}
	})
	t.Run("environment", func(t *testing.T) {
		for _, name := range []string{"DRVLINT_CACHE", "DRVLINT_LIBCLANG", "XDG_CACHE_HOME", "TMPDIR", "PATH", "PAGER"} {
			program, err := exec.LookPath("drvlint")
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			plant(t, folder, map[string]string{"a.c": "int f(void) { return 0; }\n"})
			command := exec.Command(program, "--new-from", "HEAD", "a.c")
			command.Dir = folder
			command.Env = append(command.Environ(), name+"=/"+odd)
			out, err := command.CombinedOutput()
			if command.ProcessState == nil {
				t.Fatal(err)
			}
			commandsNothing(t, string(out))
		}
	})
}

func commandsNothing(t *testing.T, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("is no UTF-8: %q", out)
	}
	for _, r := range out {
		if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Errorf("holds %U: %q", r, out)
			return
		}
	}
	for _, command := range []string{"##vso[", "##[", "section_start:", "\n::"} {
		if strings.Contains("\n"+out, command) {
			t.Errorf("holds the command %q: %q", command, out)
		}
	}
}
