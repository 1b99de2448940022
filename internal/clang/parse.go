package clang

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/wdk"
	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// baseArgs make clang read C as the Windows compiler does, for a 64-bit kernel. What a build for another processor reads is
// chosen by macros alone: sizes stay those of 64 bits, which the model is written for.
var baseArgs = []string{
	"-ferror-limit=0", "-fbracket-depth=1024", "-Wno-everything", "-fno-spell-checking",
	"--target=x86_64-pc-windows-msvc", "-fms-extensions", "-fms-compatibility", "-nostdinc", "-nobuiltininc",
	"-D_AMD64_", "-D_WIN64", "-D_KERNEL_MODE",
	"-D_USE_NATIVE_SEH=1", // PSEH, with which drivers for gcc write __try, is __try then
}

// noAssembly keeps clang from its assembler, which opens the files that .include and .incbin
// name by itself. ctext.WithoutAssembly leaves no assembly in sight; what macros may still
// paste together is an unknown name. These come after the arguments of the unit.
var noAssembly = func() (args []string) {
	for _, word := range ctext.AssemblyWords {
		args = append(args, "-D"+word+"=drvlint_assembly")
	}
	return args
}()

// languageArgs tell clang the language of a unit. Templates are to be read where they
// stand, not where they are used; a template whose other parameters have defaults is an argument for one with fewer, as for the compiler of the kit.
func (u Unit) languageArgs() []string {
	if u.isCPlusPlus() {
		return []string{"-x", "c++", "-std=c++20", "-fcxx-exceptions", "-fexceptions", "-fno-delayed-template-parsing", "-frelaxed-template-template-args"}
	}
	return []string{"-x", "c"}
}

// targetArgs tell clang the language and the processor. A unit with the macro _X86_, which the kit defines for 32-bit x86, is read
// without those of 64 bits.
func (u Unit) targetArgs() []string {
	args := append(u.languageArgs(), baseArgs...)
	if u.given("_X86_") && !u.given("_AMD64_") {
		args = append(args, "-U_AMD64_", "-U_WIN64", "-U_M_AMD64", "-U_M_X64", "-D_M_IX86=600")
	}
	return args
}

// given reports whether the unit's arguments define a macro.
func (u Unit) given(name string) bool {
	return slices.ContainsFunc(u.Args, func(arg string) bool { return arg == "-D"+name || strings.HasPrefix(arg, "-D"+name+"=") })
}

const (
	modelHeader = wdk.RestHeader
	stubHeader  = wdk.StubHeader
)

// Without KeepGoing one missing header hides every later error.
const parseOptions = clang.DetailedPreprocessingRecord | clang.KeepGoing

// unsavedFiles are texts shown to clang in place of files.
type unsavedFiles []clang.UnsavedFile

func (u *unsavedFiles) add(name, text string) {
	*u = append(*u, clang.UnsavedFile{Name: name, Text: text})
}

// parse runs clang once over a unit with the model and the stubs as they are.
func (l *loader) parse(index clang.Index, u *unitState) (clang.TranslationUnit, error) {
	var files unsavedFiles
	files.add(modelHeader, u.model(l.stubs, l.sources))
	files.add(stubHeader, u.invented(l.stubs))
	for _, name := range sortedKeys(u.closure.virtual) {
		for _, path := range modelPaths(name) {
			files.add(path, u.closure.virtual[name])
		}
	}
	for _, f := range u.closure.files {
		if text, changed := u.closure.shown(f); changed || !utf8.ValidString(f.path) {
			files.add(f.path, string(text))
		}
	}
	args := u.targetArgs()
	if u.kit == nil {
		args = append(args, "-include", modelHeader, "-include", stubHeader)
		args = append(args, u.Args...)
	} else {
		args = append(args, l.kitArgs(u, &files)...)
	}
	args = append(args, noAssembly...)
	args = append(args, "-isystem", wdk.Folder)
	overlay, free, err := readable(overlayOf(u.paths()))
	if err != nil {
		return clang.TranslationUnit{}, err
	}
	defer free()
	args = append(args, "-ivfsoverlay", overlay)
	unit, err := index.Parse(u.File, args, files, parseOptions)
	if err != nil {
		return unit, fmt.Errorf("clang could not parse it (%w): check its arguments %s", err, strings.Join(u.Args, " "))
	}
	return unit, nil
}

// paths returns what clang may open for a unit.
func (u *unitState) paths() []string {
	var list []string
	for _, f := range u.closure.files {
		list = append(list, f.path)
	}
	if u.kit != nil {
		for _, h := range u.kit.headers {
			list = append(list, h.Path)
		}
	}
	return list
}
