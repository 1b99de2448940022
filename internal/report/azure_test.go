package report

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"

	"github.com/drvlint/drvlint/internal/npmtest"
)

// TestAzureIsRead has Microsoft's library for tasks read the commands back.
func TestAzureIsRead(t *testing.T) {
	const hard = "50% of a;b]c\nis %0A and %AZP25, not\r"
	r := sample(t)
	r.Findings[0].Message = "`100%` of [it]; done"
	r.Findings[0].Location = Location{File: "sys/a;b]%0A.c", Line: 3, Column: 4, EndLine: 3, EndColumn: 9}
	r.Findings[0].Path = []Step{{Location: r.Findings[0].Location, Message: "here: 5%"}}
	var b bytes.Buffer
	if err := Azure(&b, r); err != nil {
		t.Fatal(err)
	}
	b.WriteString("##vso[task.logissue type=error;code=" + azureProperty.Replace(hard) + ";]" + azureData.Replace(hard) + "\n")
	node := exec.Command("node", "-e", `
		const { commandFromString } = require("azure-pipelines-task-lib/taskcommand")
		const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(l => l.startsWith("##vso["))
		console.log(JSON.stringify(lines.map(commandFromString)))`)
	node.Dir, node.Stdin = npmtest.Modules(t), &b
	out, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var read []struct {
		Command, Message string
		Properties       map[string]string
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if want := len(r.Active()) + len(r.Notifications) + 1; len(read) != want {
		t.Fatalf("%d commands, want %d", len(read), want)
	}
	first := read[0]
	if want := "`100%` of [it]; done\n1. sys/a;b]%0A.c:3:4: here: 5%"; first.Message != want || first.Command != "task.logissue" {
		t.Errorf("got %s %q, want %q", first.Command, first.Message, want)
	}
	for name, want := range map[string]string{"type": "warning", "sourcepath": "sys/a;b]%0A.c", "linenumber": "3", "columnnumber": "4", "code": r.Findings[0].Check} {
		if got := first.Properties[name]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if last := read[len(read)-1]; last.Message != hard || last.Properties["code"] != hard {
		t.Errorf("got %+v, want %q", last, hard)
	}
}
