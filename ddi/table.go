package ddi

import (
	"fmt"
	"strings"
	"sync"
)

// What the tables say, read once.
type known struct {
	routines   map[string]*Routine
	rows       map[string]row // of the routines that are known by their own names
	categories map[string]category
	levels     map[string]LevelRange // corrections of levels.tsv
	aliases    map[string]string     // the name that the tables use, by another one
	// recordObjects tells what a structure is, by its tag.
	recordObjects map[string]Object
	// ids tells which member of which structure names an object of a kind.
	ids map[Object][2]string
}

// A row is what routines.tsv or known.tsv says of a routine: its category, and which argument plays which role.
type row struct {
	category string
	args     map[string]int
}

// A category is a kind of row: what the routines do of which it is said, and which roles their
// arguments play.
type category struct {
	effects []Effect
	roles   map[string]bool
}

var tables = sync.OnceValue(func() *known {
	k := &known{routines: map[string]*Routine{}, rows: map[string]row{}, categories: map[string]category{}, levels: map[string]LevelRange{}, aliases: map[string]string{}, recordObjects: map[string]Object{}, ids: map[Object][2]string{}}
	for _, table := range []struct {
		name, text string
		row        func(fields []string) error
	}{
		{"categories.tsv", categoriesTable, k.category}, {"routines.tsv", routinesTable, k.routine}, {"known.tsv", knownTable, k.routine},
		{"effects.tsv", effectsTable, k.effects}, {"known_effects.tsv", knownEffectsTable, k.effects},
		{"known_levels.tsv", knownLevelsTable, k.level}, {"aliases.tsv", aliasesTable, k.alias}, {"objects.tsv", objectsTable, k.object},
	} {
		if err := eachRow(table.text, table.row); err != nil {
			panic(table.name + ": " + err.Error()) // the tables are tested
		}
	}
	for _, row := range k.rows {
		for role := range row.args {
			k.categories[row.category].roles[role] = true
		}
	}
	return k
})

// eachRow hands the fields of each row of a table over.
func eachRow(text string, row func([]string) error) error {
	for i, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if err := row(strings.Split(line, "\t")); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return nil
}

func (k *known) category(fields []string) (err error) {
	c := category{roles: map[string]bool{}}
	if len(fields) != 2 {
		return fmt.Errorf("want category and effects")
	}
	c.effects, err = parseEffects(fields[1])
	k.categories[fields[0]] = c
	return err
}

// routine reads a row of routines.tsv or known.tsv.
func (k *known) routine(fields []string) error {
	if len(fields) < 2 {
		return fmt.Errorf("want at least name and category")
	}
	for len(fields) < 8 {
		fields = append(fields, "")
	}
	c, ok := k.categories[fields[1]]
	if !ok {
		return fmt.Errorf("category %q is not in categories.tsv", fields[1])
	}
	r := &Routine{Name: fields[0], MaxIRQL: fields[5], Doc: fields[6], Predicate: fields[7]}
	args, err := parseOperands(fields[2])
	if err != nil {
		return err
	}
	k.rows[r.Name] = row{fields[1], args}
	for role, index := range args {
		r.Operands.Set(role, index)
	}
	if err := r.parseNonBlocking(fields[3]); err != nil {
		return err
	}
	if fields[4] != "" {
		r.Pair = strings.Split(fields[4], ";")
	}
	r.Effects = append(r.Effects, c.effects...)
	r.addEffects(nil)
	k.routines[r.Name] = r
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

// effects reads a row of effects.tsv or known_effects.tsv. A routine that has no other row has effects only.
func (k *known) effects(fields []string) error {
	if len(fields) != 2 {
		return fmt.Errorf("want name and effects")
	}
	list, err := parseEffects(fields[1])
	r := k.routines[fields[0]]
	if r == nil {
		r = &Routine{Name: fields[0]}
		k.routines[r.Name] = r
	}
	r.addEffects(list)
	return err
}

func (k *known) level(fields []string) error {
	levels, ok := parseRange(strings.Join(fields, "\t"))
	if !ok {
		return fmt.Errorf("want name, lowest and highest level, and whether more decides")
	}
	k.levels[fields[0]] = levels
	return nil
}

// alias reads a row of aliases.tsv. Names that end in a star stand for all routines that begin so.
func (k *known) alias(fields []string) error {
	if len(fields) != 2 {
		return fmt.Errorf("want another name and the name")
	}
	prefix, every := strings.CutSuffix(fields[1], "*")
	if !every {
		return k.oneAlias(fields[0], fields[1])
	}
	for _, name := range names(k.routines) {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			if err := k.oneAlias(strings.TrimSuffix(fields[0], "*")+rest, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// oneAlias makes a routine known under another name, unless the tables say something of that themselves.
func (k *known) oneAlias(alias, name string) error {
	if k.routines[name] == nil && levelLine(name) == "" {
		return fmt.Errorf("%s is not known", name)
	}
	k.aliases[alias] = name
	if r := k.routines[name]; r != nil && k.routines[alias] == nil {
		other := *r
		other.Name = alias
		k.routines[alias] = &other
	}
	return nil
}

// object reads a row of objects.tsv.
func (k *known) object(fields []string) error {
	if len(fields) < 2 || len(fields) > 3 || objectOf[fields[1]] == 0 {
		return fmt.Errorf("want the tag of a structure, an object and, if it is named only, the member that names it")
	}
	if len(fields) == 3 {
		k.ids[objectOf[fields[1]]] = [2]string{fields[0], fields[2]}
		return nil
	}
	k.recordObjects[fields[0]] = objectOf[fields[1]]
	return nil
}

// ObjectOf returns what a value of a C type is, or points to: "struct _KMUTANT *" is a Mutex. 0: none that is known.
func ObjectOf(typ string) Object {
	for _, word := range strings.FieldsFunc(typ, func(r rune) bool { return r != '_' && r != '$' && !isAlphanumeric(r) }) {
		if o := tables().recordObjects[strings.TrimPrefix(word, "drvlint")]; o != 0 {
			return o
		}
	}
	return 0
}

// TagOf returns the tag of the structure that an object is; of several the first in alphabetical order, "" if there is none.
func TagOf(o Object) string {
	for _, tag := range names(tables().recordObjects) {
		if tables().recordObjects[tag] == o {
			return tag
		}
	}
	return ""
}

// IDOf returns the structure, by its tag, and the member that holds the number of an object; "" if there is none.
func IDOf(o Object) (record, member string) {
	id := tables().ids[o]
	return id[0], id[1]
}

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
