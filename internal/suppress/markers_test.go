package suppress

import (
	"fmt"
	"strings"
	"testing"
)

var known = []string{"exitsend", "fastmutexwait", "unloadwait"}

// TestFind spells each marker as: line [covered] names (unknown names) reason.
func TestFind(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"behind the code", "int a;\nf(); // drvlint:ignore unloadwait it ends by itself\n", "2 [2] unloadwait: it ends by itself"},
		{"above the code", "// drvlint:ignore unloadwait why\nf();\n", "1 [2] unloadwait: why"},
		{"in front of the code", "/* drvlint:ignore unloadwait why */ f();\n", "1 [1] unloadwait: why"},
		{"other comments and blank lines between", "// drvlint:ignore unloadwait why\n\n/* more\n   of it */\nf();\n", "1 [5] unloadwait: why"},
		{"stacked", "// drvlint:ignore unloadwait a\n// drvlint:ignore exitsend b\nf();\n", "1 [3] unloadwait: a\n2 [3] exitsend: b"},
		{"names with commas", "f(); // drvlint:ignore unloadwait,exitsend , fastmutexwait why not\n", "1 [1] unloadwait exitsend fastmutexwait: why not"},
		{"names with spaces", "f(); // drvlint:ignore unloadwait exitsend why\n", "1 [1] unloadwait exitsend: why"},
		{"no reason", "f(); //drvlint:ignore unloadwait\n", "1 [1] unloadwait:"},
		{"punctuation before the reason", "f(); // drvlint:ignore unloadwait: why\ng(); // drvlint:ignore unloadwait -- why\n", "1 [1] unloadwait: why\n2 [2] unloadwait: why"},
		{"no name", "f(); // drvlint:ignore\n", "1 [1] :"},
		{"unknown name", "f(); // drvlint:ignore unloadwiat why\n", "1 [1] (unloadwiat): why"},
		{"over several lines", "/*\n * drvlint:ignore unloadwait because\n *   of this\n */\nf();\n", "1 [5] unloadwait: because of this"},
		{"documentation comment", "/// drvlint:ignore unloadwait why\n/** drvlint:ignore exitsend why */\nf();\n", "1 [3] unloadwait: why\n2 [3] exitsend: why"},
		{"Windows line endings", "// drvlint:ignore unloadwait why\r\nf();\r\n", "1 [2] unloadwait: why"},
		{"a line comment that goes on", "// drvlint:ignore unloadwait why \\\nand more\nf();\n", "1 [3] unloadwait: why and more"},
		{"not in a string", "f(\"// drvlint:ignore unloadwait why\");\nchar c = '\"'; f(\"/* NOLINT(unloadwait) */\");\n", ""},
		{"not in running text", "// use drvlint:ignore unloadwait to be silent\nf();\n", ""},
		{"not another word", "// drvlint:ignored unloadwait\nf();\n", ""},
		{"at the end", "f();\n// drvlint:ignore unloadwait why\n", "2 [0] unloadwait: why"},
		{"above directives", "// drvlint:ignore unloadwait why\n#ifdef A\n#define B \\\n  1\nf();\n#endif\n", "1 [5] unloadwait: why"},
		{"in a macro of several lines", "#define F() \\\n  f(); /* drvlint:ignore unloadwait why */ \\\n  g()\nF();\n", "2 [2] unloadwait: why"},
		{"behind a macro of several lines", "#define F() \\\n  f()\n  F(); // drvlint:ignore unloadwait why\n", "3 [3] unloadwait: why"},

		{"pragma", "#pragma warning(suppress: unloadwait)\nf();\n", "1 [2] unloadwait:"},
		{"pragma with numbers", "#pragma warning(suppress : 28150 unloadwait 4100 exitsend)\n\nf();\n", "1 [3] unloadwait exitsend:"},
		{"pragma with numbers only before the one with a name", "#pragma warning(suppress : 28150 4100)\n#pragma warning(suppress: 4100, \"unloadwait\")\n#pragma warning(suppress:1;suppress:unloadwait)\nf();\n", "3 [4] unloadwait:"},
		{"pragma with a reason before the name", "#pragma warning(suppress: 4100 \"why\" unloadwait)\nf();\n", "1 [2] unloadwait: why"},
		{"pragma over two lines", "#pragma warning(suppress \\\n: unloadwait)\n#pragma warning(suppress: 4100 \\\n exitsend)\nf();\n", "1 [5] unloadwait:\n3 [5] exitsend:"},
		{"pragma of several parts", "#pragma warning(disable: 4100; suppress: unloadwait; once: 4705)\nf();\n", "1 [2] unloadwait:"},
		{"prefast with a reason", "#pragma prefast(suppress: unloadwait, \"it ends by itself\")\nf();\n", "1 [2] unloadwait: it ends by itself"},
		{"pragma with a space", "#  pragma prefast ( suppress:unloadwait )\r\nf();\r\n", "1 [2] unloadwait:"},
		{"pragma over two lines", "#pragma prefast(suppress: unloadwait, \\\n  \"why\")\nf();\n", "1 [3] unloadwait: why"},
		{"pragma as an operator", "__pragma(warning(suppress: unloadwait)) f();\n__pragma(prefast(suppress: exitsend, \"why\"))\ng();\n", "1 [1] unloadwait:\n2 [3] exitsend: why"},
		{"pragma in a macro", "#define QUIET __pragma(warning(suppress: 4127))\nf();\n", ""},
		{"pragma of others", "#pragma warning(suppress: 28150)\n#pragma warning(disable: unloadwait)\n#pragma once\n#pragma warning(push)\nf();\n", ""},
		{"pragma that is cut off", "#pragma warning(suppress: unloadwait", "1 [0] unloadwait:"},

		{"NOLINT", "f(); // NOLINT(drvlint-unloadwait)\n", "1 [1] unloadwait:"},
		{"NOLINT by plain name among others", "f(); // why NOLINT(bugprone-x, unloadwait , cert-y) because\n", "1 [1] unloadwait: because"},
		{"NOLINT of others", "f(); // NOLINT\ng(); // NOLINT(bugprone-x)\n", ""},
		{"NOLINT unknown", "f(); // NOLINT(drvlint-unloadwiat)\n", "1 [1] (unloadwiat):"},
		{"NOLINTNEXTLINE", "/* NOLINTNEXTLINE(drvlint-unloadwait): why */\nf();\n", "1 [2] unloadwait: why"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, m := range find([]byte(test.source), known) {
				names := strings.Join(m.names, " ")
				if len(m.unknown) > 0 {
					names += "(" + strings.Join(m.unknown, " ") + ")"
				}
				if m.from != m.to {
					t.Errorf("covers %d to %d", m.from, m.to)
				}
				got = append(got, strings.TrimSpace(fmt.Sprintf("%d [%d] %s: %s", m.line, m.from, names, m.reason)))
			}
			if s := strings.Join(got, "\n"); s != test.want {
				t.Errorf("got:\n%s\nwant:\n%s", s, test.want)
			}
		})
	}
}

func TestFindIsNotUpsetByAnyText(t *testing.T) {
	for _, source := range []string{
		"drvlint:ignore", "/*", "/* drvlint:ignore", "//drvlint:ignore", "/*/ NOLINT(unloadwait)", "#pragma", "#pragma warning", "#pragma warning(", "__pragma",
		"__pragma(", "__pragma(warning(suppress", "__pragma(warning(suppress:", "\x00\xff NOLINT(", "// NOLINT()", "/*drvlint:ignore,*/", "// drvlint:ignore ,,, :",
	} {
		for _, m := range find([]byte(source), known) {
			m.notes(known, known)
		}
	}
}
