package cli

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
)

// realHeaders is where Debian's mingw-w64-common puts headers of the driver kit that
// others wrote: they stand in for those of Microsoft.
const realHeaders = "/usr/share/mingw-w64/include"

func needRealHeaders(t *testing.T) {
	t.Helper()
	tooltest.NeedFile(t, filepath.Join(realHeaders, "ddk", "ntddk.h"), "mingw-w64-common")
}

type kitReport struct {
	Drivers []struct {
		Name             string
		Functions, Calls int
		Understood       float64
	}
	Findings, Notifications []map[string]any
}

func reportOf(t *testing.T, args ...string) kitReport {
	t.Helper()
	var out, problems bytes.Buffer
	c := Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &problems}
	if code := c.Main(append([]string{"--format", "json"}, args...)); code != exitFindings {
		t.Fatalf("%v: exit %d\n%s", args, code, problems.String())
	}
	var r kitReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// The sample drivers have the same findings, to the word, with real headers as with the
// model, and none lies in those headers.
func TestRealHeadersGiveTheSameFindings(t *testing.T) {
	needRealHeaders(t)
	model := reportOf(t, demo)
	for title, folder := range map[string]string{"include folder": realHeaders, "headers alone": filepath.Join(realHeaders, "ddk")} {
		real := reportOf(t, "--wdk", folder, demo)
		if !reflect.DeepEqual(real, model) {
			t.Errorf("%s: with --wdk\n%+v\nwithout\n%+v", title, real, model)
		}
		for _, f := range real.Findings {
			if file, _ := f["file"].(string); strings.HasPrefix(file, realHeaders) {
				t.Errorf("finding in a header of the kit: %v", f)
			}
		}
	}
}

func TestWrongKitFolder(t *testing.T) {
	for folder, want := range map[string]string{
		t.TempDir():   "holds no ntddk.h, wdm.h or ntifs.h, nor does its folder km or ddk",
		"nowhere":     "nowhere does not exist; name the include folder",
		"kit_test.go": "kit_test.go is not a folder; name the include folder",
	} {
		var out, problems bytes.Buffer
		c := Command{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &problems}
		if code := c.Main([]string{"--wdk", folder, demo}); code != exitUsage || !strings.Contains(problems.String(), want) || strings.Count(problems.String(), "\n") != 1 {
			t.Errorf("%s: exit %d, %q, want %q in one line", folder, code, problems.String(), want)
		}
	}
}
