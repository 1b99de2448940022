package resident

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/ir"
)

// A unit of which one function was parsed anew is what a parse of the whole text makes of it, to the byte: in the sources with which
// the checks are tested lines are changed at random, and words put in at random that reach beyond a function.
func TestSpliceIsLikeParse(t *testing.T) {
	spliced, edits := 0, 0
	for _, c := range checks.All() {
		files, err := filepath.Glob(filepath.Join("../../checks", c.Analyzer.Name, "testdata", "*.c"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, e := compareSplices(t, filepath.Base(file), string(text), 6)
			spliced, edits = spliced+s, edits+e
		}
	}
	t.Logf("%d of %d edits were spliced", spliced, edits)
	if edits == 0 || spliced*4 < edits {
		t.Errorf("only %d of %d edits were spliced", spliced, edits)
	}
}

// beyond are words that reach beyond a statement, or a function.
var beyond = []string{"}", "{", "/*", "*/", "//", "\"", "'", "\\\n", "\n#define TRUE 0\n", "static int kept = 1;", ";", "if (1)", "else", "\n", "é", "#", "(", ")", "struct _NEW { int a; } fresh;", "extern int far; far = 1;", "NewName(1);", "return;", "__LINE__;", "typedef int LONG;"}

// compareSplices counts the edits, and those of them after which one function alone was parsed.
func compareSplices(t *testing.T, name, text string, n int) (spliced, edits int) {
	random := rand.New(rand.NewSource(int64(len(text))))
	file := filepath.Join(t.TempDir(), name)
	w := newWorkspace(nil)
	u := &unit{Unit: clang.Unit{File: file}}
	set := func(text string) { w.take([]Text{{File: file, Text: []byte(text)}}) }
	options := func() runner.Options { return runner.Options{Unsaved: w.texts} }
	whole := func() *clang.Parsed {
		return clang.NewSession(filepath.Dir(file), options().Loading()).Load(u.Unit)
	}
	set(text)
	u.load(w, clang.NewSession(filepath.Dir(file), options().Loading()))
	for i := range n {
		now := strings.Join(mutate(random, strings.SplitAfter(text, "\n")), "")
		if i%2 == 1 {
			at := random.Intn(len(text))
			now = text[:at] + beyond[random.Intn(len(beyond))] + text[at:]
		}
		set(now)
		edits++
		if u.splice(w, filepath.Dir(file), options()) {
			spliced++
			if want := whole(); !sound(want) || want.StubText != u.parsed.StubText || !bytes.Equal(written(u.parsed.Unit), written(want.Unit)) {
				t.Errorf("%s: a function that is parsed alone is not what it is in the whole of\n%s", name, now)
			}
			text = now
		}
	}
	return spliced, edits
}

// written writes a unit, its variables in the order of their names: a parse has them in the order of their uses. Records without a tag
// get names in their order: what they are called depends on what else a unit uses.
func written(u *ir.Unit) []byte {
	form := facts.NewForm[ir.Unit]()
	v, err := form.Read(form.Append(nil, u))
	if err != nil {
		return []byte(err.Error())
	}
	slices.SortFunc(v.Globals, func(a, b *ir.Global) int { return cmp.Compare(a.Name, b.Name) })
	v.Globals = slices.DeleteFunc(v.Globals, func(g *ir.Global) bool { return !g.Defined })
	name(reflect.ValueOf(v), map[string]string{}, map[uintptr]bool{})
	return form.Append(nil, v)
}

// name names the records without a tag.
func name(v reflect.Value, names map[string]string, seen map[uintptr]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !seen[v.Pointer()] {
			seen[v.Pointer()] = true
			name(v.Elem(), names, seen)
		}
	case reflect.Interface:
		name(v.Elem(), names, seen)
	case reflect.Slice:
		for i := range v.Len() {
			name(v.Index(i), names, seen)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name(v.Field(i), names, seen)
		}
	case reflect.String:
		if old := v.String(); strings.HasPrefix(old, "@") {
			if names[old] == "" {
				names[old] = fmt.Sprint("@", len(names))
			}
			v.SetString(names[old])
		}
	}
}
