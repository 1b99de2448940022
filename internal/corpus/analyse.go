package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A checkout is what one run of drvlint over one folder came to.
type checkout struct {
	name    string
	problem string // why it could not be analysed; "" if it was
	result  result
	seconds float64 // until the process was done
	cpu     float64 // seconds that it kept processors busy: other work on the machine changes it least
	peak    float64 // most memory that it held, in MiB; 0 where the system does not tell
}

// A result is drvlint's --format json, as far as it is kept.
type result struct {
	Drivers []struct {
		Name, Root                                    string
		Files, Units, Lines, Functions, Calls, Parses int
		Understood, Seconds                           float64
	}
	Findings []struct {
		Check, Level, Message, Driver, File string
		Line                                int
	}
	Notifications []struct {
		Level, Message, File string
	}
}

// analyseAll runs drvlint over each folder in folder, in the order of their names, and
// says on progress what came of it. One at a time: its times are to be comparable.
func analyseAll(folder, drvlint string, progress io.Writer) ([]checkout, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("read the folder of checkouts: %w", err)
	}
	program, err := filepath.Abs(drvlint)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", drvlint, err)
	}
	if _, err := exec.LookPath(program); err != nil {
		return nil, fmt.Errorf("%w; build drvlint first: make build", err)
	}
	var list []checkout
	for _, e := range entries {
		// A link may lead to a folder, or to nothing, which its own line must say.
		if strings.HasPrefix(e.Name(), ".") || !e.IsDir() && e.Type()&os.ModeSymlink == 0 {
			continue
		}
		path := filepath.Join(folder, e.Name())
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			continue
		}
		c := analyse(program, path)
		c.name = e.Name()
		fmt.Fprintln(progress, c.line())
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s holds no folder; name a folder with one folder for each checkout", folder)
	}
	return list, nil
}

// analyse runs drvlint in the folder, so that the paths it prints begin there.
func analyse(program, folder string) checkout {
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return checkout{problem: "can't be read: " + cause(err)}
	}
	var out, complaints bytes.Buffer
	cmd := exec.Command(program, "--format", "json", ".")
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, &out, &complaints
	start := time.Now()
	err = cmd.Run()
	c := checkout{seconds: time.Since(start).Seconds()}
	if cmd.ProcessState == nil {
		c.problem = "can't be analysed: " + cause(err)
		return c
	}
	c.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	c.peak = peakOf(cmd.ProcessState)
	const wrongUsage = 2 // the one exit code that comes without a report
	if code := cmd.ProcessState.ExitCode(); code == wrongUsage || !cmd.ProcessState.Exited() {
		c.problem = lastLine(complaints.String(), cmd.ProcessState.String())
		return c
	}
	if err := json.Unmarshal(out.Bytes(), &c.result); err != nil {
		c.problem = lastLine(complaints.String(), "no report: "+err.Error())
	}
	return c
}

// cause is the reason of a failed operation on a file, without the path.
func cause(err error) string {
	if pathError, ok := errors.AsType[*os.PathError](err); ok {
		return pathError.Err.Error()
	}
	return err.Error()
}

// lastLine returns the last line of what drvlint complained of, without its name and
// that of the folder it ran in; if it was silent, what is said otherwise.
func lastLine(complaints, otherwise string) string {
	lines := strings.Split(strings.TrimSpace(complaints), "\n")
	last := strings.TrimPrefix(strings.TrimPrefix(lines[len(lines)-1], "drvlint: "), ".: ")
	if last == "" {
		return otherwise
	}
	return last
}

// line says in one line what became of the checkout.
func (c *checkout) line() string {
	if c.problem != "" {
		return fmt.Sprintf("%s: not analysed: %s", c.name, c.problem)
	}
	return fmt.Sprintf("%s: %d drivers, %d findings, %.1f s", c.name, len(c.result.Drivers), len(c.result.Findings), c.seconds)
}
