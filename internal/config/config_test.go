package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/project"
)

func checkNames() (names []string) {
	for _, c := range checks.All() {
		names = append(names, c.Analyzer.Name)
	}
	return names
}

// write puts a configuration into a folder of its own, which becomes the working folder.
func write(t *testing.T, text string) (folder, file string) {
	t.Helper()
	folder = t.TempDir()
	t.Chdir(folder)
	if err := os.WriteFile(config.Name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return folder, filepath.Join(folder, config.Name)
}

func load(t *testing.T, text string) (*config.Config, string) {
	t.Helper()
	folder, file := write(t, text)
	c, err := config.Load(file, checkNames())
	if err != nil {
		t.Fatal(err)
	}
	return c, folder
}

// TestExamples holds drvlint and the schema for editors against the same examples.
func TestExamples(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/examples.txtar")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.NewCompiler().Compile("../../docs/drvlint.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	errs := map[string]string{}
	for _, f := range archive.Files {
		errs[f.Name] = string(f.Data)
	}
	for _, f := range archive.Files {
		name, ok := strings.CutSuffix(f.Name, ".yaml")
		if !ok {
			continue
		}
		t.Run(name, func(t *testing.T) {
			kind, _, _ := strings.Cut(name, "/")
			if kind != "beyond" {
				refused := validate(t, schema, f.Data)
				if (refused != nil) != (kind == "bad") {
					t.Errorf("the schema says %v", refused)
				}
			}
			want := ""
			if kind != "good" {
				want = config.Name + ":" + strings.TrimSpace(errs[name+".err"])
			}
			_, file := write(t, string(f.Data))
			got := ""
			if _, err := config.Load(file, checkNames()); err != nil {
				got = err.Error()
			}
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func validate(t *testing.T, schema *jsonschema.Schema, text []byte) error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(asJSON)) == "null" || strings.TrimSpace(string(asJSON)) == "" {
		return nil // editors do not hold an empty file against a schema
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(asJSON)))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

func TestSetting(t *testing.T) {
	c, _ := load(t, "checks: {all: off, exitsend: note, unloadwait: on}\n")
	got := []config.Setting{c.Setting("exitsend"), c.Setting("unloadwait"), c.Setting("selfderef"), new(config.Config).Setting("exitsend")}
	want := []config.Setting{config.Note, config.On, config.Off, config.On}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestReports(t *testing.T) {
	c, folder := load(t, "paths:\n  include: [src, 'lib/*.c']\n  exclude: ['**/old', './src/gen/', 'src/[ab].c']\n")
	for path, want := range map[string]bool{
		"src/x.c": true, "src/deep/er/x.c": true, "lib/x.c": true, "lib/in/x.c": false, "x.c": false,
		"src/old/x.c": false, "src/a/old/b/x.c": false, "src/older/x.c": true, "src/gen/x.c": false,
		"src/a.c": false, "src/c.c": true, "../src/x.c": false,
	} {
		if got := c.Reports(filepath.Join(folder, path)); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func TestRoutines(t *testing.T) {
	c, _ := load(t, "routines:\n  - {name: W, category: wait, arguments: {object: 1, timeout: 2}, nonblocking: ['zero:2', 'ne:0:7'], pair: [S], max_irql: APC_LEVEL}\n"+
		"  - {name: KeWaitForSingleObject, category: sync-io, nonblocking: [always]}\n")
	r := c.Own.Lookup("W")
	if !r.DoesTo(ddi.Wait, ddi.Dispatcher) || r.Arg(ddi.OpObject) != 1 || r.Arg(ddi.OpTimeout) != 2 || !slices.Equal(r.Pair, []string{"S"}) || r.MaxIRQL != "APC_LEVEL" || !r.Own ||
		!slices.Equal(r.NonBlocking, []ddi.ArgTest{{Op: "zero", Arg: 2}, {Op: "ne", Arg: 0, Value: 7}}) {
		t.Errorf("got %+v", r)
	}
	if r := c.Own.Lookup("KeWaitForSingleObject"); !r.DoesTo(ddi.Wait, ddi.IO) || r.DoesTo(ddi.Wait, ddi.Dispatcher) || !r.Always {
		t.Errorf("a row does not go before the kernel's: %+v", r)
	}
	if r := c.Own.Lookup("KeSetEvent"); !r.DoesTo(ddi.Signal, ddi.Event) {
		t.Errorf("KeSetEvent: %+v", r)
	}
}

func TestApply(t *testing.T) {
	c, folder := load(t, "paths: {exclude: [out]}\ndefines: [A, B=2]\nincludes: ['.']\n")
	in, out := filepath.Join(folder, "in.c"), filepath.Join(folder, "out", "out.c")
	before := []project.Driver{
		{Name: "in", Units: []project.Unit{{File: in, Defines: []string{"P"}}, {File: out}}},
		{Name: "out", Units: []project.Unit{{File: out}}},
	}
	kept, left := c.Apply(before)
	want := []project.Driver{{Name: "in", Units: []project.Unit{
		{File: in, Defines: []string{"P", "A", "B=2"}, Includes: []string{folder}},
		{File: out, Defines: []string{"A", "B=2"}, Includes: []string{folder}},
	}}}
	if left != 1 || !reflect.DeepEqual(kept, want) {
		t.Errorf("left %d, kept %+v", left, kept)
	}
	if len(before[0].Units[0].Defines) != 1 {
		t.Error("the drivers handed in have changed")
	}
}

func TestNearest(t *testing.T) {
	folder, file := write(t, "")
	deep := filepath.Join(folder, "a", "b")
	if err := os.MkdirAll(deep, 0o777); err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(deep, "x.c")
	if err := os.WriteFile(source, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{".", folder, "a", deep, source, filepath.Join(deep, "missing.c")} {
		if got, err := config.Nearest(path); err != nil || got != file {
			t.Errorf("%s: %s, %v", path, got, err)
		}
	}
	inner := filepath.Join(folder, "a", config.Name)
	if err := os.WriteFile(inner, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if got, err := config.Nearest(source); err != nil || got != inner {
		t.Errorf("%s, %v", got, err)
	}
}

func TestLoadRefusesWhatIsNoFile(t *testing.T) {
	folder, file := write(t, "a\x00b")
	for path, want := range map[string]string{
		filepath.Join(folder, "missing.yaml"): "missing.yaml: does not exist; check the spelling",
		folder:                                ".: is not a regular file; name a YAML file",
		file:                                  ".drvlint.yaml: is a binary file; name a YAML file",
	} {
		_, err := config.Load(path, checkNames())
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		if _, ok := errors.AsType[*config.Problem](err); !ok {
			t.Errorf("%v is no Problem", err)
		}
	}
	_, wide := write(t, "\xff\xfec\x00")
	if _, err := config.Load(wide, checkNames()); err == nil || err.Error() != ".drvlint.yaml: is UTF-16; save it as UTF-8" {
		t.Errorf("UTF-16: %v", err)
	}
	if c, _ := load(t, "\ufeffchecks:\r\n  exitsend: off\r\n"); c.Setting("exitsend") != config.Off {
		t.Error("a byte order mark and Windows line endings are not read over")
	}
	if _, err := config.Load(os.DevNull, checkNames()); err != nil {
		t.Errorf("the null device stands for no configuration: %v", err)
	}
}
