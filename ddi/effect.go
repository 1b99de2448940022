package ddi

import (
	"fmt"
	"strconv"
	"strings"
)

// An Effect is one thing that a routine does.
type Effect struct {
	Kind Kind
	On   Object // what it is about; 0: the kind says it all
	// When is a test of an argument: the effect takes place only where it holds; nil: always.
	When *ArgTest
	// WhenBlocks means that the effect takes place only where the call can block.
	WhenBlocks bool
	// Level is, of RaiseIRQL, the level after the call, of LimitIRQL the highest that is allowed; -1
	// where argument Arg says it.
	Level int
	Arg   int // the argument that decides; -1: none does
	// Keep is, of RaiseIRQL, the place where the level before the call is kept and, of RestoreIRQL,
	// the place that it is taken from.
	Keep   Keep
	Member string // of the IRP that a cancel routine must give as the level
	// Unless is, of RaiseIRQL, a member of a structure: where the driver may store anything but 0 in it, the level after
	// the call is unknown.
	Unless Member
	// Try: the result says whether the effect took place. Shared: others may hold the lock at the same
	// time. Unsafe: neither the level nor APCs change with the lock. Cancellable: the wait is refused to a thread
	// that ends. NoAPC: no APC of the calling thread takes part in the I/O. Owned: what is queued keeps
	// the driver loaded, or is ended by the system before the driver goes.
	Try, Shared, Unsafe, Cancellable, NoAPC, Owned bool
}

// A Member is one of the structures with a tag; without a tag it is none.
type Member struct{ Tag, Name string }

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

// parseEffects reads effects as the tables spell them: words of the form KIND[:OBJECT][,ATTRIBUTE…],
// separated by spaces.
func parseEffects(text string) ([]Effect, error) {
	var list []Effect
	for _, word := range strings.Fields(text) {
		e, err := parseEffect(word)
		if err != nil {
			return nil, fmt.Errorf("effect %q: %w", word, err)
		}
		list = append(list, e)
	}
	return list, nil
}

func parseEffect(word string) (Effect, error) {
	what, attributes, more := strings.Cut(word, ",")
	kind, object, has := strings.Cut(what, ":")
	e := Effect{Kind: kindOf[kind], On: objectOf[object], Level: -1, Arg: -1}
	if e.Kind == 0 {
		return e, fmt.Errorf("%q is no kind of effect", kind)
	}
	if has && e.On == 0 {
		return e, fmt.Errorf("%q is no object of an effect", object)
	}
	for more {
		var attribute string
		attribute, attributes, more = strings.Cut(attributes, ",")
		if err := e.attribute(attribute); err != nil {
			return e, err
		}
	}
	return e, nil
}

func (e *Effect) attribute(s string) (err error) {
	name, value, _ := strings.Cut(s, "=")
	switch name {
	case "to", "max":
		level, ok := ParseLevel(value)
		if e.Level = level; !ok {
			return fmt.Errorf("%q is no level", value)
		}
	case "arg":
		e.Arg, err = strconv.Atoi(value)
	case "save", "from":
		e.Keep, err = parseKeep(value)
	case "when":
		if e.WhenBlocks = value == "blocks"; e.WhenBlocks {
			return nil
		}
		spelt, bit := strings.CutPrefix(value, "has:")
		if bit {
			spelt = "eq:" + spelt
		}
		var test ArgTest
		if test, err = ParseArgTest(spelt); bit {
			test.Op = "has"
		}
		e.When = &test
	case "member":
		e.Member = value
	case "unless":
		e.Unless.Tag, e.Unless.Name, _ = strings.Cut(value, ".")
		if e.Unless.Name == "" {
			return fmt.Errorf("%q is no member of a structure", value)
		}
	default:
		flag := e.flag(name)
		if flag == nil || name != s {
			return fmt.Errorf("attribute %q is not known", s)
		}
		*flag = true
	}
	return err
}

func (e *Effect) flag(name string) *bool {
	return map[string]*bool{"try": &e.Try, "shared": &e.Shared, "unsafe": &e.Unsafe, "cancellable": &e.Cancellable, "no-apc": &e.NoAPC, "owned": &e.Owned}[name]
}

func parseKeep(s string) (Keep, error) {
	if s == "result" {
		return Keep{Kind: KeepResult}, nil
	}
	kind, digits := KeepValue, s
	switch {
	case strings.HasPrefix(s, "*"):
		kind, digits = KeepPointee, s[1:]
	case strings.HasPrefix(s, "@"):
		kind, digits = KeepObject, s[1:]
	}
	n, err := strconv.Atoi(digits)
	return Keep{Kind: kind, Arg: n}, err
}

// refine lets an effect say what a row of the effect tables adds to what its category says.
func (e *Effect) refine(by Effect) {
	if by.On == 0 {
		by.On = e.On
	}
	by.Unsafe, by.Cancellable, by.Shared, by.Try = by.Unsafe || e.Unsafe, by.Cancellable || e.Cancellable, by.Shared || e.Shared, by.Try || e.Try
	*e = by
}
