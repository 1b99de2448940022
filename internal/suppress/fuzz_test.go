package suppress

import (
	"slices"
	"strings"
	"testing"
)

// Markers lie within the text, name checks that exist, and cover what comes after them.
func FuzzFind(f *testing.F) {
	for _, seed := range []string{
		"f(); // drvlint:ignore unloadwait it ends by itself\n",
		"/* drvlint:ignore unloadwait,exitsend why */ f();\r\n",
		"#pragma prefast(suppress: unloadwait, \"it ends by itself\")\nf();\n",
		"__pragma(warning(suppress: unloadwait)) f();\n",
		"#pragma warning(disable: 4100; suppress: unloadwait",
		"f(); // NOLINT(drvlint-unloadwait, bugprone-x) because\n// NOLINTNEXTLINE(exitsend)\nf();\n",
		"// drvlint:ignore \\\nunloadwait\n",
		"drvlint:ignore/*/",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		for _, m := range find([]byte(text), known) {
			if m.line < 1 || m.line > lines {
				t.Errorf("a marker on line %d of %d", m.line, lines)
			}
			for _, name := range m.names {
				if !slices.Contains(known, name) {
					t.Errorf("a marker names %q, which is no check", name)
				}
			}
			m.notes(known, known)
		}
	})
}
