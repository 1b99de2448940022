package ddi

import (
	"maps"
	"math/bits"
	"slices"
	"strings"
	"testing"
)

// Every kind and every object that code can ask for is spelt in a table. The other way round, the tables
// can't be read where they spell what is no constant.
func TestEveryConstantIsSpelt(t *testing.T) {
	var kinds Kind
	var objects Object
	add := func(list []Effect) {
		for _, e := range list {
			kinds, objects = kinds|e.Kind, objects|e.On
		}
	}
	for _, r := range tables().routines {
		add(r.Effects)
	}
	for _, c := range tables().categories {
		add(c.effects)
	}
	for _, o := range tables().recordObjects {
		objects |= o
	}
	if missing := (lastKind<<1 - 1) &^ kinds; missing != 0 {
		t.Errorf("no routine has an effect of the kinds %v", missing)
	}
	if missing := Anything &^ objects; missing != 0 {
		t.Errorf("no effect and no structure has the objects %v", missing)
	}
	if len(kindWords) != bits.Len64(uint64(lastKind)) || len(objectWords) != bits.Len64(uint64(lastObject)) {
		t.Errorf("%d words for %d kinds, %d for %d objects", len(kindWords), bits.Len64(uint64(lastKind)), len(objectWords), bits.Len64(uint64(lastObject)))
	}
	for word, kind := range kindOf {
		if kind.String() != word {
			t.Errorf("%s is read as %s", word, kind)
		}
	}
	for word, object := range objectOf {
		if object.String() != word {
			t.Errorf("%s is read as %s", word, object)
		}
	}
}

// Every operand that code can ask for plays a role for some routine.
func TestEveryOperandIsSpelt(t *testing.T) {
	var used Operands
	for _, r := range tables().routines {
		for i, arg := range r.Operands {
			used[i] = max(used[i], arg)
		}
	}
	for i, arg := range used {
		if arg == 0 {
			t.Errorf("no argument of any routine plays the role %s", operandWords[i])
		}
	}
}

// Every category is one of a routine of the kernel: its arguments are what a driver's own rows may name.
func TestEveryCategoryIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, table := range []string{routinesTable, knownTable} {
		if err := eachRow(table, func(fields []string) error { used[fields[1]] = true; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := Categories(), slices.Sorted(maps.Keys(used)); !slices.Equal(got, want) {
		t.Errorf("categories.tsv has %v, the routines %v", got, want)
	}
}

func TestEffects(t *testing.T) {
	for name, want := range map[string]string{
		"KeRaiseIrql":                                   "raise-irql:level,arg=0,save=*1",
		"KeLowerIrql":                                   "restore-irql:level,from=0",
		"ExTryToAcquireFastMutex":                       "acquire:fast-mutex raise-irql,to=APC_LEVEL,save=@0,try",
		"ExAcquireFastMutexUnsafe":                      "acquire:fast-mutex,unsafe",
		"KeAcquireInStackQueuedSpinLock":                "acquire:spin-lock raise-irql,to=DISPATCH_LEVEL,save=@1",
		"KeEnterCriticalRegion":                         "enter-region:critical-region",
		"KeReleaseGuardedMutex":                         "release:guarded-mutex leave-region:guarded-region",
		"KeStackAttachProcess":                          "attach:process",
		"KeGetCurrentIrql":                              "query-irql",
		"IoReleaseCancelSpinLock":                       "release:spin-lock restore-irql,from=0,member=CancelIrql",
		"IoReleaseRemoveLockAndWait":                    "release:remove-lock wait:remove-lock",
		"ExEnterCriticalRegionAndAcquireResourceShared": "acquire:resource,shared enter-region:critical-region",
		"ExDeleteTimer":                                 "cancel:timer free:timer wait:timer",
		"KeSetEvent":                                    "signal:event keep-dispatcher,arg=2 limit-irql,max=APC_LEVEL,when=ne:2:0",
		"FltSendMessage":                                "wait:message,cancellable",
		"ZwOpenKey":                                     "wait:io,no-apc",
		"IoCreateSystemThread":                          "create-thread:driver-thread",
	} {
		list, err := parseEffects(want)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := Lookup(name)
		if r == nil || !slices.EqualFunc(r.Effects, list, sameEffect) {
			t.Errorf("%s: %+v, want %+v", name, r, list)
		}
	}
}

func sameEffect(a, b Effect) bool {
	if a.When != nil && b.When != nil && *a.When == *b.When {
		a.When, b.When = nil, nil
	}
	return a == b
}

// A routine is asked for what it does in one look; nil does nothing.
func TestDoes(t *testing.T) {
	var none *Routine
	wait := Lookup("KeWaitForSingleObject")
	for _, test := range []struct {
		got, want bool
		what      string
	}{
		{none.Does(Wait), false, "nil waits"},
		{none.DoesTo(Wait, Anything), false, "nil waits for anything"},
		{wait.Does(Acquire | Wait), true, "a wait is a wait"},
		{wait.Does(Acquire | Release), false, "a wait acquires"},
		{wait.DoesTo(Wait, Dispatcher), true, "a wait is for an object"},
		{wait.DoesTo(Wait, Rundown|Message), false, "a wait is for a rundown"},
		{wait.DoesTo(LimitIRQL, Dispatcher), false, "a limit is about an object"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %t", test.what, test.got)
		}
	}
}

// Every routine is known under all of its names.
func TestAliases(t *testing.T) {
	for alias, name := range tables().aliases {
		if strings.HasSuffix(alias, "*") {
			t.Errorf("%s was not spread", alias)
		}
		a, r := Lookup(alias), Lookup(name)
		if (a == nil) != (r == nil) {
			t.Errorf("%s: %+v, %s: %+v", alias, a, name, r)
		}
	}
	for alias, name := range map[string]string{"ExReleaseResource": "ExReleaseResourceLite", "NtCreateFile": "ZwCreateFile", "IoReleaseRemoveLockAndWaitEx": "IoReleaseRemoveLockAndWait"} {
		a, r := Lookup(alias), Lookup(name)
		if a == nil || a.Name != alias || !slices.Equal(a.Effects, r.Effects) || a.Operands != r.Operands {
			t.Errorf("%s: %+v, want what %s does", alias, a, name)
		}
		got, ok := Levels(alias)
		if want, _ := Levels(name); !ok || got != want {
			t.Errorf("%s: %+v %t, want %+v", alias, got, ok, want)
		}
	}
}

func TestTablesRefuseBadRows(t *testing.T) {
	k := tables()
	fresh := &known{routines: map[string]*Routine{}, rows: map[string]row{}, categories: k.categories, levels: map[string]LevelRange{}, aliases: map[string]string{}}
	for _, test := range []struct {
		row  func([]string) error
		line string
	}{
		{fresh.routine, "KeOnly"}, {fresh.routine, "KeX\tno-such"}, {fresh.routine, "KeX\twait\tobject"}, {fresh.routine, "KeX\twait\tobject:0\tzero"},
		{fresh.routine, "KeX\twait\tobject:0\teq:1:x"}, {fresh.routine, "KeX\twait\tobject:64"},
		{fresh.category, "word"}, {fresh.category, "word\twaits"}, {fresh.category, "word\twait:nothing"}, {fresh.category, "word\twait,soon"},
		{fresh.effects, "KeX"}, {fresh.effects, "KeX\traise-irql,to=NO_LEVEL"}, {fresh.effects, "KeX\traise-irql,arg=x"},
		{fresh.effects, "KeX\traise-irql,save=*"}, {fresh.effects, "KeX\tlimit-irql,when=eq:1"}, {fresh.effects, "KeX\twait,try=1"},
		{fresh.level, "KeX\tPASSIVE_LEVEL"}, {fresh.alias, "KeX"}, {fresh.alias, "KeX\tNoSuchRoutine"},
	} {
		if err := eachRow("# comment\n"+test.line+"\n", test.row); err == nil || !strings.HasPrefix(err.Error(), "line 2: ") {
			t.Errorf("%q: got %v, want an error that names line 2", test.line, err)
		}
	}
}

// The page of a routine is wrong: the correction goes before it.
func TestKnownLevels(t *testing.T) {
	for name := range tables().levels {
		if levelLine(name) == "" {
			t.Errorf("%s has no row in levels.tsv that known_levels.tsv could correct", name)
		}
	}
	if got, _ := Levels("UdecxUrbComplete"); got.Max != DispatchLevel {
		t.Errorf("UdecxUrbComplete: %+v", got)
	}
}
