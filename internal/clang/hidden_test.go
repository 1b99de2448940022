package clang

import (
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

func TestHidden(t *testing.T) {
	f := source(`
int Compiled(int a) { return Call(a); }
#ifdef _X86_
_IRQL_requires_max_(PASSIVE_LEVEL)
NTSTATUS Other(int a)
{
	if (a) { Call(a); }
	return 0;
}
int callsNothing(int a) { return a; }
Class::Class(int a) : Base(a), member(a) { Call(a); }
int OldStyle(a)
int a;
{ return Call(a); }
#if 0
void Never(void) { Call(1); }
#else
void Nested(void) _Releases_lock_(a) { Call(1); }
#endif
#endif
void Half(int a)
{
#ifdef _X86_
	if (a) { Call(1); }
#endif
}
`)
	f.names = ctext.Scan(f.text, f.tokens)
	from := strings.Index(string(f.text), "#ifdef")
	to := strings.Index(string(f.text), "void Half")
	half := to + strings.Index(string(f.text[to:]), "#ifdef")
	got := f.hidden([][2]int{{from, to}, {half, len(f.text)}})
	if want := []Hidden{{"Other", 6}, {"Class", 11}, {"OldStyle", 14}, {"Nested", 18}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// What one unit compiles is not left out; what all units leave out is, also of a header.
func TestAllHidden(t *testing.T) {
	one, two := Hidden{"One", 1}, Hidden{"Two", 2}
	all := AllHidden([]Outline{
		{File: "a.c", Stats: UnitStats{Hidden: []Hidden{one}}, Included: []FileStats{{File: "a.h", Hidden: []Hidden{one, two}}}},
		{File: "b.c", Included: []FileStats{{File: "a.h", Hidden: []Hidden{two}}}},
		{Stats: UnitStats{Hidden: []Hidden{one}}},
	})
	if len(all) != 2 || !slices.Equal(all["a.c"], []Hidden{one}) || !slices.Equal(all["a.h"], []Hidden{two}) {
		t.Errorf("got %v", all)
	}
}
