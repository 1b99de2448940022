package lsp

import (
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

// plain is a client that can do nothing special.
const plain = `{"textDocument":{"publishDiagnostics":{"relatedInformation":true}}}`

const sharedHeader = `#include <ntddk.h>
typedef struct _E { FAST_MUTEX A; FAST_MUTEX B; KEVENT Event; } E, *PE;
VOID Flush(PE e);
`

const holder = `#include "shared.h"
VOID Holder(PE e)
{
	ExAcquireFastMutex(&e->A);
	Flush(e);
	ExReleaseFastMutex(&e->A);
}
`

const waits = `#include "shared.h"
VOID Flush(PE e)
{
	KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);
}
`

const entry = `#include "shared.h"
NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p)
{
	return STATUS_SUCCESS;
}
`

func twoFiles() map[string]string {
	return map[string]string{"shared.h": sharedHeader, "holder.c": holder, "flush.c": waits, "entry.c": entry}
}

// A finding in one file follows from another one: it comes on opening with all that there
// is to say of it, goes when the other file is edited, and comes back.
func TestAcrossFiles(t *testing.T) {
	c := start(t, twoFiles(), plain)
	c.open("flush.c", waits)
	list := c.diagnostics("holder.c", 0)
	if got := codes(list); got != "fastmutexwait:5" {
		t.Fatalf("got %s", got)
	}
	d := list[0]
	source, _ := d.Source.Get()
	if d.Severity != protocol.DiagnosticSeverityError || source != "drvlint" || !strings.HasSuffix(string(d.CodeDescription.Href), "docs/checks/fastmutexwait.md#fastmutexwait") {
		t.Errorf("got %+v", d)
	}
	if n := len(d.RelatedInformation); n != 3 || d.RelatedInformation[n-1].Location.URI != c.uri("flush.c") || d.RelatedInformation[n-1].Location.Range.Start.Line != 3 {
		t.Errorf("the path is %+v", d.RelatedInformation)
	}
	c.change("flush.c", 2, strings.Replace(waits, "KeWait", "// KeWait", 1))
	c.wants("holder.c", "")
	c.change("flush.c", 3, waits)
	c.wants("holder.c", "fastmutexwait:5")
}

// What is edited in a header reaches the sources that include it.
func TestHeader(t *testing.T) {
	c := start(t, twoFiles(), plain)
	c.open("shared.h", sharedHeader)
	if got := codes(c.diagnostics("holder.c", 0)); got != "fastmutexwait:5" {
		t.Fatalf("got %s", got)
	}
	c.change("shared.h", 2, sharedHeader+"#define Flush(e) ((void)(e))\n")
	c.wants("holder.c", "")
}

// Edits by range, with columns that count UTF-16 units and lines that end in CR LF.
func TestRanges(t *testing.T) {
	text := strings.ReplaceAll(sharedHeader+"VOID F(PE e)\n{\n\tExAcquireFastMutex(&e->A); /* ä€😀 */ KeWaitForSingleObject(&e->Event, Executive, KernelMode, FALSE, NULL);\n\tExReleaseFastMutex(&e->A);\n}\n", "\n", "\r\n")
	c := start(t, map[string]string{"a.c": text}, plain)
	c.open("a.c", text)
	list := c.diagnostics("a.c", 1)
	if len(list) != 1 || list[0].Range.Start != at(5, 39) {
		t.Fatalf("got %+v", list)
	}
	c.edit("a.c", 2, at(5, 33), at(5, 37), "")
	list = c.diagnostics("a.c", 2)
	if len(list) != 1 || list[0].Range.Start != at(5, 35) {
		t.Fatalf("after the edit %+v", list)
	}
	c.edit("a.c", 3, at(4, 1), at(4, 1), "\r\n\r\n")
	if list = c.diagnostics("a.c", 3); len(list) != 1 || list[0].Range.Start != at(7, 35) {
		t.Fatalf("after two lines more %+v", list)
	}
}

// A client that asks for diagnostics gets them for what is open, and unchanged when they
// are; what is not open is published.
func TestPull(t *testing.T) {
	c := start(t, twoFiles(), `{"textDocument":{"diagnostic":{"relatedInformation":true}}}`)
	c.open("holder.c", holder)
	p := &protocol.DocumentDiagnosticParams{}
	p.TextDocument.URI = c.uri("holder.c")
	report, err := c.Diagnostic(c.ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	full, ok := report.(*protocol.RelatedFullDocumentDiagnosticReport)
	if !ok || codes(full.Items) != "fastmutexwait:5" {
		t.Fatalf("got %+v", report)
	}
	p.PreviousResultID = full.ResultID
	if report, err = c.Diagnostic(c.ctx, p); err != nil {
		t.Fatal(err)
	}
	if _, ok := report.(*protocol.RelatedUnchangedDocumentDiagnosticReport); !ok {
		t.Errorf("got %+v", report)
	}
	c.mu.Lock()
	_, published := c.last("holder.c")
	c.mu.Unlock()
	if published {
		t.Error("what is asked for is published too")
	}
	c.change("holder.c", 2, strings.Replace(holder, "Flush", "// Flush", 1))
	if report, err = c.Diagnostic(c.ctx, p); err != nil {
		t.Fatal(err)
	}
	if full, ok := report.(*protocol.RelatedFullDocumentDiagnosticReport); !ok || len(full.Items) != 0 {
		t.Errorf("after the edit %+v", report)
	}
}
