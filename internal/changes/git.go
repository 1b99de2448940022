package changes

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	// callTime bounds each call of git. What it is asked takes well below a second for a
	// repository of a million files; only a broken disk or an object that is a trap takes longer.
	callTime = time.Minute
	// maxOutput is how many bytes of output are taken from one call: the names of half a
	// million files, say.
	maxOutput = 64 << 20
	// maxAllocation is how much memory git may ask for at once, as it spells that. It would
	// unpack a commit or a folder of any size.
	maxAllocation = "256m"
)

// A call is one run of git: never on the repository of the tree, always on a copy of its
// references, whose configuration is drvlint's own. So no hook, filter, pager, alias, helper
// or included file that the tree names is known to it.
type call struct {
	scratch  string   // the folder that git runs in, with nothing of the tree in it
	dir      string   // the folder of git's own files, "" for none
	objects  string   // the folder of the tree's objects, "" for none
	settings []string // of the configuration: names and values in turn
	input    string
	until    *time.Time // when the time for all calls is over
}

// ErrOver says that the time for all calls was over.
var ErrOver = errors.New("git was not done before the time of the whole run was over")

var errNoGit = errors.New("--new-from: git is not installed; install it, or leave --new-from out")

// errTooMuch says that git was ended for what it printed.
var errTooMuch = fmt.Errorf("prints more than %d MiB", maxOutput>>20)

// run returns what git prints. An error is one line that begins with the words of the task.
func (c call) run(task string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), min(callTime, time.Until(*c.until)))
	defer cancel()
	if ctx.Err() != nil {
		return "", ErrOver
	}
	cmd := exec.CommandContext(ctx, "git", append([]string{"--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs"}, args...)...)
	cmd.Dir, cmd.Env, cmd.Stdin, cmd.WaitDelay = c.scratch, c.environment(), strings.NewReader(c.input), time.Second
	stdout, stderr := &bounded{limit: maxOutput, full: cancel}, &bounded{limit: 64 << 10}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	err := cmd.Run()
	switch {
	case stdout.over:
		return "", fmt.Errorf("%s: git %s %w", task, args[0], errTooMuch)
	case err == nil:
		return stdout.String(), nil
	case errors.Is(err, exec.ErrNotFound):
		return "", errNoGit
	case ctx.Err() != nil && !time.Now().Before(*c.until):
		return "", fmt.Errorf("%s: %w", task, ErrOver)
	case ctx.Err() != nil:
		return "", fmt.Errorf("%s: git %s did not end within %v and was stopped; see whether the repository can be read, or leave --new-from out", task, args[0], callTime)
	}
	line, _, _ := strings.Cut(strings.TrimPrefix(stderr.String(), "fatal: "), "\n")
	return stdout.String(), &failure{fmt.Sprintf("%s: git %s failed: %s", task, args[0], line), err}
}

// A failure is that git itself says no.
type failure struct {
	text  string
	cause error
}

func (f *failure) Error() string { return fmt.Sprintf("%s (%v)", f.text, f.cause) }
func (f *failure) Unwrap() error { return f.cause }

// exitedWith reports whether git ended with a code.
func exitedWith(err error, code int) bool {
	exit, ok := errors.AsType[*exec.ExitError](err)
	return ok && exit.ExitCode() == code
}

// environment is the user's without what speaks to git, which may concern another
// repository, and with what keeps git to itself.
func (c call) environment() []string {
	var list []string
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if name = strings.ToUpper(name); !strings.HasPrefix(name, "GIT_") && !slices.Contains([]string{"HOME", "XDG_CONFIG_HOME", "LC_ALL", "LANGUAGE"}, name) {
			list = append(list, entry)
		}
	}
	dir := c.dir
	if dir == "" {
		dir = filepath.Join(c.scratch, "none")
	}
	list = append(list, "LC_ALL=C", "HOME="+c.scratch, "GIT_DIR="+dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_ATTR_NOSYSTEM=1",
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", "GIT_TERMINAL_PROMPT=0", "GIT_ALLOC_LIMIT="+maxAllocation, "GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1")
	if c.objects != "" {
		list = append(list, "GIT_OBJECT_DIRECTORY="+c.objects)
	}
	for i := 0; i+1 < len(c.settings); i += 2 {
		list = append(list, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", i/2, c.settings[i]), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", i/2, c.settings[i+1]))
	}
	return append(list, fmt.Sprintf("GIT_CONFIG_COUNT=%d", len(c.settings)/2))
}

// A bounded buffer takes so many bytes, and calls full once at the first that is too many.
// It swallows what comes after.
type bounded struct {
	strings.Builder
	limit int
	over  bool
	full  func()
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) <= b.limit {
		return b.Builder.Write(p)
	}
	if !b.over && b.full != nil {
		b.full()
	}
	b.over = true
	return len(p), nil
}
