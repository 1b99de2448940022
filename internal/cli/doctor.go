package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/internal/cache"
	"github.com/drvlint/drvlint/internal/child"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/worker"
	"github.com/drvlint/drvlint/sarif"
)

func (c *Command) doctorCommand(status *int) *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Tell what drvlint finds on this machine, and what to do if something is missing",
		Long: `doctor tells what drvlint finds on this machine: libclang, the processors, the cache. It reads
a small file as an analysis does. Exit codes: 0 all is well, 3 something needs attention.`,
		Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			table := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
			for _, s := range examine() {
				fmt.Fprintf(table, "%s\t%s\n", s.part, report.Escape(s.found))
				if s.advice != "" {
					fmt.Fprintf(table, "\tattention: %s\n", report.Escape(s.advice))
					*status = exitIncomplete
				}
			}
			return table.Flush()
		},
	}
}

// A symptom is what was found of one part, and what to do if it is not as it should be.
type symptom struct{ part, found, advice string }

func examine() []symptom {
	headers, names := wdk.Size()
	return []symptom{
		{part: "drvlint", found: fmt.Sprintf("%s, %s for %s/%s", sarif.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)},
		examineLibrary(),
		{part: "model headers", found: fmt.Sprintf("%d KiB of declarations, %d names", headers>>10, names)},
		examineWorker(),
		{part: "processors", found: fmt.Sprint(runtime.GOMAXPROCS(0))},
		examineCache(),
	}
}

// examineLibrary tells which libclang is used and why. One that can be used is calibrated.
func examineLibrary() symptom {
	library, err := clang.Library()
	if err != nil {
		return symptom{part: "libclang", found: "none", advice: err.Error()}
	}
	operators := "from clang's tree"
	if clang.Operators() == "API" {
		operators = "through libclang"
	}
	return symptom{part: "libclang", found: fmt.Sprintf("%s, %s (%s), calibrated, operators read %s", clang.Version(), library.File, library.From, operators)}
}

const sampleDriver = `#include <ntddk.h>
DRIVER_UNLOAD Unload;
VOID Unload(PDRIVER_OBJECT DriverObject) { UNREFERENCED_PARAMETER(DriverObject); }
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
	UNREFERENCED_PARAMETER(RegistryPath);
	DriverObject->DriverUnload = Unload;
	return STATUS_SUCCESS;
}
`

// examineWorker reads a file in a process of its own, as an analysis does.
func examineWorker() symptom {
	s := symptom{part: "worker process"}
	start := time.Now()
	if _, err := clang.Library(); err != nil {
		s.found = "not tried, for want of libclang"
		return s
	}
	if problem := readSample(); problem != nil {
		s.found, s.advice = "does not work", problem.Error()
		return s
	}
	s.found = fmt.Sprintf("started, read a file in %d ms", time.Since(start).Milliseconds())
	return s
}

func readSample() error {
	folder, err := os.MkdirTemp("", "drvlint-doctor-")
	if err != nil {
		return fmt.Errorf("%w: make the folder for temporary files writable, or name another by TMPDIR, on Windows by TMP", err)
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "driver.c")
	if err := os.WriteFile(file, []byte(sampleDriver), 0o600); err != nil {
		return err
	}
	pool := worker.NewPool(child.Limits{Time: time.Minute, Memory: 1 << 30}, time.Time{})
	defer pool.Close()
	read := pool.Load(clang.Task{Checkout: folder, Unit: clang.Unit{File: file}})
	switch {
	case len(read.Problems) > 0:
		return errors.New(read.Problems[0].Message)
	case read.Functions != 2 || read.Stats.Errors > 0:
		return errors.New("a file was misread: please report it")
	}
	return nil
}

func examineCache() symptom {
	s := symptom{part: "cache"}
	dir, err := cache.Folder()
	if err != nil {
		s.found, s.advice = "none", err.Error()
		return s
	}
	if dir == "" {
		s.found = "off"
		return s
	}
	files, size := 0, int64(0)
	err = filepath.WalkDir(dir+"/", func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := entry.Info(); err == nil && entry.Type().IsRegular() {
			files++
			size += info.Size()
		}
		return nil
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.found = dir + ", empty"
	case err != nil:
		s.found, s.advice = dir, fmt.Sprintf("%v: repair its permissions, or name another folder by %s", err, cache.Variable)
	default:
		s.found = fmt.Sprintf("%s, %.1f MiB in %d files", dir, float64(size)/(1<<20), files)
	}
	return s
}
