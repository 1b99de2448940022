package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// A tool reads one file in one process.
type tool struct {
	name          string
	program       string
	debianPackage string
	arguments     func(unit) []string
}

var tools = []tool{
	{"clang -fsyntax-only", "clang-15", "clang-15", func(u unit) []string {
		return slices.Concat([]string{"-fsyntax-only", "-fno-caret-diagnostics"}, u.args, []string{u.file})
	}},
	{"clang --analyze", "clang-15", "clang-15", func(u unit) []string {
		return slices.Concat([]string{"--analyze", "--analyzer-output", "text", "-fno-caret-diagnostics"}, u.args, []string{u.file})
	}},
	{"clang-tidy", "clang-tidy-15", "clang-tidy-15", func(u unit) []string {
		return slices.Concat([]string{"--quiet", u.file, "--"}, u.args)
	}},
	{"cppcheck", "cppcheck", "cppcheck", cppcheck},
}

// cppcheck takes the macros and folders of clang's arguments.
func cppcheck(u unit) []string {
	args := []string{"--quiet", "--enable=warning", "-I" + u.folder}
	for _, arg := range u.args {
		if strings.HasPrefix(arg, "-D") || strings.HasPrefix(arg, "-I") {
			args = append(args, arg)
		}
	}
	for _, header := range u.headers {
		args = append(args, "--include="+header)
	}
	return append(args, u.file)
}

func toolNames() []string {
	var list []string
	for _, t := range tools {
		list = append(list, t.name)
	}
	return list
}

// choose returns the tools that are asked for. What is missing is installed.
func (o options) choose() ([]tool, error) {
	var list []tool
	for _, name := range o.tools {
		i := slices.IndexFunc(tools, func(t tool) bool { return t.name == name })
		if i < 0 {
			return nil, fmt.Errorf("--tools %s: there is none of that name; take of %s", name, strings.Join(toolNames(), ", "))
		}
		if err := tools[i].install(); err != nil {
			return nil, err
		}
		list = append(list, tools[i])
	}
	return list, nil
}

func (t tool) install() error {
	if _, err := exec.LookPath(t.program); err == nil {
		return nil
	}
	out, err := exec.Command("sh", "-c", "apt-get update -qq && apt-get install -y -qq "+t.debianPackage).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s is not installed, and installing %s failed (%w): install it, or leave it out of --tools\n%s", t.program, t.debianPackage, err, out)
	}
	return nil
}
