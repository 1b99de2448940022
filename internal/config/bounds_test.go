package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// A configuration file of whatever kind is refused in one line of bearable length that names it, or read.
func TestHostileConfigurations(t *testing.T) {
	long := strings.Repeat("é", 50_000)
	//attack:config-yaml
	for name, text := range map[string]string{
		"a long key":                long + ": 1\n",
		"a long key below another":  "paths:\n  " + long + ": 1\n",
		"a long check":              "checks:\n  " + long + ": {}\n",
		"a long glob":               "paths:\n  exclude: [\"[" + long + "\"]\n",
		"a long absolute glob":      "paths:\n  exclude: [\"/" + long + "\"]\n",
		"a long macro":              "defines: [\"-" + long + "\"]\n",
		"a long value":              "strict: " + long + "\n",
		"a long text without end":   "\"" + long,
		"a long anchor":             "a: &" + long + " 1\n",
		"a long alias":              "strict: *" + long + "\n",
		"a long tag":                "strict: !" + long + " 1\n",
		"an alias of itself":        "paths: &a [*a]\n",
		"a merge of itself":         "paths: &a\n  <<: *a\n",
		"a merge":                   "paths: {<<: {exclude: [a]}}\n",
		"a tag of Python":           "paths: !!python/object/apply:os.system [x]\n",
		"a binary value":            "strict: !!binary aGk=\n",
		"a large number":            "strict: 1" + strings.Repeat("0", 90_000) + "\n",
		"no number":                 "strict: .nan\n",
		"a date":                    "strict: 2001-01-01\n",
		"a control character":       "paths: {exclude: [\"a\x1b[2J\"]}\n\x01: 1\n",
		"a key given twice":         "strict: true\nstrict: false\n",
		"two documents":             "strict: true\n---\nstrict: false\n",
		"many keys":                 strings.Repeat("k: 1\n", 20_000),
		"a block in a block":        blocks(90),
		"a question in a question":  strings.Repeat("? ", 40_000),
		"a list in a list":          strings.Repeat("- ", 40_000),
		"a mapping in a mapping":    strings.Repeat("{a: ", 20_000),
		"a tab":                     "\tstrict: true\n",
		"a scalar":                  "hello\n",
		"a list":                    "[]\n",
		"nothing":                   "null\n",
		"a mark and nothing":        "&a\n",
		"a comment that hides":      "strict: true # \u202e\n\u2028x: 1\n",
		"a folder of another place": "paths: {exclude: [\"/etc/**\"]}\n",
		"a backslash":               "paths: {exclude: ['\\\\server\\share']}\n",
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), ".drvlint.yaml")
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			_, err := Load(file, []string{"fastmutexwait"})
			if err == nil {
				t.Fatal("it is taken")
			}
			said := err.Error()
			if !strings.Contains(said, ".drvlint.yaml") || strings.Contains(said, "\n") || len(said) > maxMessage+200 || !utf8.ValidString(said) {
				t.Errorf("%d bytes: %.300q", len(said), said)
			}
		})
	}
}

// blocks are so many mappings in each other.
func blocks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}
