package wdk

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

func every(string) bool { return true }
func none(string) bool  { return false }

func selected(names ...string) string {
	return Select(Use{Names: names, Has: every, Called: none, Defined: none, Macro: none})
}

// Everything that the model can give must parse as one header.
func TestWholeModelParses(t *testing.T) {
	names := sortedKeys(handWritten().byName)
	parse(t, selected(names...))
	for _, line := range strings.Split(factText, "\n") {
		name, _, _ := strings.Cut(line, "\t")
		names = append(names, name)
	}
	parse(t, selected(names...))
}

func parse(t *testing.T, source string) {
	t.Helper()
	tooltest.Need(t, "clang-15", "clang-15")
	command := exec.Command("clang-15", "-fsyntax-only", "-x", "c", "-fms-extensions", "-fms-compatibility", "--target=x86_64-pc-windows-msvc",
		"-nostdinc", "-ferror-limit=40", "-Wno-everything", "-")
	command.Stdin = strings.NewReader(source)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("clang: %v\n%s", err, out)
	}
}

// Binary search needs the lines in byte order.
func TestTablesAreSorted(t *testing.T) {
	for title, text := range map[string]string{"facts": factText, "constants": constantText} {
		var names []string
		for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			name, _, _ := strings.Cut(line, "\t")
			names = append(names, name)
		}
		if !sort.StringsAreSorted(names) {
			t.Errorf("%s are not sorted by name", title)
		}
		if len(slices.Compact(names)) != strings.Count(text, "\n") {
			t.Errorf("%s name something twice", title)
		}
		table := newTable(&text)
		for _, name := range []string{names[0], names[len(names)/2], names[len(names)-1]} {
			if _, ok := table.lookup(name); !ok {
				t.Errorf("%s: %s is not found", title, name)
			}
		}
		if _, ok := table.lookup("no such name"); ok {
			t.Errorf("%s: found what is not there", title)
		}
	}
}

func TestFailuresAreNegative(t *testing.T) {
	parse(t, selected("STATUS_SUCCESS", "STATUS_TIMEOUT", "STATUS_PENDING", "STATUS_THREAD_IS_TERMINATING", "STATUS_UNSUCCESSFUL")+`
		_Static_assert(STATUS_SUCCESS == 0, "");
		_Static_assert(STATUS_TIMEOUT == 0x102, "");
		_Static_assert(STATUS_PENDING == 0x103, "");
		_Static_assert(STATUS_UNSUCCESSFUL < 0, "");
		_Static_assert(STATUS_THREAD_IS_TERMINATING == (int)0xC000004B, "");
	`)
}

// A static table is filled by position, so the members must stand in the true order.
func TestFilterRegistrationOrder(t *testing.T) {
	parse(t, selected("FLT_REGISTRATION", "FLT_OPERATION_REGISTRATION", "NULL", "IRP_MJ_CREATE", "IRP_MJ_OPERATION_END")+`
		long unload(unsigned long flags) { return 0; }
		const FLT_OPERATION_REGISTRATION operations[] = { { IRP_MJ_CREATE, 0, NULL, NULL }, { IRP_MJ_OPERATION_END } };
		const FLT_REGISTRATION r = { sizeof(FLT_REGISTRATION), 0x203, 0, NULL, operations, unload };
		_Static_assert(__builtin_offsetof(FLT_REGISTRATION, FilterUnloadCallback) == 24, "");
	`)
}

// What a check knows of a routine is lost where C++ does not find the routine declared. A type that known_handed.tsv tells is known by the member or
// the argument.
func TestTablesAreDeclared(t *testing.T) {
	handed, err := os.ReadFile("../../ddi/known_handed.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"known", "known_levels", "known_effects", "known_callbacks"} {
		text, err := os.ReadFile("../../ddi/" + table + ".tsv")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			name, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
			for _, n := range strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == ',' }) {
				if !strings.HasPrefix(line, "#") && !strings.Contains(n, "::") && ctext.IsWord(n[0]) && !Knows(n) && !bytes.Contains(handed, []byte("\t"+n+"\n")) {
					t.Errorf("%s.tsv knows %s, which the model does not declare: include/named.h is the place", table, n)
				}
			}
		}
	}
}

func TestPredicatesAreCalls(t *testing.T) {
	header := selected("NT_SUCCESS", "FlagOn", "PAGED_CODE")
	for _, want := range []string{"int NT_SUCCESS()", "ULONG FlagOn()", "#define FlagOn FlagOn", "void PAGED_CODE(void)"} {
		if !strings.Contains(header, want) {
			t.Errorf("%q is missing from\n%s", want, header)
		}
	}
}

func TestDriversOwnNamesWin(t *testing.T) {
	own := func(name string) bool { return name == "KEY_VALUE_PARTIAL_INFORMATION" || name == "FlagOn" }
	header := Select(Use{
		Names: []string{"KEY_VALUE_PARTIAL_INFORMATION", "PKEY_VALUE_PARTIAL_INFORMATION", "FlagOn"},
		Has:   every, Called: none, Defined: own, Macro: none,
	})
	for _, name := range []string{" KEY_VALUE_PARTIAL_INFORMATION", "FlagOn"} {
		if strings.Contains(header, name) {
			t.Errorf("%q is given although the driver defines it:\n%s", name, header)
		}
	}
}

// A driver that defines a predicate as a macro under #ifndef must not hide the call.
func TestMacroDoesNotHidePredicate(t *testing.T) {
	own := func(name string) bool { return name == "FlagOn" }
	header := Select(Use{Names: []string{"FlagOn"}, Has: every, Called: none, Defined: own, Macro: own})
	if !strings.Contains(header, "#define FlagOn FlagOn") {
		t.Errorf("FlagOn is left to the driver's macro:\n%s", header)
	}
}

func TestFurtherMembers(t *testing.T) {
	header := Select(Use{
		Names: []string{"FLT_NAME_CONTROL"}, Has: every, Called: none, Defined: none, Macro: none,
		Members: map[string][]string{"_FLT_NAME_CONTROL": {"long long Undocumented; "}},
	})
	parse(t, header+"int f(FLT_NAME_CONTROL *c) { return c->Undocumented; }")
}

// Only what a member is read of is given in full.
func TestRecordsBehindPointers(t *testing.T) {
	used := func(words ...string) string {
		has := func(name string) bool {
			for _, word := range words {
				if word == name {
					return true
				}
			}
			return false
		}
		return Select(Use{Names: []string{"OB_OPERATION_REGISTRATION", "OB_CALLBACK_REGISTRATION"}, Has: has, Called: none, Defined: none, Macro: none})
	}
	if header := used("OperationRegistration"); !strings.Contains(header, "struct _OB_OPERATION_REGISTRATION {") {
		t.Errorf("the record behind a named member is missing:\n%s", header)
	}
}

func TestHeaders(t *testing.T) {
	for _, name := range []string{"ntddk.h", "FltKernel.h", "WDM.H"} {
		if !IsHeader(name) {
			t.Errorf("%s is not known as a header of the kit", name)
		}
	}
	if IsHeader("mydriver.h") {
		t.Error("mydriver.h is taken for a header of the kit")
	}
}

// A driver that defines an annotation for other compilers must not lose it for this one.
func TestMacroDoesNotHideAnnotation(t *testing.T) {
	own := func(name string) bool { return name == "_Lock_level_order_" }
	header := Select(Use{Names: []string{"_Lock_level_order_"}, Has: every, Called: none, Defined: own, Macro: own})
	if !strings.Contains(header, "#define _Lock_level_order_(...)") {
		t.Errorf("_Lock_level_order_ is left to the driver's macro:\n%s", header)
	}
}

func TestFamily(t *testing.T) {
	for name, want := range map[string]string{
		"PUNICODE_STRING":            "PUNICODE_STRING UNICODE_STRING _UNICODE_STRING",
		"KeyValuePartialInformation": "_KEY_VALUE_INFORMATION_CLASS",
		"NoSuchName":                 "NoSuchName",
	} {
		if got := strings.Join(Family(name), " "); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestMembersOfWrittenRecords(t *testing.T) {
	header := Select(Use{
		Names: []string{"FAST_MUTEX"}, Has: every, Called: none, Defined: none, Macro: none,
		Members: map[string][]string{"_FAST_MUTEX": {"long long Undocumented; "}},
	})
	parse(t, header+"int f(FAST_MUTEX *m) { return m->Undocumented + m->Count; }")
}
