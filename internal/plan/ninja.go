package plan

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/kballard/go-shellquote"
)

// NinjaFile is the name of the build file for ninja in the folder of a plan.
const NinjaFile = "build.ninja"

// ReportFile is the name of the report that ninja makes.
const ReportFile = "drvlint.sarif"

// Ninja returns a build file that does the units of a plan and links them to a SARIF log.
// It is to be used in the folder in which the plan was made. drvlint is the program, folder
// that of the plan, names the units' names. Findings are no failure of the build; what could
// not be analysed is one.
func Ninja(drvlint, folder string, names []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Written by drvlint plan. Run in the folder where the plan was made: ninja -f %[1]s
ninja_required_version = 1.5
builddir = %[4]s

rule unit
  command = %[2]s unit $in -o $out --depfile $out.d
  depfile = $out.d
  deps = gcc
  description = drvlint unit $in

rule link
  command = %[2]s link %[3]s --format sarif=$out || test $$? -eq 1
  description = drvlint link %[3]s

`, filepath.Join(folder, NinjaFile), variable(shellquote.Join(drvlint)), variable(shellquote.Join(folder)), variable(folder))
	var all strings.Builder
	for _, name := range names {
		facts := target(filepath.Join(folder, name+Extension))
		fmt.Fprintf(&b, "build %s: unit %s | %s\n", facts, target(filepath.Join(folder, name+".json")), target(drvlint))
		fmt.Fprintf(&all, " $\n  %s", facts)
	}
	fmt.Fprintf(&b, "build %s: link | %s%s\n", target(filepath.Join(folder, ReportFile)), target(filepath.Join(folder, PlanFile)), all.String())
	return b.String()
}

// variable writes a text into the value of one of ninja's variables.
func variable(text string) string { return strings.ReplaceAll(text, "$", "$$") }

// target writes a path as one of ninja's.
func target(path string) string {
	return strings.NewReplacer("$", "$$", " ", "$ ", ":", "$:").Replace(path)
}

// Depfile returns, as make reads it, which files the output was made from.
func Depfile(output string, files []string) string {
	escape := strings.NewReplacer(" ", `\ `, "#", `\#`, "$", "$$").Replace
	var b strings.Builder
	b.WriteString(escape(output) + ":")
	for _, file := range files {
		b.WriteString(" \\\n  " + escape(file))
	}
	b.WriteString("\n")
	return b.String()
}
