package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// linesOfFile is about how long the files of a generated driver are.
const linesOfFile = 1000

// scale measures drvlint on generated drivers of growing size, and on some of one file.
func (o options) scale(folder string) error {
	fmt.Printf("\n## Generated drivers, medians of %d rounds\n\n", o.rounds)
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintln(table, "| lines\t| seconds\t| processor seconds\t| processor milliseconds for 1,000 lines\t|\n|---\t|---\t|---\t|---\t|")
	for i, size := range slices.Concat(o.sizes, o.single) {
		length, in := linesOfFile, ""
		if i >= len(o.sizes) {
			length, in = size, " in one file"
		}
		driver := filepath.Join(folder, fmt.Sprint(i))
		lines, err := generate(driver, size, length)
		if err != nil {
			return err
		}
		var clocks, processors []time.Duration
		for range o.rounds {
			spent, err := o.analyse(driver, o.jobs)
			if err != nil {
				return err
			}
			clocks, processors = append(clocks, spent.clock), append(processors, spent.processor)
			o.kept.add(fmt.Sprintf("generated/%d lines%s", size, in), spent)
		}
		fmt.Fprintf(table, "| %d%s\t| %.2f\t| %.2f\t| %.1f\t|\n", lines, in, median(clocks).Seconds(), median(processors).Seconds(),
			1000*median(processors).Seconds()/(float64(lines)/1000))
	}
	return table.Flush()
}

// generate writes a driver of about so many lines, in files of a length in lines, and returns how many there are.
func generate(folder string, size, length int) (lines int, err error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return 0, fmt.Errorf("generate a driver: %w", err)
	}
	for file := 0; lines < size; file++ {
		text := generated(file, min(length, size-lines))
		lines += strings.Count(text, "\n")
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("part%d.c", file)), []byte(text), 0o666); err != nil {
			return 0, fmt.Errorf("generate a driver: %w", err)
		}
	}
	return lines, nil
}

// generated is one file of a driver. Each of its functions takes a lock, branches, calls
// the one before it and returns a status; the first of a file calls into the file before.
func generated(file, size int) string {
	var b strings.Builder
	b.WriteString("#include <ntddk.h>\ntypedef struct _QUEUE { FAST_MUTEX Lock; KEVENT Event; LIST_ENTRY List; ULONG Count; ULONG Flags; } QUEUE, *PQUEUE;\n")
	if file == 0 {
		b.WriteString("NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)\n{\n\tUNREFERENCED_PARAMETER(Path);\n\tUNREFERENCED_PARAMETER(Driver);\n\treturn STATUS_SUCCESS;\n}\n")
	} else {
		fmt.Fprintf(&b, "NTSTATUS Work%d_0(PQUEUE Queue, ULONG Mask);\n", file-1)
	}
	for f := 0; strings.Count(b.String(), "\n") < size; f++ {
		callee := fmt.Sprintf("Work%d_%d", file, f-1)
		if f == 0 {
			callee = fmt.Sprintf("Work%d_0", file-1)
		}
		call := callee + "(Queue, Mask >> 1)"
		if f == 0 && file == 0 {
			call = "STATUS_SUCCESS"
		}
		fmt.Fprintf(&b, function, file, f, f, call, f%7, f%5)
	}
	return b.String()
}

const function = `
NTSTATUS Work%d_%d(PQUEUE Queue, ULONG Mask)
{
	NTSTATUS Status;
	PLIST_ENTRY Entry;

	if (Queue == NULL || Mask == %d) {
		return STATUS_INVALID_PARAMETER;
	}
	Status = %s;
	ExAcquireFastMutex(&Queue->Lock);
	for (Entry = Queue->List.Flink; Entry != &Queue->List; Entry = Entry->Flink) {
		if (Queue->Count > %d) {
			Queue->Flags |= Mask;
			break;
		}
		Queue->Count++;
	}
	ExReleaseFastMutex(&Queue->Lock);
	if (NT_SUCCESS(Status) && Queue->Flags != %d) {
		KeSetEvent(&Queue->Event, IO_NO_INCREMENT, FALSE);
	}
	return Status;
}
`
