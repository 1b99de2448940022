package config_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/ddi"
)

// TestDocumentation loads every example of the documentation and looks up the categories
// and arguments that it lists.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(examples) < 6 {
		t.Fatalf("%d examples", len(examples))
	}
	for _, example := range examples {
		load(t, example[1])
	}
	table := strings.Split(string(text), "| category | arguments")[1]
	word := regexp.MustCompile("`([a-z_-]+)`")
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?) \\| (.*?) \\|").FindAllStringSubmatch(table, -1) {
		var roles []string
		for _, category := range word.FindAllStringSubmatch(row[1], -1) {
			if !slices.Contains(ddi.Categories(), category[1]) {
				t.Errorf("no category %s", category[1])
			}
			roles = append(roles, ddi.ArgumentRoles(category[1])...)
		}
		for _, role := range word.FindAllStringSubmatch(row[2], -1) {
			if !slices.Contains(roles, role[1]) {
				t.Errorf("%s: no argument %s", row[1], role[1])
			}
		}
	}
}
