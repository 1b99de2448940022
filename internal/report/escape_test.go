package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	//attack:output
	for _, test := range []struct{ text, want string }{
		{"plain é 驱动 😀", "plain é 驱动 😀"},
		{"\x1b]0;title\a\x7f\t\r\n", `\x1b]0;title\x07\x7f\t\r\n`},
		{"\u009b31m\u0085", `\u009b31m\u0085`},
		{"a\u202eb\u2066\u2028\u2029\ufeff\u200b", `a\u202eb\u2066\u2028\u2029\ufeff\u200b`},
		{"tag \U000e0041", `tag \U000e0041`},
		{"\xd6\xd0", `\xd6\xd0`},
		{"\xc2", `\xc2`}, // the first half of a C1 control
		{"x ##vso[task.complete]", `x \x23#vso[task.complete]`},
		{"x ##VsO[task.complete]", `x \x23#VsO[task.complete]`},
		{"###[group]a", `#\x23#[group]a`},
		{"##teamcity[blockOpened]", `\x23#teamcity[blockOpened]`},
		{"a##b, #[x], ##", "a##b, #[x], ##"}, // C, no commands
		{"section_start:1:x\r\x1b[0K", `\x73ection_start:1:x\r\x1b[0K`},
		{"Section_End:1:x", `\x53ection_End:1:x`},
		{"section_started, travis_folder", "section_started, travis_folder"},
		{"travis_fold:start:x", `\x74ravis_fold:start:x`},
		{"::error::x", `\x3a:error::x`},
		{"  ::stop-commands::x", `  \x3a:stop-commands::x`},
		{"Class::Method", "Class::Method"},
		{" : : ", " : : "},
		{"", ""},
	} {
		if got := Escape(test.text); got != test.want {
			t.Errorf("%q: got %s, want %s", test.text, got, test.want)
		}
		if got := Escape(Escape(test.text)); got != test.want {
			t.Errorf("%q: twice makes %s", test.text, got)
		}
	}
}

func TestEscapeLines(t *testing.T) {
	text := "a\tb\n::error::x\n\t::error::y\u202e\n\r::debug::z\n"
	want := "a\tb\n\\x3a:error::x\n\t\\x3a:error::y\\u202e\n\\r::debug::z\n"
	if got := EscapeLines(text); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestEscapeJSON: the text stays JSON and means the same.
func TestEscapeJSON(t *testing.T) {
	for _, text := range []string{
		"##vso[x]", "\u202e\u2028\u2029\u0085\u009b\ufeff", "\x7f", "\travis_fold:", "\\travis_fold:", `\`, `\##[`, "\U000e0041 😀",
		"a\nsection_start:0:x\r\x1b[0K", "##TeamCity[", "驱动 é", "\"##[", "\xff##[",
	} {
		var raw bytes.Buffer
		e := json.NewEncoder(&raw)
		e.SetEscapeHTML(false)
		if err := e.Encode(map[string]string{text: text}); err != nil {
			t.Fatal(err)
		}
		escaped := EscapeJSON(raw.Bytes())
		var before, after map[string]string
		if err := json.Unmarshal(raw.Bytes(), &before); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(escaped, &after); err != nil {
			t.Errorf("%q: %v in %s", text, err, escaped)
			continue
		}
		if fmt.Sprint(before) != fmt.Sprint(after) {
			t.Errorf("%q: means %q, was %q", text, after, before)
		}
		harmless(t, "JSON", string(escaped))
	}
}

// harmless fails if a text has what could command a terminal or the log of a service.
func harmless(t *testing.T, name, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s: is no UTF-8: %q", name, text)
	}
	for _, r := range text {
		if r != '\n' && r != '\t' && commanding(r) {
			t.Errorf("%s: holds %U", name, r)
		}
	}
	for _, command := range commands {
		if i := strings.Index(strings.ToLower(text), command); i >= 0 {
			t.Errorf("%s: holds %q", name, text[i:i+len(command)])
		}
	}
	for line := range strings.Lines(text) {
		if name != "GitHub" && strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("%s: the line %q is a command", name, line)
		}
	}
}

// hostile is a text with one of everything.
const hostile = "::error::a\n::add-mask::b\r\x1b[31m\u009b1m\u0085\u202e\u2066\u2028\u2029\u200b\ufeff\U000e0041\xff##vso[task.x]##[error]##TeamCity[a]\nsection_start:1:a\r\x1b[0Ktravis_fold:start:x#\ufeff#[group]"

// TestHostileTexts puts it in every place that a report has a text in.
func TestHostileTexts(t *testing.T) {
	at := Location{File: hostile, Line: 1, Column: 1, EndLine: 1, EndColumn: 2}
	finding := Finding{
		Check: "exitsend", Level: Error, Message: hostile, Driver: hostile, Location: at, Path: []Step{{Location: at, Message: hostile, State: State{Function: hostile}}},
		Fixes: []Fix{{hostile, []Edit{{at, 0, 0, hostile}}}},
	}
	quiet := finding
	quiet.Suppression = &Suppression{Kind: InSource, Justification: hostile}
	r := &Result{
		Drivers:       []Driver{{Name: hostile, Root: hostile, Files: 1}},
		Findings:      []Finding{finding, quiet},
		Notifications: []Notification{{Level: Error, Message: hostile, File: hostile, Line: 1, Incomplete: true}, {Level: Note, Message: hostile}},
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"text":    func(b *bytes.Buffer) error { return Text(b, r, TextOptions{Stats: true, Suppressed: true}) },
		"JSON":    func(b *bytes.Buffer) error { return JSON(b, r, jsonOptions(true)) },
		"GitHub":  func(b *bytes.Buffer) error { return GitHub(b, r) },
		"Azure":   func(b *bytes.Buffer) error { return Azure(b, r) },
		"MSBuild": func(b *bytes.Buffer) error { return MSBuild(b, r) },
		"JUnit":   func(b *bytes.Buffer) error { return JUnit(b, r, junitOptions(true)) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if name == "Azure" { // one command for each finding and notification
			own := regexp.MustCompile(`(?m)^##vso\[task\.logissue `)
			if n := len(own.FindAllString(text, -1)); n != 3 {
				t.Errorf("Azure: %d commands in\n%s", n, text)
			}
			text = own.ReplaceAllString(text, "")
		}
		harmless(t, name, text)
		if name == "GitHub" { // one command for each finding and notification
			if n := strings.Count(b.String(), "\n::") + 1; n != 3 {
				t.Errorf("GitHub: %d commands in\n%s", n, b.String())
			}
		}
	}
}

// TestHostileExcerpt marks every stretch of a hostile line: where it is split, a command
// must not come together again.
func TestHostileExcerpt(t *testing.T) {
	line := strings.ReplaceAll(hostile, "\n", "")
	for from := 1; from <= len(line); from++ {
		for to := from + 1; to <= len(line)+1; to++ {
			e := newExcerpt(line, Location{"a.c", 1, from, 1, to}, 0)
			harmless(t, "excerpt", " 1 | "+e.line())
		}
	}
}
