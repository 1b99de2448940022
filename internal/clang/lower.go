package clang

// #include "walk.h"
import "C"

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/ir"
)

// A lowerer turns the tree of one translation unit into ir.
type lowerer struct {
	t     *tree
	ops   *operators
	main  *sourceFile
	all   *sources
	unit  *ir.Unit
	sites map[C.int32_t]*callSites // by the string of the file
	files map[C.int32_t]int32      // string index of a name -> index in unit.Files
	vars  map[C.int32_t]*ir.Var
	bound map[C.int32_t]ir.Place // what the names of structured bindings mean
	funcs map[C.int32_t]bool     // declarations already in unit.Protos
	fn    *ir.Func
	temps int
	// Of the C++ function that is being lowered:
	this              *ir.Var              // nil outside of methods
	pattern           bool                 // it is a template's, or made from one: what it calls may hang on arguments
	resultIsReference bool                 // it returns an address
	building          bool                 // it is a constructor or a destructor
	temporaries       []object             // objects that live until the end of the full expression
	lambdas           int                  // in the functions so far that have the same name
	labels            map[label]string     // of the function: what they are called
	instance          instance             // the class made from a template that is being lowered
	wanted            []string             // classes made from templates that the unit uses, in order
	closures          map[string]*lambda   // by the names of the types of their lambdas
	expanded          map[at]C.int32_t     // the macros that are expanded, each by where its name stands
	macros            map[C.int32_t]string // what they stand for
	cplusplus         bool
	hierarchy         *hierarchy
}

// lowerUnit lowers what the driver itself wrote in the unit: functions, globals and
// role declarations of the main file and of the driver's headers. Declarations below
// the folder skip are the model's.
func lowerUnit(tu clang.TranslationUnit, u Unit, all *sources, skip string) (unit *ir.Unit, seen map[string]*callSites, instance string) {
	t := walk(tu, skip, u.isCPlusPlus())
	defer t.free()
	l := &lowerer{
		t: t, ops: loadedOperators, main: all.file(u.File), all: all,
		unit:  &ir.Unit{File: u.File},
		sites: map[C.int32_t]*callSites{},
		files: map[C.int32_t]int32{}, vars: map[C.int32_t]*ir.Var{}, bound: map[C.int32_t]ir.Place{}, funcs: map[C.int32_t]bool{},
		cplusplus: u.isCPlusPlus(), hierarchy: newHierarchy(t), closures: map[string]*lambda{}, expanded: map[at]C.int32_t{}, macros: map[C.int32_t]string{},
	}
	l.file(t.mainFile)
	for _, m := range t.macros {
		sites := l.sitesIn(m.at)
		sites.Macros = append(sites.Macros, [2]int{int(m.from), int(m.to)})
		sites.MacroNames = append(sites.MacroNames, t.text(m.name))
		l.expanded[at{m.at, m.from}] = m.name
	}
	for _, n := range t.roots() {
		switch t.kind(n) {
		case clang.Cursor_FunctionDecl, clang.Cursor_CXXMethod, clang.Cursor_Constructor, clang.Cursor_Destructor,
			clang.Cursor_ConversionFunction, clang.Cursor_FunctionTemplate:
			l.function(n)
		case clang.Cursor_VarDecl:
			l.globalDecl(n)
		case clang.Cursor_TypedefDecl:
			l.functionType(n)
		}
	}
	l.fillPlainTables()
	instance = l.instances()
	l.unit.Paged, l.unit.Named = l.pagedFunctions(), l.hierarchy.knownToOthers()
	sites := map[string]*callSites{}
	for file, seen := range l.sites {
		sites[t.text(file)] = seen
	}
	return l.unit, sites, instance
}

// sitesIn is what was seen in a file.
func (l *lowerer) sitesIn(file C.int32_t) *callSites {
	if l.sites[file] == nil {
		l.sites[file] = &callSites{Calls: map[int]bool{}}
	}
	return l.sites[file]
}

// file returns the index in unit.Files of the file whose name is string i.
func (l *lowerer) file(i C.int32_t) int32 {
	if i < 0 {
		return 0
	}
	if known, ok := l.files[i]; ok {
		return known
	}
	index := int32(len(l.unit.Files))
	l.files[i] = index
	name := l.t.text(i)
	switch {
	case i == l.t.mainFile:
		name = l.unit.File
	case !IsModel(name):
		name = paths.Spelled(name, func(path string) string { return l.all.session.disk.look(path).real })
	}
	text := l.sourceOf(i)
	l.unit.Files = append(l.unit.Files, ir.File{Name: name, Size: len(text.text), Lines: text.lineStarts()})
	return index
}

// lineStarts returns the offsets at which lines begin. As for clang, a carriage return
// that no line feed follows ends a line as well.
func lineStarts(text []byte) []int {
	lines := []int{0}
	for i := 0; ; {
		next := bytes.IndexAny(text[i:], "\r\n")
		if next < 0 {
			return lines
		}
		i += next + 1
		if text[i-1] == '\r' && i < len(text) && text[i] == '\n' {
			i++
		}
		lines = append(lines, i)
	}
}

// sourceOf returns the file whose name is string i.
func (l *lowerer) sourceOf(i C.int32_t) *sourceFile {
	if i == l.t.mainFile {
		return l.main
	}
	return l.all.named(l.t.text(i))
}

// source returns the text of a range of a file of the unit.
func (l *lowerer) source(file C.int32_t, from, to C.uint32_t) string {
	text := l.sourceOf(file).text // a model header has none: that is an unknown operator
	if from > to || int(to) > len(text) {
		return ""
	}
	return string(text[from:to])
}

func (l *lowerer) span(n int) ir.Span {
	node := &l.t.nodes[n]
	span := ir.Span{File: l.file(node.file), From: int32(node.from), To: int32(node.to)}
	if span.To < span.From {
		span.To = span.From
	}
	return span
}

func (l *lowerer) nameSpan(n int) ir.Span {
	node := &l.t.nodes[n]
	from := int32(node.loc)
	return ir.Span{File: l.file(node.file), From: from, To: from + int32(len(l.t.text(node.spell)))}
}

// role is the name of the function typedef that a function was declared with.
func (l *lowerer) role(decl C.int32_t, n int) string {
	_ = decl
	i := l.t.nodes[n]._type
	if i < 0 || clang.TypeKind(l.t.types[i].kind) != clang.Type_Typedef {
		return ""
	}
	name := l.t.text(l.t.types[i].spell)
	return strings.TrimSpace(strings.TrimPrefix(name, "const "))
}

func (l *lowerer) function(n int) {
	node := &l.t.nodes[n]
	decl := &l.t.decls[node.decl]
	static := clang.LinkageKind(decl.linkage) == clang.Linkage_Internal
	kids := l.t.children(n)
	body := -1
	var annotations []string
	for _, k := range kids {
		switch l.t.kind(k) {
		case clang.Cursor_CompoundStmt, clang.Cursor_CXXTryStmt: // f() try {} catch (...) {}
			body = k
		case clang.Cursor_AnnotateAttr:
			annotations = append(annotations, l.t.text(l.t.nodes[k].spell))
		}
	}
	l.numberParameters(kids, annotations, decl.flags)
	if body < 0 {
		role := l.role(node.decl, n)
		if role != "" || len(annotations) > 0 {
			l.unit.Protos = append(l.unit.Protos, &ir.Proto{Span: l.span(n), Name: l.t.text(decl.name), Role: role, Static: static, Annotations: annotations})
		}
		return
	}
	fn := &ir.Func{
		Span: l.span(n), NameSpan: l.nameSpan(n), Name: l.functionOf(decl), Static: static,
		Result: l.t.typeName(decl.result), Annotations: annotations,
	}
	fn.End = l.closing(body)
	l.fn, l.temps, l.lambdas, l.labels, l.resultIsReference = fn, 0, 0, nil, l.t.isReference(decl.result)
	l.building = l.t.kind(n) == clang.Cursor_Constructor || l.t.kind(n) == clang.Cursor_Destructor
	l.pattern = l.t.kind(n) == clang.Cursor_FunctionTemplate || l.hierarchy.patterns[l.t.text(decl.record)]
	if decl.flags&C.DL_METHOD != 0 {
		fn.Params = append(fn.Params, l.declareThis(n))
	}
	for _, k := range kids {
		if l.t.kind(k) == clang.Cursor_ParmDecl {
			fn.Params = append(fn.Params, l.declare(k, ir.Param))
		}
	}
	l.takeCaptured(fn)
	l.initialisers(n, kids, &fn.Body)
	l.functionBody(n, body, fn)
	l.fn, l.this = nil, nil
	l.unit.Funcs = append(l.unit.Funcs, fn)
	for _, base := range l.hierarchy.foreignBases(l.t.text(decl.record)) {
		method, _, _ := strings.Cut(strings.TrimPrefix(fn.Name, l.t.text(decl.record)), "(")
		l.unit.Protos = append(l.unit.Protos, &ir.Proto{Span: fn.NameSpan, Name: fn.Name, Role: base + method})
	}
}

// functionType notes the annotations of a function typedef.
func (l *lowerer) functionType(n int) {
	proto := &ir.Proto{Span: l.span(n), Name: l.t.text(l.t.nodes[n].spell), IsType: true}
	kids := l.t.children(n)
	for _, k := range kids {
		if l.t.kind(k) == clang.Cursor_AnnotateAttr {
			proto.Annotations = append(proto.Annotations, l.t.text(l.t.nodes[k].spell))
		}
	}
	l.numberParameters(kids, proto.Annotations, 0)
	l.unit.Protos = append(l.unit.Protos, proto)
}

// numberParameters names the parameters in conditions of annotations by their place, _0 for the first: what a
// declaration calls them is known here alone.
func (l *lowerer) numberParameters(kids []int, annotations []string, flags C.int32_t) {
	if !slices.ContainsFunc(annotations, func(a string) bool { return strings.HasPrefix(a, "_When_(") }) {
		return
	}
	places := map[string]string{}
	if flags&C.DL_METHOD != 0 {
		places["this"] = "_0"
	}
	for _, k := range kids {
		if l.t.kind(k) == clang.Cursor_ParmDecl {
			places[l.t.text(l.t.nodes[k].spell)] = fmt.Sprintf("_%d", len(places))
		}
	}
	for i, annotation := range annotations {
		condition, rest, found := strings.Cut(annotation, "): ")
		if !found || !strings.HasPrefix(annotation, "_When_(") {
			continue
		}
		annotations[i] = parameterName.ReplaceAllStringFunc(condition, func(word string) string {
			if place, known := places[word]; known {
				return place
			}
			return word
		}) + "): " + rest
	}
}

var parameterName = regexp.MustCompile(`\b[A-Za-z]\w*\b`)

// declare makes the variable that the declaration at node n introduces.
func (l *lowerer) declare(n int, kind ir.VarKind) *ir.Var {
	node := &l.t.nodes[n]
	name := l.t.text(node.spell)
	if name == "" { // a parameter that C++ leaves without a name
		name = fmt.Sprintf("parameter %d", len(l.fn.Params)+1)
	}
	v := &ir.Var{Span: l.nameSpan(n), Kind: kind, Name: name, Type: l.t.variableType(node._type)}
	if kind == ir.Param {
		for _, k := range l.t.children(n) {
			if l.t.kind(k) == clang.Cursor_AnnotateAttr {
				v.Annotations = append(v.Annotations, l.t.text(l.t.nodes[k].spell))
			}
		}
	}
	l.vars[node.decl] = v
	return v
}

// temp makes a variable for the result of the expression at n.
func (l *lowerer) temp(n int) *ir.Var {
	l.temps++
	v := &ir.Var{Span: l.span(n), Kind: ir.Temp, Name: fmt.Sprintf("%%%d", l.temps), Source: long, Type: l.t.typeName(l.t.nodes[n]._type)}
	l.fn.Locals = append(l.fn.Locals, v)
	return v
}

// long stands for a part of an expression that no message spells out.
const long = "(…)"

// spelledCall is how messages spell a call.
func spelledCall(call *ir.Call) string {
	callee := call.Callee
	if callee == "" {
		callee = call.Target.Words()
		if _, method, virtual := strings.Cut(callee, virtualPrefix); virtual {
			callee = method
		}
	}
	if len(call.Args) == 0 {
		return callee + "()"
	}
	return callee + long
}

// variable returns the variable that a reference to decl means, nil if it is none.
func (l *lowerer) variable(decl C.int32_t) *ir.Var {
	if v, ok := l.vars[decl]; ok {
		return v
	}
	d := &l.t.decls[decl]
	switch clang.CursorKind(d.kind) {
	case clang.Cursor_VarDecl, clang.Cursor_ParmDecl:
	default:
		return nil
	}
	kind := ir.Local
	switch clang.LinkageKind(d.linkage) {
	case clang.Linkage_External, clang.Linkage_UniqueExternal:
		kind = ir.GlobalVar
	case clang.Linkage_Internal:
		kind = ir.StaticVar
	}
	name := l.t.text(d.name)
	v := &ir.Var{
		Span: ir.Span{File: l.file(d.file), From: int32(d.loc), To: int32(d.loc) + int32(len(name))},
		Kind: kind, Name: name, Type: l.t.variableType(d._type),
	}
	l.vars[decl] = v
	if kind == ir.GlobalVar || kind == ir.StaticVar {
		l.unit.Globals = append(l.unit.Globals, &ir.Global{Var: v})
	} else if l.fn != nil {
		l.fn.Locals = append(l.fn.Locals, v)
	}
	return v
}

// globalDecl lowers a variable declared at file scope.
func (l *lowerer) globalDecl(n int) {
	node := &l.t.nodes[n]
	v := l.variable(node.decl)
	if v == nil {
		return
	}
	storage := clang.StorageClass(l.t.decls[node.decl].storage)
	init := l.initialiser(n)
	inClass := storage == clang.SC_Static && v.Kind == ir.GlobalVar // a class declares it, a definition follows elsewhere
	defined := init >= 0 || storage != clang.SC_Extern && !inClass
	if !defined {
		return
	}
	v.Span = l.nameSpan(n)
	l.defineGlobal(n, v, init)
}

func (l *lowerer) defineGlobal(n int, v *ir.Var, init int) {
	var global *ir.Global
	for _, g := range l.unit.Globals {
		if g.Var == v {
			global = g
		}
	}
	if global == nil {
		global = &ir.Global{Var: v}
		l.unit.Globals = append(l.unit.Globals, global)
	}
	global.Defined = true
	t := l.t.nodes[n]._type
	global.Const = t >= 0 && l.t.types[t].is_const != 0
	if init >= 0 {
		global.Init = l.staticInit(init)
	}
}

// initialiser returns the node of a variable's initialiser, -1 without one.
func (l *lowerer) initialiser(n int) int {
	for _, k := range l.t.children(n) {
		if l.t.nodes[k].role == 1 {
			return k
		}
	}
	return -1
}
