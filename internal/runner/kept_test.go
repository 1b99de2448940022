package runner

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"unsafe"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/driver"
	"github.com/drvlint/drvlint/internal/kept"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/simulate"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// With what earlier runs have found out of single functions a driver is found to be what it is without: the sources with which the checks are
// tested, each folder as a driver, are edited at random, one edit after the other. What is compared is what is found, and each summary down to the
// last step, but for which structure a member is of: that nobody asks of levels. (DRVLINT_EDITED names another folder to edit, whose files end in .c, and how often, as in FOLDER:100.)
func TestKeptIsLikeNew(t *testing.T) {
	var folders []string
	for _, c := range checks.All() {
		folders = append(folders, "../../checks/"+c.Analyzer.Name+"/testdata")
	}
	folders = append(folders, "../../testdata/drivers/ntworker", "../../testdata/drivers/procmon")
	edits := 2
	if folder, times, ok := strings.Cut(os.Getenv("DRVLINT_EDITED"), ":"); ok {
		folders = []string{folder}
		edits, _ = strconv.Atoi(times)
	}
	var kept, anew atomic.Int64
	for _, folder := range folders {
		editKept(t, folder, edits, &kept, &anew)
	}
	if k, n := kept.Load(), anew.Load(); 10*k > 9*n {
		t.Errorf("%d simulations with what was kept, %d without", k, n)
	}
}

// editKept edits the files of a folder, and counts the simulations that this takes with what was kept, and without.
func editKept(t *testing.T, folder string, edits int, with, without *atomic.Int64) {
	root := t.TempDir()
	paths, err := filepath.Glob(filepath.Join(folder, "*.[ch]"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s has no sources (%v)", folder, err)
	}
	var files []string
	var units []clang.Unit
	texts := map[string]string{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(root, filepath.Base(path))
		files, texts[file] = append(files, file), string(text)
		if strings.HasSuffix(path, ".c") {
			units = append(units, clang.Unit{File: file})
		}
	}
	var all []*analysis.Analyzer
	for _, c := range checks.All() {
		all = append(all, c.Analyzer)
	}
	d := project.Driver{Name: "edited", Root: root}
	random := rand.New(rand.NewSource(int64(len(folder) + edits)))
	store := kept.Open(nil)
	parsed := make([]*ir.Unit, len(units))
	edited := ""
	for n := range edits + 1 {
		for file, text := range texts {
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		session := clang.NewSession(root, Options{}.Loading())
		for i, u := range units {
			if parsed[i] == nil || edited == u.File || strings.HasSuffix(edited, ".h") {
				parsed[i] = session.Load(u).Unit
			}
		}
		counting := func(n *atomic.Int64) Options {
			return Options{Pedantic: true, Jobs: 1 + int(random.Int31n(2)), Stop: func() bool { n.Add(1); return false }}
		}
		found, again := link(d, parsed, all, counting(with), store)
		want, anew := link(d, parsed, all, counting(without), nil)
		if got, want := spelt(t, found), spelt(t, want); got != want {
			t.Fatalf("%s, edit %d of %s: found with what was kept\n%s\nand without\n%s\n", folder, n, edited, got, want)
		}
		for _, group := range []func(*driver.Driver) *simulate.Group{func(d *driver.Driver) *simulate.Group { return d.Levels.Group }, func(d *driver.Driver) *simulate.Group { return d.Paths }} {
			got, want := printer{group(again), map[printed]string{}}, printer{group(anew), map[printed]string{}}
			for i, f := range again.Functions {
				if got.of(f) != want.of(anew.Functions[i]) {
					got, want := simulate.Writer{Group: group(again), Of: f}, simulate.Writer{Group: group(anew), Of: f}
					got.Summary(group(again).Summary(f))
					want.Summary(group(anew).Summary(anew.Functions[i]))
					t.Fatalf("%s, edit %d of %s: %s of %s differs with what was kept\n%s\nand without\n%s", folder, n, edited, group(again).Name(), f.Name, got.String(), want.String())
				}
			}
		}
		if text := store.Text(); text != nil {
			store = kept.Open(text)
		}
		edited = files[random.Intn(len(files))]
		texts[edited] = alter(random, texts[edited])
	}
}

func spelt(t *testing.T, found *Found) string {
	found.Kept = nil
	text, err := json.MarshalIndent(found, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var bodies = regexp.MustCompile(`(?m)^\w[^;{}#]*\)\s*\{(?:[^}]|\n[ \t]+[^\n]*\})*\n\}\n`)

// alter changes a source: a statement goes, is doubled, or changes its place with another; a line, a comment or a call is put in; a function
// goes; a number becomes another one; a word is written as another one is.
func alter(random *rand.Rand, text string) string {
	lines := strings.SplitAfter(text, "\n")
	var statements []int
	for i, line := range lines {
		if trimmed := strings.TrimSpace(line); strings.TrimLeft(line, " \t") != line && strings.HasSuffix(trimmed, ";") {
			statements = append(statements, i)
		}
	}
	if len(statements) == 0 {
		return "/* more */\n" + text
	}
	i, k := statements[random.Intn(len(statements))], statements[random.Intn(len(statements))]
	switch random.Intn(9) {
	case 0:
		lines = slices.Delete(lines, i, i+1)
	case 1:
		lines = slices.Insert(lines, i, lines[i])
	case 2:
		lines[i], lines[k] = lines[k], lines[i]
	case 3:
		lines = slices.Insert(lines, random.Intn(len(lines)), "/* more\n */ ")
	case 4:
		calls := []string{"KeEnterCriticalRegion();", "KeLeaveCriticalRegion();", "ExAcquireFastMutex(0);", "if (KeGetCurrentIrql() > 1) return;", "DbgPrint(0);", "{ KIRQL more; KeRaiseIrql(2, &more); }", "KeWaitForSingleObject(0, 0, 0, 0, 0);"}
		lines = slices.Insert(lines, i, "\t"+calls[random.Intn(len(calls))]+"\n")
	case 5:
		at := bodies.FindAllStringIndex(text, -1)
		if len(at) > 0 {
			gone := at[random.Intn(len(at))]
			return text[:gone[0]] + text[gone[1]:]
		}
	case 6, 7:
		word := regexp.MustCompile(`\b[0-9]+\b`)
		if random.Intn(2) == 0 {
			word = regexp.MustCompile(`\b[A-Za-z_]\w+\b`)
		}
		at := word.FindAllStringIndex(text, -1)
		if len(at) > 0 {
			a, b := at[random.Intn(len(at))], at[random.Intn(len(at))]
			return text[:a[0]] + text[b[0]:b[1]] + text[a[1]:]
		}
	default:
		lines = slices.Insert(lines, i, lines[k])
	}
	return strings.Join(lines, "")
}

// A printer spells what a group knows by a hash of all that it consists of.
type printer struct {
	g     *simulate.Group
	known map[printed]string
}

type printed struct {
	at   unsafe.Pointer
	kind reflect.Type
}

func (p printer) of(f *program.Function) string {
	if p.g.Summary(f) == nil {
		return "none"
	}
	return p.value(reflect.ValueOf(p.g.Summary(f)))
}

func (p printer) value(v reflect.Value) string {
	switch v.Type() {
	case reflect.TypeFor[term.Ref]():
		return p.term(term.Ref(v.Int()))
	case reflect.TypeFor[*program.Function]():
		if v.IsNil() {
			return "none"
		}
		return fmt.Sprint((*program.Function)(v.UnsafePointer()).Index)
	case reflect.TypeFor[*ir.Value]():
		if v.IsNil() {
			return "none"
		}
		x := (*ir.Value)(v.UnsafePointer())
		return fmt.Sprint(x, x.Span)
	case reflect.TypeFor[*ir.Call]():
		if v.IsNil() {
			return "none"
		}
		x := (*ir.Call)(v.UnsafePointer())
		return fmt.Sprint(ir.InstrString(x), x.Span)
	case reflect.TypeFor[*ir.Var]():
		if v.IsNil() {
			return "none"
		}
		x := (*ir.Var)(v.UnsafePointer())
		return fmt.Sprint(x.Name, x.Span)
	}
	var parts []string
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return "nil"
		}
		if t := v.Type().String(); strings.Contains(t, "Rule") && !strings.Contains(t, "Obligation") || strings.Contains(t, "ddi.") {
			return v.Elem().FieldByName("Name").String()
		}
		key := printed{v.UnsafePointer(), v.Type()}
		if known, ok := p.known[key]; ok {
			return known
		}
		h := fnv.New128a()
		h.Write([]byte(p.value(v.Elem())))
		p.known[key] = fmt.Sprintf("%x", h.Sum(nil))
		return p.known[key]
	case reflect.Interface:
		if v.IsNil() {
			return "nil"
		}
		return v.Elem().Type().String() + p.value(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			parts = append(parts, p.value(v.Field(i)))
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			parts = append(parts, p.value(v.Index(i)))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			parts = append(parts, p.value(key)+":"+p.value(v.MapIndex(key)))
		}
		slices.Sort(parts)
	default:
		return fmt.Sprint(v)
	}
	return "{" + strings.Join(parts, " ") + "}"
}

func (p printer) term(r term.Ref) string {
	if r == 0 {
		return "0"
	}
	t := *p.g.Terms.Term(r)
	name := ""
	if t.Op == term.Var && t.N >= 0 {
		v := p.g.Terms.Numbered(t.N)
		name, t.N = fmt.Sprint(v.Name, v.Span), 0
	}
	after := t.NamedAfter()
	if after != 0 {
		t.M = 0
	}
	return fmt.Sprint("(", t.Op, t.S, t.N, t.M, name, p.term(t.A), p.term(t.B), p.term(after), ")")
}
