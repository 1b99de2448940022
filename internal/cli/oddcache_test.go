package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/cache"
)

// A cacheRun is a driver with one finding, and a cache that a first run has filled.
type cacheRun struct{ tree, kept, report string }

func newCacheRun(t *testing.T) cacheRun {
	t.Helper()
	base := t.TempDir()
	r := cacheRun{tree: filepath.Join(base, "tree"), kept: filepath.Join(base, "kept")}
	plant(t, r.tree, map[string]string{"a.c": shapeHead + in(defect), "b.c": "#include <ntddk.h>\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING r) { return STATUS_SUCCESS; }\n"})
	t.Setenv(cache.Variable, r.kept)
	code, out := drvlint(t, r.tree, ".")
	if code != exitFindings {
		t.Fatalf("exit code %d: %s", code, out)
	}
	r.report = out
	return r
}

// again runs a script, in which drvlint runs by "$DRVLINT" as a user without the rights of root, and
// holds its report against the first. It returns the notes that came with it.
func (r cacheRun) again(t *testing.T, script string) string {
	t.Helper()
	path, err := exec.LookPath("drvlint")
	if err != nil {
		t.Fatal(err)
	}
	run := path
	if os.Getuid() == 0 {
		run = "setpriv --bounding-set -dac_override,-dac_read_search " + path
	}
	command := exec.Command("sh", "-c", "ulimit -v 6000000; "+script)
	command.Dir = r.tree
	command.Env = append(os.Environ(), "C="+r.kept, "DRVLINT="+run, "PROGRAM="+path)
	out, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	var report, notes []string
	for line := range strings.Lines(string(out)) {
		switch {
		case strings.HasPrefix(line, "drvlint: note: "):
			notes = append(notes, line)
		case strings.TrimSpace(line) != "":
			report = append(report, line)
		}
	}
	if code := command.ProcessState.ExitCode(); code != exitFindings {
		t.Errorf("exit code %d: %s", code, out)
	}
	if got := strings.Join(report, ""); got != strings.ReplaceAll(r.report, "\n\n", "\n") {
		t.Errorf("got %s want %s", got, r.report)
	}
	return strings.Join(notes, "")
}

// A cache that can't be used costs time, and a note: never the report.
func TestUnusableCache(t *testing.T) {
	needTool(t, "setpriv", "util-linux")
	//attack:cache-full
	for name, script := range map[string]string{
		"read-only":                     `chmod -R a-w "$C"; rm -f a.tmp; echo >>b.c; $DRVLINT .`,
		"without rights":                `chmod 000 "$C"; $DRVLINT .`,
		"parts without rights":          `chmod 000 "$C"/??; $DRVLINT .`,
		"entries without rights":        `chmod 000 "$C"/*/*; $DRVLINT .`,
		"a file":                        `rm -r "$C"; echo >"$C"; $DRVLINT .`,
		"below a file":                  `rm -r "$C"; echo >"$C"; DRVLINT_CACHE="$C/x/y" $DRVLINT .`,
		"a pipe":                        `rm -r "$C"; mkfifo "$C"; $DRVLINT .`,
		"a device":                      `DRVLINT_CACHE=/dev/null $DRVLINT .`,
		"a device that is full":         `DRVLINT_CACHE=/dev/full $DRVLINT .`,
		"below a device":                `DRVLINT_CACHE=/dev/zero/x $DRVLINT .`,
		"a link to nowhere":             `rm -r "$C"; ln -s nowhere "$C"; $DRVLINT .`,
		"a link to itself":              `rm -r "$C"; ln -s "$C" "$C"; $DRVLINT .`,
		"of the system":                 `DRVLINT_CACHE=/proc/self/fd/x $DRVLINT .`,
		"of the kernel":                 `DRVLINT_CACHE=/sys/kernel/drvlint $DRVLINT .`,
		"of a long name":                `DRVLINT_CACHE="$C/$(printf %0300d 1)" $DRVLINT .`,
		"of a long path":                `DRVLINT_CACHE="$C$(printf '/%0200d' $(seq 30))" $DRVLINT .`,
		"no path":                       `DRVLINT_CACHE=kept $DRVLINT .`,
		"of nobody":                     `DRVLINT_CACHE= XDG_CACHE_HOME= HOME= $DRVLINT .`,
		"of a home that is a file":      `DRVLINT_CACHE= XDG_CACHE_HOME= HOME="$PWD/a.c" $DRVLINT .`,
		"of a home that is no path":     `DRVLINT_CACHE= XDG_CACHE_HOME=kept $DRVLINT .`,
		"files in place of its parts":   `rm -r "$C"/??; for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do for j in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do echo >"$C/$i$j"; done; done; $DRVLINT .`,
		"a folder in place of its list": `rm -f "$C/trim.txt"; mkdir -p "$C/trim.txt/x"; $DRVLINT .`,
		"room for a block":              `rm -r "$C"; ulimit -f 1; $DRVLINT . 2>&1 | cat; exit 1`,
		"few files may be open":         `rm -r "$C"; ulimit -n 40; $DRVLINT .`,
		"gone meanwhile":                `(for i in 1 2 3 4 5 6 7 8 9; do rm -rf "$C" 2>/dev/null; done) & $DRVLINT .; code=$?; wait; exit $code`,
	} {
		t.Run(name, func(t *testing.T) {
			r := newCacheRun(t)
			notes := r.again(t, script)
			if err := exec.Command("chmod", "-R", "u+rwX", r.kept).Run(); err != nil && strings.Contains(script, "chmod") {
				t.Error(err)
			}
			if strings.Contains(script, "DRVLINT_CACHE=/") && !strings.Contains(notes, "cache") {
				t.Errorf("nothing is said of it: %s", notes)
			}
		})
	}
}

// What lies in the cache in place of what was written there is passed over.
func TestForeignCache(t *testing.T) {
	needTool(t, "setpriv", "util-linux")
	all := func(command string) string {
		return `for f in "$C"/*/* "$C"/trim.txt; do ` + command + `; done; $DRVLINT .`
	}
	//attack:cache-link
	for name, script := range map[string]string{
		"links to zeros":           all(`ln -sf /dev/zero "$f"`),
		"links to noise":           all(`ln -sf /dev/urandom "$f"`),
		"links to a full device":   all(`ln -sf /dev/full "$f"`),
		"links to the terminal":    all(`ln -sf /dev/tty "$f"`),
		"links to the input":       all(`ln -sf /dev/stdin "$f"`),
		"links to the environment": all(`ln -sf /proc/self/environ "$f"`),
		"links to the memory":      all(`ln -sf /proc/self/mem "$f"`),
		"links to the kernel":      all(`ln -sf /proc/kmsg "$f"`),
		"links to themselves":      all(`rm "$f"; ln -s "$f" "$f"`),
		"links to nothing":         all(`ln -sf nowhere "$f"`),
		"links to a folder":        all(`rm "$f"; ln -s "$C" "$f"`),
		"links to the source":      all(`ln -sf "$PWD/a.c" "$f"`),
		"pipes":                    all(`rm "$f"; mkfifo "$f"`),
		"folders":                  all(`rm "$f"; mkdir "$f"; echo >"$f/x"`),
		"files without an end":     all(`truncate -s 8E "$f" 2>/dev/null || truncate -s 1T "$f"`),
		"files of holes":           all(`truncate -s 0 "$f"; truncate -s 900M "$f"`),
		"files cut off":            all(`truncate -s 40 "$f"`),
		"files cut in two":         all(`s=$(stat -c %s "$f"); truncate -s $((s / 2)) "$f"`),
		"files twice":              all(`cat "$f" "$f" >x.tmp; mv x.tmp "$f"`),
		"files of lines":           all(`seq 100000 >"$f"`),
		"files of one bit changed": all(`s=$(stat -c %s "$f"); printf '\377' | dd of="$f" bs=1 seek=$((s - 9)) conv=notrunc 2>/dev/null`),
		"files of another":         `for d in "$C"/*/*-d; do cp "$d" x.tmp; done; for d in "$C"/*/*-d; do cp x.tmp "$d"; done; rm x.tmp; $DRVLINT .`,
		"answers of another":       `for d in "$C"/*/*-a; do cp "$d" x.tmp; done; for d in "$C"/*/*-a; do cp x.tmp "$d"; done; rm x.tmp; $DRVLINT .`,
		"parts that are links":     `for d in "$C"/??; do rm -r "$d"; ln -s /dev/null "$d"; done; $DRVLINT .`,
		"parts that lead away":     `mkdir x.tmp; for d in "$C"/??; do rm -r "$d"; ln -s "$PWD/x.tmp" "$d"; done; $DRVLINT .; code=$?; rm -r x.tmp; exit $code`,
		"a list of the future":     `echo 99999999999999999999 >"$C/trim.txt"; touch -d 2100-01-01 "$C"/*/*; $DRVLINT .`,
	} {
		t.Run(name, func(t *testing.T) { newCacheRun(t).again(t, script) })
	}
}
