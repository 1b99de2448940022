// Command gen writes the embedded tables of package ddi from the facts about the
// documented kernel routines; facts/README.md says what the files hold. Run it with
// `go generate ./ddi`.
package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("ddi/gen: ")
	const facts = "facts"
	write("routines.tsv", routines(filepath.Join(facts, "models.tsv")))
	write("levels.tsv", levels(filepath.Join(facts, "levels.tsv")))
	write("effects.tsv", effects(filepath.Join(facts, "models.tsv")))
	write("since.tsv", since(filepath.Join(facts, "models.tsv")))
	types := callbacks(filepath.Join(facts, "callbacks.tsv"))
	write("callbacks.tsv", types)
	write("handed.tsv", handed(types, filepath.Join(facts, "prototypes.tsv"), filepath.Join(facts, "records.jsonl")))
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

// since keeps the routines that came with a later version of Windows than XP and Server 2003. A macro is nothing that a driver is linked with.
func since(file string) []string {
	var out []string
	for _, row := range read(file) {
		version, _, _ := strings.Cut(row["since"], " ")
		if row["kind"] == "function" && version != "" && !slices.Contains([]string{"2000", "XP", "Server", "KMDF", "NDIS"}, version) {
			out = append(out, row["name"])
		}
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

// effects keeps what a routine does to the level and to the regions of its thread, as
// effects are spelt in categories.tsv.
func effects(file string) []string {
	var out []string
	for _, row := range read(file) {
		if row["kind"] == "callback" {
			continue
		}
		words := append(levelEffect(row["irql_effect"], row["args"]), regionEffect(row["category"], row["apc_effect"])...)
		if len(words) > 0 {
			out = append(out, row["name"]+"\t"+strings.Join(words, " "))
		}
	}
	return out
}

// levelEffect turns "raise:to=arg0,saved-in=*arg1" into "raise-irql,arg=0,save=*1".
func levelEffect(s, args string) []string {
	if strings.Contains(s, "passive") || strings.Contains(args, "lock:0:Object") {
		return nil // depends on how the object was made
	}
	s = strings.TrimPrefix(s, "if PASSIVE_LEVEL ") // it raises from below only: so does every other
	word := ""
	s, try := strings.CutPrefix(s, "if TRUE ")
	for _, part := range strings.Split(s, ",") {
		verb, what, _ := strings.Cut(part, ":")
		switch {
		case strings.HasPrefix(part, "raise:to=arg"):
			word += "raise-irql,arg=" + strings.TrimPrefix(what, "to=arg")
		case verb == "raise" && strings.HasSuffix(part, "_LEVEL"), part == "raise:DIRQL":
			word += "raise-irql,to=" + what
		case strings.HasPrefix(part, "lower:to=arg"):
			word += "restore-irql,from=" + strings.TrimPrefix(what, "to=arg")
		case strings.HasPrefix(part, "restore:from=arg"):
			word += "restore-irql,from=" + strings.TrimPrefix(what, "from=arg")
		case strings.HasPrefix(part, "restore:from=lock"):
			word += "restore-irql,from=@" + operand(args, part)
		case strings.HasPrefix(part, "saved-in=*arg"):
			word += ",save=*" + strings.TrimPrefix(part, "saved-in=*arg")
		case part == "saved-in=return":
			word += ",save=result"
		case strings.HasPrefix(part, "saved-in=lock"):
			word += ",save=@" + operand(args, part)
		}
	}
	if word == "" {
		return nil
	}
	if try {
		word += ",try"
	}
	return []string{word}
}

// operand is the argument with the role that the part of an effect names last.
func operand(args, part string) string {
	role := part[strings.LastIndex(part, "=")+1:]
	for _, arg := range strings.Split(arguments(args), " ") {
		if index, ok := strings.CutPrefix(arg, role+":"); ok {
			return index
		}
	}
	return ""
}

// regionEffect tells which region a routine enters or leaves. What its category says it does
// not repeat.
func regionEffect(category, s string) []string {
	switch {
	case category == "attach-process", category == "detach-process", category == "enter-guarded-region", category == "leave-guarded-region":
		return nil
	case category == "enter-critical-region", category == "leave-critical-region":
		return nil
	case category == "wait", category == "create-thread", category == "release-mutex", category == "acquire-wdf-sync":
		return nil // depends on the object
	case strings.Contains(s, "enters guarded region"), strings.Contains(s, "enter guarded region"):
		return tried(s, "enter-region:guarded-region")
	case strings.Contains(s, "leave guarded region"):
		return []string{"leave-region:guarded-region"}
	case strings.Contains(s, "passive"):
		return nil
	case strings.Contains(s, "disable-normal-kernel"):
		return tried(s, "enter-region:critical-region")
	case strings.Contains(s, "enable-normal-kernel"):
		return []string{"leave-region:critical-region"}
	}
	return nil
}

func tried(s, word string) []string {
	if strings.HasPrefix(s, "if TRUE") {
		return []string{word + ",try"}
	}
	return []string{word}
}

// callbacks keeps the levels at which routines of a function type are entered, where they
// depend on nothing.
func callbacks(file string) []string {
	var out []string
	seen := map[string]bool{}
	for _, row := range read(file) {
		if row["min_irql"] == "" || seen[row["name"]] {
			continue
		}
		seen[row["name"]] = true
		out = append(out, strings.Join([]string{row["name"], row["min_irql"], row["max_irql"], row["conditional"]}, "\t"))
	}
	return out
}

// A member is a member of a structure or union as records.jsonl has it.
type member struct {
	Name, Tag, Type string
	Fields          []member
}

// handed keeps where the system is given a function of a type whose levels are known: as an
// argument of a routine ("routine", name, index, type), or in a member of a structure ("field", tag,
// member, type).
func handed(types []string, prototypes, records string) []string {
	known := map[string]bool{}
	for _, line := range types {
		name, _, _ := strings.Cut(line, "\t")
		known[name] = true
	}
	var out []string
	for _, row := range read(prototypes) {
		if row["kind"] == "callback" {
			continue
		}
		for i, param := range strings.Split(row["parameters"], ";") {
			if name := functionType(known, param); name != "" {
				out = append(out, fmt.Sprintf("routine\t%s\t%d\t%s", row["name"], i, name))
			}
		}
	}
	text, err := os.ReadFile(records)
	if err != nil {
		log.Fatal(err)
	}
	for d := json.NewDecoder(strings.NewReader(string(text))); d.More(); {
		var record member
		if err := d.Decode(&record); err != nil {
			log.Fatalf("%s: %v", records, err)
		}
		out = append(out, handedIn(known, record.Tag, record.Fields)...)
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// handedIn keeps the members of a structure, and of what has no name within it.
func handedIn(known map[string]bool, tag string, fields []member) []string {
	var out []string
	for _, field := range fields {
		if name := functionType(known, field.Type); name != "" && tag != "" {
			out = append(out, fmt.Sprintf("field\t%s\t%s\t%s", tag, field.Name, name))
		}
		out = append(out, handedIn(known, tag, field.Fields)...)
	}
	return out
}

// functionType is the function type that a declaration is a pointer to, by the names that kits give
// such pointers; "" if there is none whose levels are known.
func functionType(known map[string]bool, declaration string) string {
	words := strings.Fields(declaration)
	if len(words) == 0 {
		return ""
	}
	for _, name := range []string{words[0], strings.TrimPrefix(words[0], "P"), "EVT_" + strings.TrimPrefix(words[0], "PFN_"), strings.TrimPrefix(words[0], "PFN_"), strings.TrimSuffix(words[0], "_HANDLER")} {
		if known[name] {
			return name
		}
	}
	return ""
}
