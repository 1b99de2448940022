package clang

import (
	"strings"
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// A record without a tag is the same in all units of a driver, whatever else these use: it is known by what is around it, or by its
// typedef. One that nothing names is known by its place.
func TestRecordsWithoutATag(t *testing.T) {
	root := write(t, map[string]string{
		"shared.h": "#include <ntddk.h>\ntypedef struct { int First; struct { PVOID Deep; } Inner; union { PVOID Either; int Or; }; } SHARED;\nstruct { PVOID Alone; } Only;\n",
		"a.c":      "#include \"shared.h\"\nvoid F(SHARED *s, PIRP Irp) { s->Inner.Deep = Irp->AssociatedIrp.SystemBuffer; s->Either = 0; s->First = 1; Only.Alone = 0; }\n",
		"b.c":      "#include \"shared.h\"\nKSPIN_LOCK l; KDPC d; FAST_MUTEX m; KTIMER t; WORK_QUEUE_ITEM w;\nvoid G(SHARED *s, PIRP Irp) { KeInitializeTimer(&t); s->Inner.Deep = Irp->AssociatedIrp.SystemBuffer; s->Either = 0; s->First = 1; Only.Alone = 0; }\n",
	})
	loaded := load(t, root, "a.c", "b.c")
	var of [2]map[string]string // of each unit by member, its record
	for i, u := range loaded.Units {
		of[i] = map[string]string{}
		note := func(p ir.Place) {
			for _, step := range p.Path {
				of[i][step.Name] = step.Record
			}
		}
		for _, n := range u.Funcs[len(u.Funcs)-1].Body {
			if a, ok := n.(*ir.Assign); ok {
				note(a.Dst)
				note(a.Src.Place)
			}
		}
	}
	for member, prefix := range map[string]string{"SystemBuffer": "@_IRP+", "Deep": "@SHARED+", "Either": "@SHARED+", "First": "@SHARED+0", "Alone": "@"} {
		if got := of[0][member]; got != of[1][member] || !strings.HasPrefix(got, prefix) {
			t.Errorf("%s is a member of %q and of %q", member, got, of[1][member])
		}
	}
}
