package plan

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/clang"
)

// A unit file with an argument that no plan writes is refused by its name and the argument.
func TestUnitFileWithOtherArguments(t *testing.T) {
	//attack:unit-args
	for _, args := range [][]string{
		{"-o", "out"}, {"-oout"}, {"-MMD"}, {"-MD", "-MF", "out"}, {"-MJ", "out"}, {"-Wp,-MMD,out"}, {"-Xpreprocessor", "-MD"},
		{"-Xclang", "-header-include-file", "-Xclang", "out"}, {"-Xclang", "-load", "-Xclang", "plugin.so"}, {"-fplugin=plugin.so"},
		{"-fpass-plugin=plugin.so"}, {"-save-temps"}, {"-ftime-trace=out"}, {"-serialize-diagnostics", "out"}, {"--serialize-diagnostics=out"},
		{"-emit-pch"}, {"-include-pch", "evil.pch"}, {"-fmodules", "-fmodules-cache-path=out"}, {"-fmodule-file=evil.pcm"}, {"-fmodule-map-file=evil"},
		{"-ivfsoverlay", "evil.yaml"}, {"-vfsoverlay", "evil.yaml"}, {"@options.rsp"}, {"--config=evil.cfg"}, {"--config", "evil.cfg"}, {"-B/evil"},
		{"-isystem", "/etc"}, {"-iquote/etc"}, {"-imacros", "/etc/passwd"}, {"-idirafter/etc"}, {"--sysroot=/"}, {"-working-directory=/"}, {"-fdebug-compilation-dir=/"},
		{"-mllvm", "-stats"}, {"-v"}, {"-H"}, {"-E"}, {"/FIevil.h"}, {"/etc/passwd"}, {"-"}, {"--"}, {""}, {"-x", "ir"}, {"-UX"},
		{"-D"}, {"-I"}, {"-include"}, {"-I", "x"}, {"-D", "X"}, {"-DX", "-include"}, {"-include", ""}, {"-DX=1\n#include </etc/passwd>"}, {"-DX\r=1"},
	} {
		file := filepath.Join(t.TempDir(), "u.json")
		if err := WriteUnit(file, Unit{Drvlint: here.Build, File: "a.c", Checkout: ".", Args: append([]string{"-DOK=1", "-Iok", "-include", "ok.h"}, args...)}); err != nil {
			t.Fatal(err)
		}
		_, err := here.ReadUnit(file)
		if err == nil {
			t.Errorf("%q is taken", args)
			continue
		}
		if text := err.Error(); !strings.Contains(text, file) || !strings.Contains(text, "argument") || strings.Contains(text, "\n") {
			t.Errorf("%q: %s", args, text)
		}
	}
	if _, err := os.Stat("out"); err == nil {
		t.Error("a file is written")
	}
}

// Whatever a project says, what becomes of it is taken again.
func TestArgumentsOfPlansAreTaken(t *testing.T) {
	odd := []string{"", "X", "X=1", "F(x)=x", "-o", "a b", "X=\"y z\"", "X=1\n#include <x>", "\n", "X\r\nY", "-include", "@rsp", "\u00fc"}
	args := clang.Args(odd, odd, odd)
	if err := clang.CheckArgs(args); err != nil {
		t.Error(err)
	}
	if got, want := clang.Args([]string{"X=1\n2", ""}, []string{"", "a"}, []string{"", "b.h"}), []string{"-DX=1", "-Ia", "-include", "b.h"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
