package ddi

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

var (
	//go:embed effects.tsv
	effectsTable string
	//go:embed known_effects.tsv
	knownEffectsTable string
)

// An Effect is what a routine does to the level and to the regions of its thread.
type Effect struct {
	// Raise and RaiseTo: the level after the call is RaiseTo or, if RaiseTo is negative, what
	// argument RaiseArg says.
	Raise             bool
	RaiseTo, RaiseArg int
	Save              Keep // where the level before the call is kept
	Restore           Keep // what level the call returns at
	IfResult          bool // only where the result is not zero
	Current           bool // the result is the current level
	Critical, Guarded int  // added to the depth of the thread's regions
	Attach, Detach    bool // to, from another process
	// FloatSave and FloatRestore keep the state of the processor in what argument 0 points to.
	FloatSave, FloatRestore bool
	// Member names the member of the IRP that a cancel routine must give as the level.
	Member string
	// Wait is, of a call that returns at a raised level if an argument is not zero, that
	// argument; -1 without one. The next wait of the thread must follow at once.
	Wait int
	// Some calls are bound to a level: those of which the test When holds, or that can
	// block, may be made at most at CallMax.
	When       *ArgTest
	WhenBlocks bool
	CallMax    int
	NoAPC      bool // no APC of the calling thread takes part in the I/O
}

// Changes reports whether the call itself does something: not so where only some calls are
// bound to a level. A nil effect changes nothing.
func (e *Effect) Changes() bool {
	return e != nil && (e.Raise || e.Save.Kind != KeepNone || e.Restore.Kind != KeepNone || e.Current || e.Critical != 0 || e.Guarded != 0 ||
		e.Attach || e.Detach || e.FloatSave || e.FloatRestore)
}

// A Keep is a place that holds a level across calls.
type Keep struct {
	Kind KeepKind
	Arg  int
}

// KeepKind tells which kind of place a Keep is.
type KeepKind uint8

// The kinds of Keep.
const (
	KeepNone    KeepKind = iota
	KeepValue            // argument Arg itself
	KeepPointee          // what argument Arg points to
	KeepObject           // hidden in the object that argument Arg points to
	KeepResult           // the result of the call
)

var effects = sync.OnceValue(func() map[string]*Effect {
	m := map[string]*Effect{}
	for _, line := range strings.Split(effectsTable+knownEffectsTable, "\n") {
		name, words, ok := strings.Cut(line, "\t")
		if !ok || line[0] == '#' {
			continue
		}
		e := m[name]
		if e == nil {
			e = &Effect{Wait: -1}
			m[name] = e
		}
		for _, word := range strings.Fields(words) {
			if !e.word(word) {
				panic("ddi: effects of " + name + ": " + word) // the tables are tested
			}
		}
	}
	return m
})

// EffectOf returns what a routine does to level and regions, nil if nothing.
func EffectOf(name string) *Effect { return effects()[name] }

func (e *Effect) word(word string) bool {
	verb, what, _ := strings.Cut(word, ":")
	switch verb {
	case "raise":
		e.Raise = true
		n, err := strconv.Atoi(what)
		if err == nil {
			e.RaiseTo, e.RaiseArg = -1, n
			return true
		}
		level, ok := ParseLevel(what)
		e.RaiseTo = level
		return ok
	case "save":
		return e.Save.parse(what)
	case "restore":
		return e.Restore.parse(what)
	case "critical", "guarded":
		n, err := strconv.Atoi(what)
		if verb == "critical" {
			e.Critical = n
		} else {
			e.Guarded = n
		}
		return err == nil
	case "member":
		e.Member = what
	case "wait":
		n, err := strconv.Atoi(what)
		e.Wait = n
		return err == nil
	case "if-result":
		e.IfResult = true
	case "current":
		e.Current = true
	case "attach":
		e.Attach = true
	case "detach":
		e.Detach = true
	case "float":
		e.FloatSave, e.FloatRestore = what == "save", what == "restore"
	case "no-apc":
		e.NoAPC = true
	case "when":
		if e.WhenBlocks = what == "blocks"; e.WhenBlocks {
			return true
		}
		test, err := ParseArgTest(what)
		e.When = &test
		return err == nil
	case "max":
		level, ok := ParseLevel(what)
		e.CallMax = level
		return ok
	default:
		return false
	}
	return true
}

func (k *Keep) parse(s string) bool {
	if s == "result" {
		*k = Keep{Kind: KeepResult}
		return true
	}
	kind, digits := KeepValue, s
	switch {
	case strings.HasPrefix(s, "*"):
		kind, digits = KeepPointee, s[1:]
	case strings.HasPrefix(s, "@"):
		kind, digits = KeepObject, s[1:]
	}
	n, err := strconv.Atoi(digits)
	*k = Keep{Kind: kind, Arg: n}
	return err == nil
}
