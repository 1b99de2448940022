package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/child"
	"github.com/drvlint/drvlint/internal/project"
	"github.com/drvlint/drvlint/internal/report"
	"github.com/drvlint/drvlint/internal/runner"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
	"github.com/drvlint/drvlint/internal/worker"
	"github.com/drvlint/drvlint/sarif"
)

// fuzzLimits are ample for a file of some hundred lines: what exceeds them is a finding.
var fuzzLimits = child.Limits{Time: 20 * time.Second, Memory: 2 << 30}

// fuzzPool is shared by the inputs: a worker that has read thousands of files must read
// the next one as if it were the first.
var fuzzPool = sync.OnceValue(func() *worker.Pool { return worker.NewPool(fuzzLimits, time.Time{}) })

// hang is when an input counts as one that never ends.
const hang = 5 * time.Minute

// digest sends a source through the whole pipeline, into every format. This process must
// live, and a file that was not analysed must be named.
func digest(t *testing.T, name string, text []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
	var analyzers []*analysis.Analyzer
	for _, c := range checks.All() {
		analyzers = append(analyzers, c.Analyzer)
	}
	done := make(chan *report.Result, 1)
	go func() {
		driver := project.Driver{Name: "fuzz", Root: filepath.Dir(file), Units: []project.Unit{{File: file, CPlusPlus: strings.HasSuffix(name, "pp")}}}
		result, err := runner.Run([]project.Driver{driver}, analyzers, runner.Options{Jobs: 1, Parse: fuzzPool().Load, Pedantic: true})
		if err != nil {
			t.Error(err)
		}
		done <- result
	}()
	select {
	case result := <-done:
		if result != nil {
			inspect(t, result)
		}
	case <-time.After(hang):
		t.Fatalf("still at it after %v", hang)
	}
}

// inspect writes the result in every format and looks for what must not be in it.
func inspect(t *testing.T, result *report.Result) {
	t.Helper()
	for _, n := range result.Notifications {
		if strings.Contains(n.Message, "internal error") || strings.Contains(n.Message, "given up") {
			t.Errorf("%s: %s", n.File, n.Message)
		}
	}
	if len(result.Drivers) == 1 && result.Drivers[0].Files == 0 && (&outputOptions{failLevel: "note"}).exitCode(result) == exitClean {
		t.Error("nothing was analysed, and that counts as clean")
	}
	report.Sort(result)
	report.Fingerprint(result)
	var out bytes.Buffer
	if err := sarif.Write(&out, result, sarif.Options{Rules: rules(checks.All()), Category: "fuzz"}); err != nil || !json.Valid(out.Bytes()) {
		t.Errorf("SARIF: %v", err)
	}
	out.Reset()
	if err := report.JSON(&out, result, report.JSONOptions{Suppressed: true}); err != nil || !json.Valid(out.Bytes()) {
		t.Errorf("JSON: %v", err)
	}
	for _, err := range []error{
		report.Text(io.Discard, result, report.TextOptions{Stats: true}), report.GitHub(io.Discard, result),
		report.JUnit(io.Discard, result, report.JUnitOptions{Checks: checkNames(), Suppressed: true}),
	} {
		if err != nil {
			t.Error(err)
		}
	}
}

// seedSources are the C files among the tests of the checks and the sample drivers.
func seedSources(f testing.TB) [][]byte {
	var list [][]byte
	for _, pattern := range []string{"../../testdata/drivers/*/*.c", "../../checks/*/testdata/*.c", "../../checks/*/testdata/*.cpp"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("no seeds at %s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			list = append(list, text)
		}
	}
	return list
}

// FuzzSource is given any bytes as C and as C++.
func FuzzSource(f *testing.F) {
	for _, text := range seedSources(f)[:8] {
		f.Add(text, false)
	}
	f.Add([]byte("#define A(x) x A(\n#include A(A)\nVOID f(){__try{goto a;}__finally{a:__leave;}}"), false)
	f.Add([]byte("template<class T>struct L:L<T*>{~L(){}};L<int>l;"), true)
	f.Fuzz(func(t *testing.T, text []byte, cplusplus bool) {
		name := "driver.c"
		if cplusplus {
			name = "driver.cpp"
		}
		digest(t, name, text)
	})
}

// FuzzMutation changes the seeds token by token: what comes out is close to C, so that it
// gets further than random bytes do.
func FuzzMutation(f *testing.F) {
	seeds := seedSources(f)
	for i := range 6 {
		f.Add(uint(i), uint64(i))
	}
	f.Fuzz(func(t *testing.T, which uint, seed uint64) {
		digest(t, "driver.c", mutate(seeds, which, seed))
	})
}

// mutate deletes, repeats, swaps and imports some tokens of a seed, and may cut its end off.
func mutate(seeds [][]byte, which uint, seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, uint64(which)))
	words := pieces(seeds[which%uint(len(seeds))])
	other := pieces(seeds[random.IntN(len(seeds))])
	for range 1 + random.IntN(12) {
		if len(words) < 2 {
			break
		}
		i := random.IntN(len(words))
		j := min(len(words), i+1+random.IntN(8))
		switch random.IntN(5) {
		case 0:
			words = slices.Delete(words, i, j)
		case 1:
			words = slices.Insert(words, i, slices.Repeat(slices.Clone(words[i:j]), 1+random.IntN(3))...)
		case 2:
			k := random.IntN(len(words))
			words[i], words[k] = words[k], words[i]
		case 3:
			from := random.IntN(len(other))
			words = slices.Insert(words, i, other[from:min(len(other), from+1+random.IntN(30))]...)
		case 4:
			words[i] = other[random.IntN(len(other))]
		}
	}
	if random.IntN(4) == 0 && len(words) > 0 {
		words = words[:random.IntN(len(words))]
	}
	return []byte(strings.Join(words, ""))
}

// pieces splits a text into tokens, each with what stands between it and the next.
func pieces(text []byte) []string {
	var list []string
	from := 0
	for _, token := range ctext.WithComments(text) {
		if to := int(token.From); to > from {
			list = append(list, string(text[from:to]))
			from = to
		}
	}
	return append(list, string(text[from:]))
}

var (
	mutations     = flag.Int("mutations", 20, "how many mutated sources to analyse")
	firstMutation = flag.Int("first-mutation", 0, "which is the first of them")
)

// TestMutations analyses mutations one after the other: more of them in the same time than
// go test -fuzz, which looks for new ways through the code.
func TestMutations(t *testing.T) {
	seeds := seedSources(t)
	for i := *firstMutation; i < *firstMutation+*mutations; i++ {
		which, seed := uint(i), uint64(i/len(seeds))+1000
		t.Run(strconv.Itoa(i), func(t *testing.T) { digest(t, "driver.c", mutate(seeds, which, seed)) })
	}
}

var csmithPrograms = flag.Int("csmith", 2, "how many programs of csmith to analyse")

// TestCsmith analyses generated programs, whole and cut off at ten places.
func TestCsmith(t *testing.T) {
	needTool(t, "csmith", "csmith")
	for seed := 1; seed <= *csmithPrograms; seed++ {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			text, err := exec.Command("csmith", "--seed", strconv.Itoa(seed), "--max-funcs", "6", "--concise").Output()
			if err != nil {
				t.Fatal(err)
			}
			for tenths := 10; tenths > 0; tenths-- {
				digest(t, "driver.c", text[:len(text)*tenths/10])
			}
		})
	}
}
