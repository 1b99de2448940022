// Command gen writes facts/facts.tsv: what the public driver documentation declares,
// one name a line, sorted by name in byte order, for binary search.
//
//	NAME function RET                 called without a prototype
//	NAME callback RET PARAMETERS      a function type
//	NAME pointer  TARGET              a pointer to TARGET
//	NAME alias    TAG [*]             another name of a record
//	NAME member   TAG                 an enumerator of the enum TAG
//	TAG  record   KIND ALIASES BODY   a struct, union or enum
//
// Fields are separated by tabs. Run it with `go generate ./internal/wdk`.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sort"
)

func main() {
	ddi := flag.String("ddi", "../../../shared/ddi", "folder with prototypes.tsv and structs.jsonl")
	out := flag.String("out", "facts", "folder to write to")
	flag.Parse()
	if err := run(*ddi, *out); err != nil {
		log.Fatal(err)
	}
}

func run(ddi, out string) error {
	t := &table{lines: map[string]string{}, headers: map[string]bool{}}
	if err := t.records(filepath.Join(ddi, "structs.jsonl")); err != nil {
		return err
	}
	t.repair()
	if err := t.routines(filepath.Join(ddi, "prototypes.tsv")); err != nil {
		return err
	}
	if err := t.headerNames(filepath.Join(ddi, "irql.tsv")); err != nil {
		return err
	}
	if err := write(filepath.Join(out, "facts.tsv"), sortedKeys(t.lines), func(name string) string {
		return name + "\t" + t.lines[name]
	}); err != nil {
		return err
	}
	return write(filepath.Join(out, "headers.txt"), sortedKeys(t.headers), func(name string) string { return name })
}

// A table holds one line per name; the first fact about a name wins.
type table struct {
	lines   map[string]string
	headers map[string]bool
}

func (t *table) add(name, format string, arguments ...any) {
	if _, taken := t.lines[name]; !taken {
		t.lines[name] = fmt.Sprintf(format, arguments...)
	}
}

func write(path string, keys []string, line func(string) string) error {
	var b bytes.Buffer
	for _, key := range keys {
		b.WriteString(line(key))
		b.WriteByte('\n')
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
