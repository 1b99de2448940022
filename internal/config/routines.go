package config

import (
	"slices"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/spelling"
)

// maxArguments is more than the arguments of any function.
const maxArguments = 64

// routines takes over the rows on the driver's own routines.
func (v *validator) routines(rows []Routine) {
	for i, row := range rows {
		v.routine(i, row)
		if v.config.Own.Has(row.Name) {
			v.fail(v.at("routines", i, "name"), "routine %s is described twice; keep one row", row.Name)
		}
		if v.err != nil {
			return
		}
		v.config.Own[row.Name] = ddi.Row(row).Routine()
	}
}

func (v *validator) routine(i int, row Routine) {
	switch {
	case row.Name == "":
		v.fail(v.at("routines", i), "this routine has no name; add name: and the function's name")
	case !isIdentifier(row.Name):
		v.fail(v.at("routines", i, "name"), "%q is not the name of a function", row.Name)
	case row.Category == "":
		v.fail(v.at("routines", i), "routine %s has no category; say what it does, such as category: wait", row.Name)
	case !slices.Contains(ddi.Categories(), row.Category):
		v.fail(v.at("routines", i, "category"), "%v", unknownCategory(row.Category))
	}
	v.arguments(i, row)
	for j, test := range row.Nonblocking {
		if _, err := ddi.ParseArgTest(test); test != "always" && err != nil {
			v.fail(v.at("routines", i, "nonblocking", j), "%v, or always", err)
		}
	}
	for j, name := range row.Pair {
		if !isIdentifier(name) {
			v.fail(v.at("routines", i, "pair", j), "%q is not the name of a function", name)
		}
	}
	if row.MaxIRQL != "" && !slices.Contains(Levels, row.MaxIRQL) {
		v.fail(v.at("routines", i, "max_irql"), "%v", spelling.Unknown("level", row.MaxIRQL, Levels))
	}
	if row.Predicate != "" && !slices.Contains(ddi.Predicates(), row.Predicate) {
		v.fail(v.at("routines", i, "predicate"), "%v", spelling.Unknown("predicate", row.Predicate, ddi.Predicates()))
	}
}

// unknownCategory names the nearest category, but not all of them: there are too many.
func unknownCategory(name string) error {
	return spelling.Nearest("category", name, ddi.Categories(), "docs/configuration.md lists those that the checks act on")
}

// arguments checks the roles against those that the kernel's routines of the same
// category have: no check asks for any other.
func (v *validator) arguments(i int, row Routine) {
	known := ddi.ArgumentRoles(row.Category)
	for _, role := range v.inOrder("routines", i, "arguments") {
		if len(known) == 0 {
			v.fail(v.key("routines", i, "arguments", role), "routines of the category %s have no arguments that matter; remove it", row.Category)
		} else if !slices.Contains(known, role) {
			v.fail(v.key("routines", i, "arguments", role), "%v", spelling.Unknown(row.Category+" argument", role, known))
		}
		if n := row.Arguments[role]; n < 0 || n >= maxArguments {
			v.fail(v.at("routines", i, "arguments", role), "argument %d does not exist; the first one is 0", n)
		}
	}
}
