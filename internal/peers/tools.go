package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/drvlint/drvlint/internal/clang"
)

const (
	drvlint = "bin/drvlint"
	peer    = "clang-15"
	// peerChecks are the peer's checkers. clang 15 has both among the alpha ones; the
	// second lost that prefix later.
	peerChecks = "alpha.unix.PthreadLock,alpha.unix.BlockInCriticalSection"
)

// runDrvlint returns what a check reports on a file or folder of its tests.
func runDrvlint(check, path string) ([]report, error) {
	var errs bytes.Buffer
	args := []string{"--format", "json", "--checks", check, path}
	if strings.HasPrefix(filepath.Base(path), "pedantic") { // as the check's own test runs it
		args = append(args, "--pedantic")
	}
	cmd := exec.Command(drvlint, args...)
	cmd.Stderr = &errs
	text, err := cmd.Output()
	var exit *exec.ExitError
	// Status 1 says that there are findings.
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) {
		return nil, fmt.Errorf("drvlint on %s: %w: %s", path, err, errs.String())
	}
	return readFindings(text)
}

func readFindings(text []byte) ([]report, error) {
	type location struct {
		File string
		Line int
	}
	var result struct {
		Findings []struct {
			location
			Path []location
		}
	}
	if err := json.Unmarshal(text, &result); err != nil {
		return nil, fmt.Errorf("read drvlint's JSON: %w", err)
	}
	var list []report
	for _, f := range result.Findings {
		r := report{place: place{f.File, f.Line}}
		for _, step := range f.Path {
			r.path = append(r.path, place{step.File, step.Line})
		}
		list = append(list, r)
	}
	return list, nil
}

// runPeer returns what the peer reports on the files of a driver and how long it ran.
// It reads them one by one: it does not look across files.
func runPeer(s *source) ([]report, time.Duration, error) {
	folder, err := os.MkdirTemp("", "peers")
	if err != nil {
		return nil, 0, fmt.Errorf("make a folder for the headers: %w", err)
	}
	defer os.RemoveAll(folder)
	root, err := filepath.Abs(filepath.Dir(s.files[0]))
	if err != nil {
		return nil, 0, fmt.Errorf("find %s: %w", s.path, err)
	}
	var units []clang.Unit
	for _, file := range s.files {
		units = append(units, clang.Unit{File: filepath.Join(root, filepath.Base(file)), Args: []string{"-I" + root}})
	}
	headers, err := clang.HeadersOf(root, units, folder)
	if err != nil {
		return nil, 0, err
	}
	var list []report
	var took time.Duration
	for i, file := range s.files {
		if err := write(folder, headers[i]); err != nil {
			return nil, 0, err
		}
		start := time.Now()
		reports, err := analyze(file, folder, headers[i].Args)
		if err != nil {
			return nil, 0, err
		}
		took += time.Since(start)
		list = append(list, reports...)
	}
	return list, took, nil
}

// write puts the headers of a unit and the mapping into the folder.
func write(folder string, h clang.Headers) error {
	h.Files[mappingFile] = mapping(h.Files[clang.ModelName])
	for name, text := range h.Files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return fmt.Errorf("write the headers: %w", err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			return fmt.Errorf("write the headers: %w", err)
		}
	}
	return nil
}

// analyze runs the peer over one file. Its own options come last, so that the mapping
// follows the headers.
func analyze(file, folder string, args []string) ([]report, error) {
	args = append(slices.Clone(args), "-include", filepath.Join(folder, mappingFile), "--analyze", "--analyzer-output", "text",
		"-Xclang", "-analyzer-checker="+peerChecks, "-fno-color-diagnostics", "-fno-caret-diagnostics", file)
	out, err := exec.Command(peer, args...).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s on %s: %w: %s", peer, file, err, out)
	}
	return readDiagnostics(string(out)), nil
}

var diagnostic = regexp.MustCompile(`^(.*):(\d+):\d+: (warning|note): .*?(?: \[([\w.]+)\])?$`)

// readDiagnostics reads the peer's text: a warning and the notes of its path. Warnings
// of other checkers, which the peer runs by default, are left out.
func readDiagnostics(text string) []report {
	var list []report
	ours := false
	for line := range strings.Lines(text) {
		m := diagnostic.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		number, _ := strconv.Atoi(m[2]) // digits
		p := place{m[1], number}
		switch {
		case m[3] == "warning":
			if ours = slices.Contains(strings.Split(peerChecks, ","), m[4]); ours {
				list = append(list, report{place: p})
			}
		case ours:
			last := &list[len(list)-1]
			last.path = append(last.path, p)
		}
	}
	return list
}
