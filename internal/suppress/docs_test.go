package suppress

import (
	"os"
	"regexp"
	"testing"
)

// TestDocumentation finds each marker that the documentation shows.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/suppressions.md")
	if err != nil {
		t.Fatal(err)
	}
	var found []*marker
	for _, example := range regexp.MustCompile("(?s)```c\n(.*?)```").FindAllSubmatch(text, -1) {
		found = append(found, find(example[1], known)...)
	}
	for _, m := range found {
		if m.from == 0 || len(m.names) == 0 || len(m.unknown) > 0 {
			t.Errorf("%+v", m)
		}
	}
	if len(found) != 8 {
		t.Errorf("found %d markers, want 8", len(found))
	}
}
