package program

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
)

// A Contract is what the annotations of a function say of the interrupt request level
// (SAL, driverspecs.h). A level that they do not mention is -1. Large: there is a field for each thing that an
// annotation can say.
type Contract struct {
	// Entry is the range of levels at which the function may be called, if Bound.
	Entry ddi.LevelRange
	Bound bool
	// Raises is the level at which the function returns.
	Raises int
	// Highest and Lowest bound the level while the function runs.
	Highest, Lowest int
	Same            bool  // it returns at the level at which it was called
	RestoresGlobal  bool  // it restores a level that is kept where no parameter leads
	Saves, Restores []int // parameters that take, that give, a level
	Inlined         bool  // its code lies in that of its callers (__forceinline)
	// Annotated means that some word speaks of a level that changes.
	Annotated bool
	// When lists what holds for some arguments only.
	When []Conditional
	// MayRaise means that by the function's result it returns at another level, or not.
	MayRaise bool
	// Illegal lists the words whose number is no level.
	Illegal []string
}

// Contract returns what the driver's own declarations of f say.
func (p *Program) Contract(f *Function) *Contract { return p.contracts[f.Index] }

func (p *Program) newContract(f *Function) *Contract {
	c := promise(append(f.Annotations[:len(f.Annotations):len(f.Annotations)], p.declaredWith(f.UnitIndex, f.Name)...))
	for i, v := range f.Params {
		for _, word := range v.Annotations {
			switch word {
			case "_IRQL_saves_":
				c.Saves = append(c.Saves, i)
			case "_IRQL_restores_":
				c.Restores = append(c.Restores, i)
			}
		}
	}
	c.Annotated = c.Annotated || len(c.Saves)+len(c.Restores) > 0
	return c
}

// ContractOf is what a name's declarations say that a unit sees, or that any does. It is not to be written to.
func (p *Program) ContractOf(unit int, name string) *Contract {
	if words := p.declaredWith(unit, name); len(words) > 0 {
		return promise(words)
	}
	return nothingSaid
}

var nothingSaid = promise(nil)

// promise reads words.
func promise(words []string) *Contract {
	c := &Contract{Raises: -1, Highest: -1, Lowest: -1, Entry: ddi.LevelRange{Min: ddi.PassiveLevel, Max: ddi.HighLevel}}
	for _, word := range words {
		c.read(word)
	}
	if c.Entry.Min > c.Entry.Max {
		c.Bound = false // they contradict each other
	}
	return c
}

// declaredWith lists the annotations of a function's declarations.
func (p *Program) declaredWith(unit int, name string) []string {
	for _, d := range p.declared[name] {
		if d.unit == unit || !d.static {
			return d.words
		}
	}
	return nil
}

// findDeclared lists the declarations with annotations, of their own or of the function type with which they
// are made.
func (p *Program) findDeclared() {
	types := map[string][]string{}
	for _, u := range p.Units {
		for _, proto := range u.Protos {
			if proto.IsType {
				types[proto.Name] = proto.Annotations
			}
		}
	}
	p.declared = map[string][]declaration{}
	for i, u := range p.Units {
		for _, proto := range u.Protos {
			if words := slices.Concat(proto.Annotations, types[proto.Role]); len(words) > 0 && !proto.IsType {
				p.declared[proto.Name] = append(p.declared[proto.Name], declaration{unit: i, static: proto.Static, words: words})
			}
		}
	}
}

// A declaration is one of a function with annotations.
type declaration struct {
	unit   int
	static bool
	words  []string
}

func (c *Contract) read(word string) {
	verb, arg, _ := strings.Cut(word, "(")
	switch verb {
	case "_IRQL_requires_same_":
		c.Same = true
		return
	case "_IRQL_restores_global_":
		c.RestoresGlobal = true
		return
	case "__forceinline":
		c.Inlined = true
		return
	case "_When_":
		c.readWhen(word)
		return
	}
	if !strings.HasPrefix(verb, "_IRQL_") || verb == "_IRQL_saves_" || verb == "_IRQL_restores_" {
		return
	}
	arg = strings.TrimSpace(strings.TrimSuffix(arg, ")"))
	level, ok := ddi.ParseLevel(arg)
	if !ok {
		if strings.Trim(arg, "-0123456789") == "" && arg != "" {
			c.Illegal = append(c.Illegal, word)
		}
		return
	}
	switch verb {
	case "_IRQL_requires_":
		c.Entry.Min, c.Entry.Max, c.Bound = max(c.Entry.Min, level), min(c.Entry.Max, level), true
	case "_IRQL_requires_max_":
		c.Entry.Max, c.Bound = min(c.Entry.Max, level), true
	case "_IRQL_requires_min_":
		c.Entry.Min, c.Bound = max(c.Entry.Min, level), true
	case "_IRQL_raises_":
		c.Raises, c.Annotated = level, true
	case "_IRQL_always_function_max_":
		c.Highest = level
		c.Entry.Max, c.Bound = min(c.Entry.Max, level), true
	case "_IRQL_always_function_min_":
		c.Lowest = level
		c.Entry.Min, c.Bound = max(c.Entry.Min, level), true
	}
}
