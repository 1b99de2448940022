package fix_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/drvlint/drvlint/internal/fix"
	"github.com/drvlint/drvlint/internal/report"
)

// finding proposes to put words in place of others in a text.
func finding(file, text string, pairs ...string) report.Finding {
	f := report.Finding{Check: "c", Level: report.Error, Message: "m", Location: report.Location{File: file, Line: 1}}
	var edits []report.Edit
	for i := 0; i < len(pairs); i += 2 {
		start := strings.Index(text, pairs[i])
		edits = append(edits, report.Edit{Location: report.Location{File: file}, Start: start, End: start + len(pairs[i]), NewText: pairs[i+1]})
	}
	f.Fixes = []report.Fix{{Message: "repair", Edits: edits}}
	return f
}

func write(t *testing.T, text string) (folder, file string) {
	t.Helper()
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(folder, "driver.c")
	if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return folder, file
}

func read(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestEncodingsStay(t *testing.T) {
	utf16 := func(order unicode.Endianness) func(string) string {
		return func(text string) string {
			raw, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
			if err != nil {
				t.Fatal(err)
			}
			return raw
		}
	}
	for name, encode := range map[string]func(string) string{
		"plain":                  func(text string) string { return text },
		"byte order mark":        func(text string) string { return "\ufeff" + text },
		"Windows line endings":   func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") },
		"UTF-16, little endian":  utf16(unicode.LittleEndian),
		"UTF-16, big endian":     utf16(unicode.BigEndian),
		"some double-byte code":  func(text string) string { return strings.ReplaceAll(text, "ü", "\xb0\x5c") },
		"no line end at the end": func(text string) string { return strings.TrimSuffix(text, "\n") },
	} {
		t.Run(name, func(t *testing.T) {
			before, after := "/* ü */\nf(a);\ng(b);\n", "/* ü */\nf(b);\ng(a);\n"
			folder, file := write(t, encode(before))
			// Positions count in the text as it was analysed: UTF-16 made UTF-8, no mark.
			analysed := before
			if !strings.HasPrefix(name, "UTF-16") {
				analysed = strings.TrimPrefix(encode(before), "\ufeff")
			}
			plan := fix.Open([]string{folder}, []string{file}).Plan([]report.Finding{finding(file, analysed, "(a)", "(b)", "(b)", "(a)")})
			notes, err := plan.Apply()
			if err != nil || len(notes) != 1 || notes[0].Message != "1 finding fixed" {
				t.Fatalf("%v, %v", notes, err)
			}
			if got := read(t, file); got != encode(after) {
				t.Errorf("got %q, want %q", got, encode(after))
			}
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o640 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
		})
	}
}

func TestOverlap(t *testing.T) {
	text := "one two three four\n"
	folder, file := write(t, text)
	findings := []report.Finding{
		finding(file, text, "two", "2", "four", "4"),
		finding(file, text, "one", "1", "two three", "23"), // overlaps the first
		finding(file, text, "two", "2", "four", "4"),       // the same as the first
		finding(file, text, "four", "IV"),                  // overlaps too
		finding(file, text, "e", "E"),                      // meets nothing: the end of one
	}
	findings[4].Fixes[0].Edits[0].Start, findings[4].Fixes[0].Edits[0].End = 2, 3
	plan := fix.Open([]string{folder}, []string{file}).Plan(findings)
	if !slices.Equal(plan.Fixed, []int{0, 2, 4}) || len(plan.Refused) != 2 {
		t.Errorf("fixed %v, refused %v", plan.Fixed, plan.Refused)
	}
	diff, err := plan.Diff()
	if err != nil || !strings.HasSuffix(diff, "-one two three four\n+onE 2 three 4\n") {
		t.Errorf("%v:\n%s", err, diff)
	}
	if read(t, file) != text {
		t.Error("a diff changes the file")
	}
	if notes, err := plan.Apply(); err != nil || len(notes) != 1 || notes[0].Message != "3 findings fixed" || read(t, file) != "onE 2 three 4\n" {
		t.Errorf("%v, %v: %q", notes, err, read(t, file))
	}
}

func TestRefused(t *testing.T) {
	text := "f(a);\n"
	folder, file := write(t, text)
	other, stranger := write(t, text)
	broken := "\xff\xfef\x00\x00\xd8(\x00"
	twisted := filepath.Join(folder, "twisted.c")
	if err := os.WriteFile(twisted, []byte(broken), 0o666); err != nil {
		t.Fatal(err)
	}
	tree := fix.Open([]string{folder}, []string{file, stranger, twisted})
	known := finding(file, text, "a", "b")
	known.Baseline = report.Unchanged
	outside := finding(file, text, "a", "b")
	outside.Fixes[0].Edits[0].End = 100
	suppressed := finding(file, text, "a", "b")
	suppressed.Suppression = &report.Suppression{Kind: report.InSource}
	for _, test := range []struct {
		name    string
		finding report.Finding
		says    string // "" for nothing
	}{
		{"outside of the tree", finding(stranger, text, "a", "b"), "outside of the paths that were named"},
		{"never seen before", finding(filepath.Join(folder, "new.c"), text, "a", "b"), "outside of the paths that were named"},
		{"up and out", finding(filepath.Join(folder, "..", filepath.Base(other), "driver.c"), text, "a", "b"), "outside"},
		{"broken UTF-16", finding(twisted, text, "f", "g"), "its UTF-16 is broken"},
		{"behind the end", outside, "has changed since it was analysed"},
		{"suppressed", suppressed, ""},
		{"known", known, ""},
		{"no fix", report.Finding{Location: report.Location{File: file}}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			plan := tree.Plan([]report.Finding{test.finding})
			if len(plan.Fixed) > 0 {
				t.Error("is fixed")
			}
			if (len(plan.Refused) > 0) != (test.says != "") || len(plan.Refused) > 0 && !strings.Contains(plan.Refused[0].Message, test.says) {
				t.Errorf("refused: %v", plan.Refused)
			}
		})
	}
	if read(t, stranger) != text || read(t, twisted) != broken || read(t, file) != text {
		t.Error("a file has changed")
	}
}

func TestChangedMeanwhile(t *testing.T) {
	text := "f(a);\n"
	folder, file := write(t, text)
	tree := fix.Open([]string{folder}, []string{file})
	edit := func(now string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(now), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	plan := tree.Plan([]report.Finding{finding(file, text, "a", "b")})
	edit("g(a);\n")
	if _, err := plan.Apply(); err == nil || !strings.Contains(err.Error(), "has changed since it was analysed: run again") {
		t.Errorf("between plan and writing: %v", err)
	}
	plan = tree.Plan([]report.Finding{finding(file, text, "a", "b")})
	if len(plan.Refused) != 1 || !strings.Contains(plan.Refused[0].Message, "has changed since it was analysed") {
		t.Errorf("before the plan: %v", plan.Refused)
	}
	if read(t, file) != "g(a);\n" {
		t.Errorf("the file is %q", read(t, file))
	}
}
