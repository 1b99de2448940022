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
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("wdk/gen: ")
	if err := run("../../ddi/facts", "facts/facts.tsv"); err != nil {
		log.Fatal(err)
	}
}

// run writes the table of the facts in a folder, of which ddi/facts/README.md tells.
func run(facts, out string) error {
	t := &table{lines: map[string]string{}}
	if err := t.records(filepath.Join(facts, "records.jsonl")); err != nil {
		return err
	}
	t.repair()
	if err := t.routines(filepath.Join(facts, "prototypes.tsv")); err != nil {
		return err
	}
	return t.write(out)
}

// A table holds one line per name; the first fact about a name wins.
type table struct {
	lines map[string]string
}

func (t *table) add(name, format string, arguments ...any) {
	if _, taken := t.lines[name]; !taken {
		t.lines[name] = fmt.Sprintf(format, arguments...)
	}
}

func (t *table) write(path string) error {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(t.lines)) {
		fmt.Fprintf(&b, "%s\t%s\n", name, t.lines[name])
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return nil
}
