//go:build unix

package project

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Inputs that are large, but not so large that reading them should take long. The time is
// the processor's: what is quadratic takes minutes of it.
func TestGrowth(t *testing.T) {
	const n = 100_000
	repeat := func(text string) string { return strings.Repeat(text, n) }
	count := func(format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	const driver = "driver a in . a.vcxproj\n"
	const refused = "expands its macros and lists to more than 64 MiB of text"
	for _, test := range []struct{ name, elements, want string }{
		{"items", "<ItemGroup>" + repeat(`<ClCompile Include="a.c"/>`) + "</ItemGroup>", driver},
		{"items removed", "<ItemGroup>" + repeat(`<ClCompile Include="a.c"/><ClCompile Remove="a.c"/>`) + "</ItemGroup>" + compileA, driver},
		{"items without themselves", "<ItemGroup>" + repeat(`<ClCompile Include="a.c" Exclude="@(ClCompile)"/>`) + "</ItemGroup>", driver},
		{"items updated", "<ItemGroup>" + repeat(`<ClCompile Include="a.c"/>`) + repeat(`<ClCompile Update="a.c"/>`) + "</ItemGroup>", refused},
		{"items missing", "<ItemGroup>" + count(`<ClCompile Include="b%d.c"/>`) + "</ItemGroup>" + compileA, "99999 more files are missing"},
		{"lists", "<ItemGroup>" + repeat(`<L Include="a.c"/>`) + repeat(`<ClCompile Include="@(L)"/>`) + "</ItemGroup>", refused},
		{"settings", "<ItemDefinitionGroup><ClCompile>" + count("<M%d/>") + "</ClCompile></ItemDefinitionGroup><ItemGroup>" + repeat(`<ClCompile Include="a.c"/>`) + "</ItemGroup>", refused},
		{"groups", repeat("<PropertyGroup Condition=\"Exists('a.c')\"/>") + compileA, driver},
		{"imports", repeat(`<Import Project="none.props"/>`) + compileA, driver},
		{"wildcards", `<ItemGroup><ClCompile Include="a.c;` + strings.Repeat(`**\a\`, 30) + `*.c"/></ItemGroup>`, driver},
		{"a deep path", `<ItemGroup><ClCompile Include="a.c;` + repeat("q/") + `x.txt"/></ItemGroup>`, driver},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := hostile(t, test.elements)
			plant(t, dir, strings.Repeat("a/", 60)+"x.c", "")
			start := processorTime(t)
			if got := render(dir, []string{filepath.Join(dir, "a.vcxproj")}); !strings.Contains(got, test.want) {
				t.Errorf("got %.300s want %s", got, test.want)
			}
			if spent := processorTime(t) - start; spent > 10*time.Second {
				t.Errorf("it took %v of processor time", spent)
			}
		})
	}
}

func TestGrowthOfDatabases(t *testing.T) {
	var words, entries []string
	for i := range 60_000 {
		words = append(words, fmt.Sprintf(`"-DA%d","-UB%d"`, i, i))
		entries = append(entries, fmt.Sprintf(`{"directory":"C:\\x%d","file":"C:\\x%d\\no\\a.c","command":"cl a.c"}`, i, i))
	}
	for name, text := range map[string]string{
		"macros":    `[{"directory":".","file":"a.c","arguments":["cl",` + strings.Join(words, ",") + `,"a.c"]}]`,
		"elsewhere": "[" + strings.Join(entries, ",") + "]",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			plant(t, dir, "a.c", entryText)
			plant(t, dir, "compile_commands.json", text)
			start := processorTime(t)
			if got := render(dir, []string{dir}); !strings.HasPrefix(got, "driver ") {
				t.Errorf("got %.300s", got)
			}
			if spent := processorTime(t) - start; spent > 10*time.Second {
				t.Errorf("it took %v of processor time", spent)
			}
		})
	}
}

// Macros that are undefined and defined again, in the order of the command line.
func TestDefinesInOrder(t *testing.T) {
	o := &options{style: styleCL}
	o.read([]string{"/DA=1", "/UA", "/DB", "/DA=2", "-UC", "/DC", "/UB"})
	if got, want := fmt.Sprint(o.defines(), o.undefined()), "[A=2 C] [B]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// processorTime is what this process has used so far, without the time of the system, which
// grows with whatever else the machine does.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano())
}
