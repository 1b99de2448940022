//go:build unix

package lsp

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"
)

const generatedHeader = `#pragma once
#include <ntddk.h>
typedef struct _ITEM { LIST_ENTRY Link; ULONG Kind; ULONG Count; PVOID Data; } ITEM, *PITEM;
typedef struct _EXT {
	FAST_MUTEX Lock; FAST_MUTEX LogLock; KEVENT Wake; LIST_ENTRY Items; KSPIN_LOCK Spin;
	ULONG Count; ULONG Flags; HANDLE File; PVOID Thread; volatile LONG Stop; PDEVICE_OBJECT Device;
} EXT, *PEXT;
`

// generated is a driver of 30 files: part00.c has 7,000 lines, each of the others 330. Its
// functions take locks, walk lists and call each other, also across files.
func generated() map[string]string {
	const large, small, files = 256, 12, 30
	sources := map[string]string{"driver.h": generatedHeader}
	for file := range files {
		var b strings.Builder
		b.WriteString("#include \"driver.h\"\n")
		n := large
		if file > 0 {
			n = small
			for i := range small {
				fmt.Fprintf(&b, "NTSTATUS F0_%d(PEXT Ext, ULONG Kind, PULONG Found);\n", (file*7+i)%large)
			}
		}
		for i := range n {
			generateFunction(&b, file, i)
			if file > 0 && i%5 == 0 {
				fmt.Fprintf(&b, "\tif (!NT_SUCCESS(Status))\n\t\tStatus = F0_%d(Ext, Kind / 2, Found);\n", (file*7+i)%large)
			}
			b.WriteString("\treturn Status;\n}\n")
		}
		if file == 1 {
			b.WriteString("VOID Unload(PDRIVER_OBJECT d)\n{\n\tUNREFERENCED_PARAMETER(d);\n}\nNTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)\n{\n\td->DriverUnload = Unload;\n\treturn STATUS_SUCCESS;\n}\n")
		}
		sources[fmt.Sprintf("part%02d.c", file)] = b.String()
	}
	return sources
}

func generateFunction(b *strings.Builder, file, i int) {
	name := fmt.Sprintf("F%d_%d", file, i)
	fmt.Fprintf(b, "\n/* %s looks for an item and counts it. */\nNTSTATUS %s(PEXT Ext, ULONG Kind, PULONG Found)\n{\n", name, name)
	b.WriteString("\tPLIST_ENTRY Entry;\n\tPITEM Item = NULL;\n\tNTSTATUS Status = STATUS_NOT_FOUND;\n\n")
	b.WriteString("\tif (Found == NULL || Kind == 0)\n\t\treturn STATUS_INVALID_PARAMETER;\n\t*Found = 0;\n")
	b.WriteString("\tExAcquireFastMutex(&Ext->Lock);\n")
	b.WriteString("\tfor (Entry = Ext->Items.Flink; Entry != &Ext->Items; Entry = Entry->Flink) {\n")
	b.WriteString("\t\tItem = CONTAINING_RECORD(Entry, ITEM, Link);\n\t\tif (Item->Kind != Kind)\n\t\t\tcontinue;\n")
	fmt.Fprintf(b, "\t\tif (Item->Count > %d) {\n\t\t\tItem->Count -= %d;\n\t\t\tExt->Flags |= 0x%x;\n\t\t}\n", i, i%7, 1<<(i%16))
	b.WriteString("\t\t*Found += 1;\n\t\tStatus = STATUS_SUCCESS;\n\t}\n\tExReleaseFastMutex(&Ext->Lock);\n")
	if i > 0 && i%3 != 0 {
		fmt.Fprintf(b, "\tif (NT_SUCCESS(Status))\n\t\tStatus = F%d_%d(Ext, Kind - 1, Found);\n", file, i-1)
	}
}

// processorTime is what the server, in this process, and the process that analyses have used:
// what an edit costs however busy the machine is.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	total := 0
	for _, pid := range append(children(b, os.Getpid()), os.Getpid()) {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(raw), ") ")
		fields := strings.Fields(rest)
		for _, field := range fields[11:13] { // utime and stime, in hundredths of a second
			n, err := strconv.Atoi(field)
			if err != nil {
				b.Fatal(err)
			}
			total += n
		}
	}
	return time.Duration(total) * 10 * time.Millisecond
}

// BenchmarkEdit measures an author's edit: from the change of a statement in the middle of
// a file of 7,000 lines, in a driver of 30 files, to the published diagnostics of that
// version. Edits come one second apart or later, as the first after a pause in typing.
func BenchmarkEdit(b *testing.B) {
	sources := generated()
	const name = "part00.c"
	text := sources[name]
	lines := strings.Count(text, "\n")
	if lines < 6900 || lines > 7100 {
		b.Fatalf("%s has %d lines", name, lines)
	}
	c := start(b, sources, plain)
	c.open(name, text)
	c.diagnostics(name, 1)
	line := uint32(strings.Count(text[:strings.Index(text, "F0_125 looks")], "\n"))
	for !strings.Contains(newText(text).line(int(line)), "Item->Count -= ") {
		line++
	}
	var took []time.Duration
	before := processorTime(b)
	for i := 0; b.Loop(); i++ {
		time.Sleep(rest + quiet)
		version := int32(i + 2)
		begin := time.Now()
		c.edit(name, version, at(line, 0), protocol.Position{Line: line + 1}, fmt.Sprintf("\t\t\tItem->Count -= %d;\n", 1+i%9))
		c.diagnostics(name, version)
		took = append(took, time.Since(begin))
	}
	b.ReportMetric(float64((processorTime(b)-before).Milliseconds())/float64(len(took)), "cpu-ms/edit")
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
	b.ReportMetric(float64(took[len(took)*9/10].Microseconds())/1000, "ms-90%")
	b.ReportMetric(0, "ns/op") // it has the pauses in it
}
