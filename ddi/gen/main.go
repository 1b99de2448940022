// Command gen writes the embedded tables of package ddi from the facts about the
// documented kernel routines: models.tsv (what a routine does) and irql.tsv (at which
// levels it may be called).
//
//	go run ./gen -facts FOLDER
package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

func main() {
	facts := flag.String("facts", "", "folder that holds models.tsv and irql.tsv")
	flag.Parse()
	if *facts == "" {
		log.Fatal("ddi/gen: say where the facts are: -facts FOLDER")
	}
	write("routines.tsv", routines(filepath.Join(*facts, "models.tsv")))
	write("levels.tsv", levels(filepath.Join(*facts, "irql.tsv")))
}

func write(name string, rows []string) {
	sort.Strings(rows)
	if err := os.WriteFile(name, []byte(strings.Join(rows, "\n")+"\n"), 0o666); err != nil {
		log.Fatal(err)
	}
}

// read returns the rows of a table, each by column name.
func read(file string) []map[string]string {
	f, err := os.Open(file)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	all, err := r.ReadAll()
	if err != nil {
		log.Fatalf("%s: %v", file, err)
	}
	var rows []map[string]string
	for _, fields := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			if i < len(fields) {
				row[name] = fields[i]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// routines keeps: name, category, arguments, when it does not block, the routine that
// undoes it, maximum IRQL, documentation page.
func routines(file string) []string {
	var out []string
	for _, row := range read(file) {
		if row["kind"] == "callback" || row["category"] == "category" {
			continue
		}
		out = append(out, strings.Join([]string{
			row["name"], row["category"], arguments(row["args"]), nonblocking(row["nonblocking_when"], row["args"]),
			row["pair"], row["max_irql"], row["doc"],
		}, "\t"))
	}
	return out
}

// arguments turns "object:0:Object;timeout:4:Timeout" into "object:0 timeout:4".
func arguments(s string) string {
	var out []string
	for _, arg := range strings.Split(s, ";") {
		if parts := strings.Split(arg, ":"); len(parts) >= 2 {
			out = append(out, parts[0]+":"+parts[1])
		}
	}
	return strings.Join(out, " ")
}

// nonblocking turns the documented condition into tests of arguments: "zero:4" (the
// pointer is not null and the value there is zero), "eq:1:0", "ne:7:0"; "always";
// "" when the call can block whatever its arguments are or the condition can't be seen
// in the call.
func nonblocking(s, args string) string {
	index := map[string]string{}
	for _, arg := range strings.Split(args, ";") {
		if parts := strings.Split(arg, ":"); len(parts) == 3 {
			index[parts[2]] = parts[1]
		}
	}
	switch {
	case strings.HasPrefix(s, "always"):
		return "always"
	case s == "Timeout!=NULL && *Timeout==0":
		return "zero:" + index["Timeout"]
	case strings.HasPrefix(s, "WDF_REQUEST_SEND_OPTION_SYNCHRONOUS not set"):
		return "always"
	}
	for _, form := range []struct{ op, tag string }{{"!=", "ne"}, {"==", "eq"}} {
		name, value, ok := strings.Cut(s, form.op)
		number, known := map[string]string{"NULL": "0", "FALSE": "0", "TRUE": "1"}[value]
		if ok && known && index[name] != "" {
			return fmt.Sprintf("%s:%s:%s", form.tag, index[name], number)
		}
	}
	return ""
}

// levels keeps: name, minimum and maximum IRQL, whether they depend on a condition. Of
// a routine documented in several headers the first with a maximum counts.
func levels(file string) []string {
	best := map[string]string{}
	for _, row := range read(file) {
		if row["kind"] == "callback" {
			continue
		}
		line := strings.Join([]string{row["name"], row["min_irql"], row["max_irql"], row["conditional"]}, "\t")
		if known, ok := best[row["name"]]; !ok || row["max_irql"] != "" && strings.HasSuffix(known, "\t\t\t0") {
			best[row["name"]] = line
		}
	}
	var out []string
	for _, line := range best {
		out = append(out, line)
	}
	return out
}
