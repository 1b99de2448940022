package locking

import (
	"testing"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/ir"
)

// Two structures that share their head share the class of a lock in it; what holds it tells them apart where a variable points to it.
func TestHolder(t *testing.T) {
	member := ir.Step{Kind: ir.Field, Name: "Main", Record: "_HEAD"}
	through := func(typ string, path ...ir.Step) Lock {
		return newLock(ddi.Resource, ir.Place{Root: &ir.Var{Name: "p", Kind: ir.Param, Type: typ}, Path: path})
	}
	deref := ir.Step{Kind: ir.Deref}
	volume, file := through("struct _VOLUME *", deref, member), through("struct _FILE *", deref, member)
	if volume.Class() != file.Class() || volume.Holder() != "_VOLUME" || file.Holder() != "_FILE" {
		t.Errorf("%q of %q, %q of %q", volume.Class(), volume.Holder(), file.Class(), file.Holder())
	}
	link := ir.Step{Kind: ir.Field, Name: "Volume", Record: "_FILE"}
	for name, l := range map[string]Lock{
		"behind a member":    through("struct _FILE *", deref, link, deref, member),
		"a pointer to any":   through("void *", deref, member),
		"pointer to pointer": through("struct _FILE **", deref, member),
		"an object":          through("struct _FILE", member),
	} {
		if l.Holder() != "" {
			t.Errorf("%s: %q", name, l.Holder())
		}
	}
}
