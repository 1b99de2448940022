package main

import (
	"fmt"
	"io"
	"path"
	"strings"
)

// write prints the table, then what is missed and what is found beyond it.
func write(out io.Writer, results []*result) {
	fmt.Fprintln(out, "| test | expected | agreed | missed | extra | drvlint |")
	fmt.Fprintln(out, "|---|---|---|---|---|---|")
	expected, agreed, extra := 0, 0, 0
	for _, r := range results {
		expected, agreed, extra = expected+r.expected, agreed+r.agreed, extra+len(r.extra)
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d | %s |\n", r.name, r.expected, r.agreed, len(r.missed), len(r.extra), r.about)
	}
	fmt.Fprintf(out, "| all | %d | %d | %d | %d | |\n", expected, agreed, expected-agreed, extra)
	fmt.Fprintln(out, "\nMissed:")
	for _, r := range results {
		for _, e := range r.missed {
			fmt.Fprintf(out, "- %s: %s:%d\n", r.name, e.file, e.line)
		}
	}
	fmt.Fprintln(out, "\nExtra:")
	for _, r := range results {
		for _, f := range r.extra {
			fmt.Fprintf(out, "- %s: %s:%d: %s\n", r.name, path.Base(f.File), f.Line, short(f.Message))
		}
	}
}

// short is the first clause of a message.
func short(message string) string {
	head, _, _ := strings.Cut(message, ": ")
	return head
}
