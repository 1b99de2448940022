package ddi

// Categories lists the categories of routines, sorted.
func Categories() []string { return names(tables().categories) }

// ArgumentRoles lists the roles that arguments of a category's routines play, sorted.
func ArgumentRoles(category string) []string { return names(tables().categories[category].roles) }

// A Row says what a routine does as a row of the tables does: by its category and by which
// argument plays which role, from 0.
type Row struct {
	Name, Category string
	Arguments      map[string]int
	Nonblocking    []string // tests of arguments, or always
	Pair           []string
	MaxIRQL        string
	Predicate      string
}

// Routine is the routine that the row is about. The row is one that the tables could hold.
func (row Row) Routine() *Routine {
	r := &Routine{Name: row.Name, Pair: row.Pair, MaxIRQL: row.MaxIRQL, Predicate: row.Predicate, Own: true}
	for role, index := range row.Arguments {
		r.Operands.Set(role, index)
	}
	for _, test := range row.Nonblocking {
		if test == "always" {
			r.Always = true
			continue
		}
		parsed, _ := ParseArgTest(test)
		r.NonBlocking = append(r.NonBlocking, parsed)
	}
	r.Effects = append(r.Effects, tables().categories[row.Category].effects...)
	if kernel := Lookup(row.Name); kernel != nil { // what a row can't say
		for _, e := range kernel.Effects {
			if e.Kind&(LimitIRQL|KeepDispatcher) != 0 {
				r.Effects = append(r.Effects, e)
			}
		}
	}
	r.addEffects(nil)
	return r
}
