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
	//go:embed categories.tsv
	categoriesTable string
	//go:embed effects.tsv
	effectsTable string
	//go:embed known_effects.tsv
	knownEffectsTable string
	//go:embed aliases.tsv
	aliasesTable string
	//go:embed objects.tsv
	objectsTable string
	//go:embed levels.tsv
	levelsTable string
	//go:embed known_levels.tsv
	knownLevelsTable string
)

// A Routine is what is known of one kernel routine.
type Routine struct {
	Name string
	// Effects is what it does: as much as it does. What the kind and the object of an effect are
	// asked for is found by Does and Effect.
	Effects []Effect
	kinds   Kind // of all effects
	// Operands says which argument plays which role.
	Operands Operands
	// NonBlocking lists the tests of which any one, if it holds, keeps the call from
	// blocking. Always means that the routine never blocks; one that acquires a lock tries.
	NonBlocking []ArgTest
	Always      bool
	Pair        []string // routines that undo this one
	MaxIRQL     string   // documented maximum, "" when unknown
	Doc         string   // page of the public documentation, below windows-hardware/drivers/ddi
	// Predicate is how the result follows from the arguments, "" when it does not:
	// ">= 0" compares the first argument, "&" joins the first two. Of an exchange it is the
	// operator that joins what was there with the value, "" when that replaces it. Of a comparison it is what the result
	// is where both are the same: "!= 0", "== 0", "length" for its third argument.
	Predicate string
	Own       bool // described by the driver's authors, not by the kernel's tables
}

// An ArgTest is a test of an argument: Op is "zero" (it points to zero), "eq" or "ne"; of effects also "has" (a bit).
type ArgTest struct {
	Op    string
	Arg   int
	Value int64
}

// Holds reports whether the test of an effect holds of a number.
func (t ArgTest) Holds(n int64) bool {
	switch t.Op {
	case "has":
		return n&t.Value != 0
	case "ne":
		return n != t.Value
	}
	return n == t.Value
}

// Arg returns the index of the argument that plays a role, -1 if there is none. A nil
// routine has no arguments.
func (r *Routine) Arg(op Operand) int {
	if r == nil {
		return -1
	}
	return int(r.Operands[op]) - 1
}

// Does reports whether the routine has an effect of one of the kinds.
func (r *Routine) Does(kinds Kind) bool { return r != nil && r.kinds&kinds != 0 }

// Effect returns the first effect of one of the kinds on one of the objects, nil if there is none.
func (r *Routine) Effect(kinds Kind, on Object) *Effect {
	if !r.Does(kinds) {
		return nil
	}
	for i := range r.Effects {
		if e := &r.Effects[i]; e.Kind&kinds != 0 && (e.On&on != 0 || on == Anything) {
			return e
		}
	}
	return nil
}

// DoesTo reports whether the routine has an effect of one of the kinds on one of the objects.
func (r *Routine) DoesTo(kinds Kind, on Object) bool { return r.Effect(kinds, on) != nil }

// WaitsOut reports whether a call of the routine waits for objects of the kernel in kernel mode, without a limit, and not to be alerted: nothing
// else ends the wait, and the status is one of success. number tells which number each of its arguments is.
func (r *Routine) WaitsOut(number func(arg int) (int64, bool), args int) bool {
	if !r.Does(Wait) || r.Arg(OpObject) < 0 {
		return false
	}
	for _, role := range []Operand{OpMode, OpAlertable, OpTimeout} {
		i := r.Arg(role)
		if i < 0 || i >= args {
			return false
		}
		if n, known := number(i); !known || n != 0 {
			return false
		}
	}
	return r.Arg(OpObject) < args
}

// addEffects adds what a row of the effect tables says: the first effect of a kind says better what the
// category says of that kind, every further one is another.
func (r *Routine) addEffects(list []Effect) {
	category := len(r.Effects)
	refined := map[int]bool{}
add:
	for _, e := range list {
		for i := range category {
			if r.Effects[i].Kind == e.Kind && !refined[i] {
				r.Effects[i].refine(e)
				refined[i] = true
				continue add
			}
		}
		r.Effects = append(r.Effects, e)
	}
	for i := range r.Effects {
		r.kinds |= r.Effects[i].Kind
	}
}

// Lookup returns what is known of the routine, nil if nothing is.
func Lookup(name string) *Routine { return tables().routines[name] }

// InCapitals returns the routine whose name is that in capitals, nil if there is none, or several.
func InCapitals(name string) *Routine { return capitals()[name] }

var capitals = sync.OnceValue(func() map[string]*Routine {
	all := map[string]*Routine{}
	for name, r := range tables().routines {
		upper := strings.ToUpper(name)
		if _, several := all[upper]; several {
			r = nil
		}
		all[upper] = r
	}
	return all
})

// Names lists the routines that have an effect of one of the kinds on one of the objects, sorted.
func Names(kinds Kind, on Object) []string {
	var list []string
	for name, r := range tables().routines {
		if r.DoesTo(kinds, on) {
			list = append(list, name)
		}
	}
	sort.Strings(list)
	return list
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
	return Lookup(name) != nil || documentedOf(name).line != ""
}

// A documented routine is what the table of levels has of it: its line, "" for none, and what that says.
type documented struct {
	line   string
	levels LevelRange
	known  bool
}

// documentedOf is what the table of levels has of a routine. It is looked for once.
func documentedOf(name string) *documented {
	if d, known := levelLines.Load(name); known {
		return d.(*documented)
	}
	d := &documented{line: levelLine(name)}
	d.levels, d.known = parseRange(d.line)
	levelLines.Store(name, d)
	return d
}

var levelLines sync.Map // by name

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
