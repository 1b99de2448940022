package project

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/yuin/gopher-lua/ast"
	"github.com/yuin/gopher-lua/parse"
)

// An xmakeTarget is what an xmake.lua says of a target; of the outermost scope, what it says of all.
type xmakeTarget struct {
	files   []xmakeFiles
	options []string // of the compiler
	driver  bool
}

// xmakeFiles are patterns of files, and options of their own.
type xmakeFiles struct{ patterns, options []string }

// xmake lists what an xmake.lua compiles for the kernel. It is parsed as Lua, and nothing is executed: what
// stands under a condition counts if that names Windows, x64 or the release alone.
func (f *finder) xmake(path, text string) ([]compileCommand, error) {
	chunk, err := parse.Parse(strings.NewReader(text), filepath.Base(path))
	if err != nil {
		return nil, fmt.Errorf("is not Lua (%w)", err)
	}
	x := &xmakeReader{finder: f, outer: &xmakeTarget{}}
	x.now = x.outer
	x.statements(chunk, 0)
	if x.tooDeep {
		return nil, errNesting
	}
	var list []compileCommand
	for _, target := range x.targets {
		if !target.driver && !x.outer.driver {
			continue
		}
		common := &options{style: styleCL}
		common.read(slices.Concat(x.outer.options, target.options))
		for _, files := range target.files {
			if f.settings > maxSettings {
				break
			}
			o := common.with(files.options)
			for _, pattern := range files.patterns {
				for _, file := range f.globbed(filepath.Dir(path), pattern) {
					list = f.compiles(list, filepath.Dir(path), file, o)
				}
			}
		}
	}
	return list, nil
}

type xmakeReader struct {
	finder     *finder
	outer, now *xmakeTarget
	targets    []*xmakeTarget
	tooDeep    bool // beyond maxBlocks
}

// maxBlocks bounds how deep blocks and expressions of a build file are followed.
const maxBlocks = 50

var errNesting = fmt.Errorf("nests more than %d levels deep", maxBlocks)

func (x *xmakeReader) statements(list []ast.Stmt, depth int) {
	if depth > maxBlocks {
		x.tooDeep = true
		return
	}
	for _, statement := range list {
		switch s := statement.(type) {
		case *ast.DoBlockStmt:
			x.statements(s.Stmts, depth+1)
		case *ast.IfStmt:
			if x.holds(s.Condition) {
				x.statements(s.Then, depth+1)
			}
		case *ast.FuncCallStmt:
			if call, ok := s.Expr.(*ast.FuncCallExpr); ok {
				x.call(call, depth)
			}
		}
	}
}

// holds reports whether a condition holds in every build of a driver that is read.
func (x *xmakeReader) holds(condition ast.Expr) bool {
	call, ok := condition.(*ast.FuncCallExpr)
	if !ok {
		return false
	}
	name, _ := call.Func.(*ast.IdentExpr)
	wanted := map[string][]string{"is_plat": {"windows"}, "is_host": {"windows"}, "is_arch": {"x64", "x86_64"}, "is_mode": {"release"}}
	if x.finder.forDebugging() {
		wanted["is_mode"] = []string{"debug"}
	}
	return name != nil && slices.ContainsFunc(literals(call.Args), func(word string) bool { return slices.Contains(wanted[name.Value], word) })
}

// call takes in what a call says.
func (x *xmakeReader) call(call *ast.FuncCallExpr, depth int) {
	name, ok := call.Func.(*ast.IdentExpr)
	if !ok {
		return
	}
	words := literals(call.Args)
	switch name.Value {
	case "target":
		x.now = &xmakeTarget{}
		x.targets = append(x.targets, x.now)
		for _, argument := range call.Args {
			if body, ok := argument.(*ast.FunctionExpr); ok {
				x.statements(body.Stmts, depth+1)
				x.now = x.outer
			}
		}
	case "target_end":
		x.now = x.outer
	case "option", "rule", "task", "package", "toolchain":
		x.now = &xmakeTarget{} // a scope that makes nothing
	case "option_end", "rule_end", "task_end", "package_end", "toolchain_end":
		x.now = x.outer
	case "add_defines":
		x.now.options = append(x.now.options, prefixed("/D", plainDefines(words))...)
	case "add_undefines":
		x.now.options = append(x.now.options, prefixed("/U", words)...)
	case "add_includedirs", "add_sysincludedirs":
		x.now.options = append(x.now.options, prefixed("/I", words)...)
	case "add_forceincludes":
		x.now.options = append(x.now.options, prefixed("/FI", words)...)
	case "add_cflags", "add_cxflags", "add_cxxflags":
		for _, word := range words {
			x.now.options = append(x.now.options, splitWindows(word)...)
		}
	case "add_files":
		files := xmakeFiles{patterns: words}
		for _, argument := range call.Args {
			if table, ok := argument.(*ast.TableExpr); ok {
				for _, field := range table.Fields {
					if key, ok := field.Key.(*ast.StringExpr); ok && key.Value == "defines" {
						files.options = append(files.options, prefixed("/D", plainDefines(literals([]ast.Expr{field.Value})))...)
					}
				}
			}
		}
		x.now.files = append(x.now.files, files)
	case "add_rules", "add_ldflags", "add_shflags", "set_extension":
		x.now.driver = x.now.driver || slices.ContainsFunc(words, func(word string) bool {
			return saysDriver(`"`+word+`"`) || strings.HasPrefix(word, "wdk.env.wdm") || strings.HasPrefix(word, "wdk.env.kmdf")
		})
	}
}

// literals lists the strings among expressions, and in tables that list some.
func literals(expressions []ast.Expr) []string {
	var list []string
	for _, e := range expressions {
		switch e := e.(type) {
		case *ast.StringExpr:
			list = append(list, e.Value)
		case *ast.TableExpr:
			for _, field := range e.Fields {
				if s, ok := field.Value.(*ast.StringExpr); ok && field.Key == nil {
					list = append(list, s.Value)
				}
			}
		}
	}
	return list
}

func prefixed(prefix string, words []string) []string {
	var list []string
	for _, word := range words {
		list = append(list, prefix+word)
	}
	return list
}

// globbed lists the files of the tree that a pattern of xmake means, seen from a folder.
func (f *finder) globbed(folder, pattern string) []string {
	if !strings.ContainsAny(pattern, "*?") {
		return []string{pattern}
	}
	pattern, without, _ := strings.Cut(pattern, "|")
	path := escapeGlob(filepath.ToSlash(folder)) + "/" + strings.ReplaceAll(pattern, "**.", "**/*.")
	base, rest := doublestar.SplitPattern(cleanPattern(path))
	base, found := f.disk.resolve("", filepath.FromSlash(base))
	if !found || !f.disk.inTree(base) || !doublestar.ValidatePattern(rest) {
		return nil
	}
	var list []string
	for _, file := range f.disk.below(base, strings.Contains(rest, "/")) {
		name := filepath.ToSlash(file[len(base)+1:])
		if doublestar.MatchUnvalidated(rest, name) && !slices.Contains(strings.Split(without, "|"), name) {
			list = append(list, file)
		}
	}
	return list
}
