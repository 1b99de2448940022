package config_test

import (
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/config"
)

// What an author could not mean must not take all time or memory: each ends in one line
// that names the place.
func TestHostileFiles(t *testing.T) {
	var deep strings.Builder
	for i := range 400 {
		deep.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	//attack:config-yaml
	for _, test := range []struct{ name, text, want string }{
		{"brackets", strings.Repeat("[", 100_000), ":1:21: nests values"},
		{"braces", strings.Repeat("{a: ", 30_000), ":1:81: nests values"},
		{"dashes", strings.Repeat("- ", 60_000), ":1:41: nests values"},
		{"questions", strings.Repeat("? ", 60_000), "nests values"},
		{"tags", strings.Repeat("!!seq ", 20_000), "nests values"},
		{"deep", deep.String(), `unknown key "a"`},
		{"keys", strings.Repeat("key: 1\n", 90_000), "is larger than 128 KiB; is it a configuration of drvlint?"},
		{"aliases", "a: &a [x, x]\nb: &b [*a, *a]\n", "unknown key"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, file := write(t, test.text)
			_, err := config.Load(file, checkNames())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}
