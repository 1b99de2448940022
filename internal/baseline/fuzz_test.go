package baseline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever stands in a baseline: it is read, or refused in one line that names it.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"drvlint"}},"results":[{"ruleId":"unloadwait","level":"error","message":{"text":"m"},
		"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a%20b.c"},"region":{"startLine":3,"startColumn":2}}}],
		"partialFingerprints":{"drvlint/v1":"00ff:1"},"suppressions":[{"kind":"inSource"}]}]}]}`))
	f.Add([]byte(`{"runs":[null,{"tool":{"driver":null}},{"tool":{"driver":{"name":"drvlint"}},"results":[null,{"locations":[null,{}]}]}]}`))
	f.Add([]byte(`[]`))
	f.Add([]byte("\xff\xfe{\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), "baseline.sarif")
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
		loaded, err := Load(file)
		if err == nil && loaded == nil {
			t.Error("neither a baseline nor an error")
		}
		if err != nil && (!strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%q is not one line that names the file", err)
		}
	})
}
