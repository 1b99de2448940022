// Package ddi holds what drvlint knows of the Windows driver interface, as data: what
// each kernel routine does, at which levels it may be called, and which role a
// function plays that a driver stores in a field or declares with a role typedef.
//
// routines.tsv and levels.tsv are generated from facts about the public documentation;
// known.tsv and roles.tsv are written by hand. To teach drvlint a routine, add a line
// to known.tsv.
package ddi

import (
	_ "embed"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
)

//go:generate go run ./gen

var (
	//go:embed routines.tsv
	routinesTable string
	//go:embed known.tsv
	knownTable string
	//go:embed levels.tsv
	levelsTable string
)

// A Category says what a routine does, in the words of the tables: "wait",
// "acquire-fastmutex", "create-thread".
type Category string

// A Routine is what is known of one kernel routine.
type Routine struct {
	Name     string
	Category Category
	// Args gives the index, from 0, of the argument that plays a role: "object",
	// "timeout", "handle_out", "callback".
	Args map[string]int
	// NonBlocking lists the tests of which any one, if it holds, keeps the call from
	// blocking. Always means that the routine never blocks.
	NonBlocking []ArgTest
	Always      bool
	Pair        []string // routines that undo this one
	MaxIRQL     string   // documented maximum, "" when unknown
	Doc         string   // page of the public documentation, below windows-hardware/drivers/ddi
	// Predicate is how the result follows from the arguments, "" when it does not:
	// ">= 0" compares the first argument, "&" joins the first two. Of an exchange it is the
	// operator that joins what was there with the value, "" when that replaces it.
	Predicate string
	Own       bool // described by the driver's authors, not by the kernel's tables
}

// An ArgTest is a test of an argument: Op is "zero" (it points to zero), "eq" or "ne".
type ArgTest struct {
	Op    string
	Arg   int
	Value int64
}

// Arg returns the index of the argument that plays a role, -1 if there is none. A nil
// routine has no arguments.
func (r *Routine) Arg(role string) int {
	if r == nil {
		return -1
	}
	if i, ok := r.Args[role]; ok {
		return i
	}
	return -1
}

// Is reports whether the routine is of one of the categories.
func (r *Routine) Is(categories ...Category) bool {
	if r == nil {
		return false
	}
	for _, c := range categories {
		if r.Category == c {
			return true
		}
	}
	return false
}

var routines = sync.OnceValue(func() map[string]*Routine {
	m := map[string]*Routine{}
	for _, table := range []struct{ name, text string }{{"routines.tsv", routinesTable}, {"known.tsv", knownTable}} {
		if err := parse(table.text, m); err != nil {
			panic(table.name + ": " + err.Error()) // the tables are tested
		}
	}
	return m
})

// Lookup returns what is known of the routine, nil if nothing is.
func Lookup(name string) *Routine { return routines()[name] }

// Names lists the routines of a category, sorted.
func Names(category Category) []string {
	var names []string
	for name, r := range routines() {
		if r.Category == category {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

func parse(text string, into map[string]*Routine) error {
	for i, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) < 2 {
			return fmt.Errorf("line %d: want at least name and category", i+1)
		}
		for len(fields) < 8 {
			fields = append(fields, "")
		}
		r := &Routine{Name: fields[0], Category: Category(fields[1]), MaxIRQL: fields[5], Doc: fields[6], Predicate: fields[7]}
		if err := r.parseArgs(fields[2]); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		if err := r.parseNonBlocking(fields[3]); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		if fields[4] != "" {
			r.Pair = strings.Split(fields[4], ";")
		}
		into[r.Name] = r
	}
	return nil
}

func (r *Routine) parseArgs(s string) error {
	r.Args = map[string]int{}
	for _, arg := range strings.Fields(s) {
		role, index, ok := strings.Cut(arg, ":")
		n, err := strconv.Atoi(index)
		if !ok || err != nil {
			return fmt.Errorf("argument %q: want role:index", arg)
		}
		r.Args[role] = n
	}
	return nil
}

func (r *Routine) parseNonBlocking(s string) error {
	if s == "always" {
		r.Always = true
		return nil
	}
	for _, test := range strings.Fields(s) {
		t, err := ParseArgTest(test)
		if err != nil {
			return err
		}
		r.NonBlocking = append(r.NonBlocking, t)
	}
	return nil
}

// ParseArgTest reads a test of an argument as the tables spell it.
func ParseArgTest(s string) (ArgTest, error) {
	wrong := fmt.Errorf("test %q: want zero:ARG, eq:ARG:VALUE or ne:ARG:VALUE", s)
	op, rest, _ := strings.Cut(s, ":")
	index, value, compared := strings.Cut(rest, ":")
	arg, err := strconv.Atoi(index)
	if err != nil || arg < 0 || compared != (op == "eq" || op == "ne") || !compared && op != "zero" {
		return ArgTest{}, wrong
	}
	t := ArgTest{Op: op, Arg: arg}
	if compared {
		if t.Value, err = strconv.ParseInt(value, 10, 64); err != nil {
			return ArgTest{}, wrong
		}
	}
	return t, nil
}

// Documented reports whether name is a routine of the public documentation.
func Documented(name string) bool {
	return Lookup(name) != nil || levelLine(name) != ""
}

// levelLine finds the line of a routine in the sorted table of levels.
func levelLine(name string) string {
	key := name + "\t"
	lo, hi := 0, len(levelsTable)
	for lo < hi {
		mid := (lo + hi) / 2
		start := strings.LastIndexByte(levelsTable[:mid], '\n') + 1
		end := start + strings.IndexByte(levelsTable[start:], '\n')
		line := levelsTable[start:end]
		switch {
		case strings.HasPrefix(line, key):
			return line
		case line < key:
			lo = end + 1
		default:
			hi = start
		}
	}
	return ""
}
