package clang

// #include "walk.h"
import "C"

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/ir"
)

// A hierarchy knows the classes that the driver's files define.
//
// A virtual call is one through a pointer: the member that is named after the method, of a table
// that all classes derived from the one which the object is known as have in common. Each class of
// which there may be objects stores there what they run. So what such a call may reach is told
// where the driver is linked, as for any other pointer, and one that leads to a single method of
// all units is followed. The tables of interfaces that only headers of the kit define hold nothing.
type hierarchy struct {
	bases    map[string][]string             // class or template -> its bases, as they are written
	methods  map[string]map[string]C.int32_t // class or template -> key of a method -> its declaration
	patterns map[string]bool                 // templates, and classes in them
	tables   map[string]*ir.Global           // class -> its table
}

// What the names of tables and of their record begin with.
const virtualPrefix = "virtual "

// maxBases bounds how many classes are passed from one to its bases: templates may be derived from
// themselves without end.
const maxBases = 32

// newHierarchy gathers the classes of a unit.
func newHierarchy(t *tree) *hierarchy {
	h := &hierarchy{bases: map[string][]string{}, methods: map[string]map[string]C.int32_t{}, patterns: map[string]bool{}, tables: map[string]*ir.Global{}}
	for _, b := range t.bases {
		class, base := t.text(b.class), t.text(b.base)
		switch {
		case base == "":
			h.bases[class] = nil // the list of one that was seen before begins anew
			h.patterns[class] = b.pattern != 0
		case !slices.Contains(h.bases[class], base):
			h.bases[class] = append(h.bases[class], base)
		}
	}
	for _, n := range t.roots() {
		switch t.kind(n) {
		case clang.Cursor_CXXMethod, clang.Cursor_Destructor:
			decl := &t.decls[t.nodes[n].decl]
			class := t.text(decl.record)
			if h.methods[class] == nil {
				h.methods[class] = map[string]C.int32_t{}
			}
			h.methods[class][t.methodKey(decl)] = t.nodes[n].decl
		}
	}
	return h
}

// methodKey is what a method has in common with those that it overrides: its name and the types of
// its parameters.
func (t *tree) methodKey(decl *C.dl_decl) string {
	if clang.CursorKind(decl.kind) == clang.Cursor_Destructor {
		return "~()"
	}
	name := strings.TrimPrefix(t.text(decl.name), t.text(decl.record)+"::")
	if open := strings.Index(strings.TrimPrefix(name, "operator()"), "("); open >= 0 {
		name = name[:len(name)-len(strings.TrimPrefix(name, "operator()"))+open]
	}
	_, parameters, _ := strings.Cut(t.typeName(decl._type), "(")
	return name + "(" + strings.TrimSuffix(parameters, " noexcept")
}

// template is the name under which what is made from a template is known, and the instance.
func (h *hierarchy) template(class string) (string, instance) {
	if _, known := h.bases[class]; known {
		return class, instance{}
	}
	i := newInstance(class)
	if _, known := h.bases[i.template]; known && i.template != "" {
		return i.template, i
	}
	return "", instance{}
}

// basesOf lists the bases of a class that the driver's files define.
func (h *hierarchy) basesOf(class string) []string {
	known, instance := h.template(class)
	var list []string
	for _, base := range h.bases[known] {
		base = instance.substitute(base)
		if name, _ := h.template(base); name != "" {
			list = append(list, base)
		}
	}
	return list
}

// knownToOthers lists the names of the methods of classes that have a base which the driver's files do not define: the kit may
// call them as what it knows the object for.
func (h *hierarchy) knownToOthers() []string {
	var list []string
	for class, methods := range h.methods {
		if !slices.ContainsFunc(h.ancestors(class), h.hasForeignBase) {
			continue
		}
		for key := range methods {
			name, _, _ := strings.Cut(key, "(")
			list = append(list, name)
		}
	}
	return list
}

// foreignBases lists the bases of a class, and of what it is derived from, that the driver's files do not define.
func (h *hierarchy) foreignBases(class string) []string {
	var list []string
	if class == "" {
		return nil
	}
	for _, ancestor := range h.ancestors(class) {
		known, _ := h.template(ancestor)
		for _, base := range h.bases[known] {
			name, _ := h.template(base)
			if base = strings.TrimPrefix(base, stubTag); name == "" && !slices.Contains(list, base) {
				list = append(list, base)
			}
		}
	}
	return list
}

// hasForeignBase reports whether a class has a base that the driver's files do not define.
func (h *hierarchy) hasForeignBase(class string) bool {
	known, _ := h.template(class)
	return len(h.basesOf(class)) < len(h.bases[known])
}

// methodsOf are the declarations of the methods of a class itself, by key.
func (h *hierarchy) methodsOf(class string) map[string]C.int32_t {
	known, instance := h.template(class)
	if instance.template == "" {
		return h.methods[known]
	}
	methods := map[string]C.int32_t{}
	for key, decl := range h.methods[known] {
		methods[instance.substitute(key)] = decl
	}
	return methods
}

// ancestors lists a class and what it is derived from, each once.
func (h *hierarchy) ancestors(class string) []string {
	list := []string{class}
	for i := 0; i < len(list) && len(list) < maxBases; i++ {
		for _, base := range h.basesOf(list[i]) {
			if !slices.Contains(list, base) {
				list = append(list, base)
			}
		}
	}
	return list
}

// overrider is the declaration of the method that runs for objects of a class where one is called by
// its key, and the class that has it; "" if none is known. It may be pure.
func (h *hierarchy) overrider(t *tree, class, key string) (string, C.int32_t) {
	owner, found := "", C.int32_t(-1)
	for _, ancestor := range h.ancestors(class) {
		decl, has := h.methodsOf(ancestor)[key]
		if !has {
			continue
		}
		pure := t.decls[decl].flags&C.DL_PURE != 0
		if owner == "" || !pure {
			owner, found = ancestor, decl
		}
		if !pure {
			break
		}
	}
	return owner, found
}

// virtuals lists the keys of the virtual methods that a class has or inherits, sorted.
func (h *hierarchy) virtuals(t *tree, class string) []string {
	keys := map[string]bool{}
	for _, ancestor := range h.ancestors(class) {
		for key, decl := range h.methodsOf(ancestor) {
			if t.decls[decl].flags&C.DL_VIRTUAL != 0 {
				keys[key] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

// substitute puts the arguments in the place of the template's parameters in a canonical name. An argument may be a parameter itself.
func (i instance) substitute(name string) string {
	const parameter = "type-parameter-0-"
	var done strings.Builder
	for {
		before, after, found := strings.Cut(name, parameter)
		digits := len(after) - len(strings.TrimLeft(after, "0123456789"))
		number, err := strconv.Atoi(after[:digits])
		if !found || err != nil || number >= len(i.arguments) {
			done.WriteString(name)
			return done.String()
		}
		done.WriteString(before)
		done.WriteString(i.arguments[number])
		name = after[digits:]
	}
}

// virtualTable is the variable that holds what virtual calls for objects known as a class run.
func (l *lowerer) virtualTable(class string) *ir.Global {
	table := l.hierarchy.tables[class]
	if table == nil {
		table = &ir.Global{Var: &ir.Var{Kind: ir.GlobalVar, Name: virtualPrefix + class}, Const: true}
		l.hierarchy.tables[class] = table
		l.unit.Globals = append(l.unit.Globals, table)
	}
	return table
}

// virtualMember leads from the table of a class to one of its methods.
func virtualMember(class, key string) []ir.Step {
	return []ir.Step{{Kind: ir.Field, Name: key, Record: virtualPrefix + class}}
}

// fillTables stores in the tables of a class and of all that it is derived from what runs for its
// objects, if there can be any.
func (l *lowerer) fillTables(class string) {
	h := l.hierarchy
	all := h.virtuals(l.t, class)
	runs := map[string]ir.Value{}
	for _, key := range all {
		owner, decl := h.overrider(l.t, class, key)
		method := &l.t.decls[decl]
		if method.flags&C.DL_PURE != 0 {
			return
		}
		name := l.overriderName(owner, decl)
		if key == "~()" && owner != class && !l.addsNothing(class) {
			name = class + "::~" + baseName(class) // the one that nobody wrote
		}
		runs[key] = ir.Value{Kind: ir.FuncRef, Name: name}
	}
	if len(all) == 0 {
		return
	}
	for _, ancestor := range h.ancestors(class) {
		for _, key := range h.virtuals(l.t, ancestor) {
			table := l.virtualTable(ancestor)
			table.Init = append(table.Init, ir.FieldInit{Path: virtualMember(ancestor, key), Value: runs[key]})
		}
	}
}

// overriderName is the name of a method as the driver links it.
func (l *lowerer) overriderName(owner string, decl C.int32_t) string {
	name := l.t.text(l.t.decls[decl].name)
	if _, instance := l.hierarchy.template(owner); instance.template != "" {
		name = l.want(owner) + strings.TrimPrefix(name, instance.template)
	}
	return name
}

// ownMethod is the method that a virtual call for this object runs in a constructor or destructor of a class: the one that the class itself has, for what is
// derived from it has not begun yet, or has ended. It is "" elsewhere, or where the class has none.
func (l *lowerer) ownMethod(base []int, class, key string) string {
	if !l.building || l.this == nil || class != plainClass(l.this.Type) || len(base) > 0 && l.t.kind(l.strip(base[0])) != clang.Cursor_CXXThisExpr {
		return ""
	}
	owner, decl := l.hierarchy.overrider(l.t, class, key)
	if owner == "" || l.t.decls[decl].flags&C.DL_PURE != 0 {
		return ""
	}
	return l.overriderName(owner, decl)
}

// addsNothing reports whether the end of an object of a class, for which there is no destructor, runs
// that of its one base alone.
func (l *lowerer) addsNothing(class string) bool {
	for i := range l.t.types {
		if t := &l.t.types[i]; t.class_index >= 0 && l.t.text(t.canonical) == class {
			parts := l.t.classes[t.class_index]
			return parts.count == 1 && l.t.text(l.t.parts[parts.first].name) == ""
		}
	}
	return false
}

// fillPlainTables does so for the classes that are made from no template, and asks for those that
// are and have virtual methods.
func (l *lowerer) fillPlainTables() {
	for _, class := range slices.Sorted(maps.Keys(l.hierarchy.bases)) {
		if !l.hierarchy.patterns[class] {
			l.fillTables(class)
		}
	}
	for i := range l.t.types {
		class := plainClass(l.t.text(l.t.types[i].canonical))
		if _, instance := l.hierarchy.template(class); instance.template != "" && !strings.ContainsAny(class, "()[]") && !strings.Contains(class, "type-parameter") && len(l.hierarchy.virtuals(l.t, class)) > 0 {
			l.want(class)
		}
	}
}

// virtualCall lowers what a call of a virtual method of a class calls.
func (l *lowerer) virtualCall(call *ir.Call, class, key string) bool {
	if known, _ := l.hierarchy.template(class); known == "" || key == "" {
		return false
	}
	call.Target = ir.Value{Span: call.Span, Kind: ir.Load, Place: ir.Place{Root: l.virtualTable(class).Var, Path: virtualMember(class, key)}}
	return true
}

// virtualNamed is the key of the virtual method of a class that a call by name with so many
// arguments runs, "" if that is not certain.
func (l *lowerer) virtualNamed(class, name string, args int) string {
	found := ""
	for _, key := range l.hierarchy.virtuals(l.t, class) {
		_, decl := l.hierarchy.overrider(l.t, class, key)
		if before, _, _ := strings.Cut(key, "("); before != name || int(l.t.decls[decl].function_param_count) != args {
			continue
		}
		if found != "" {
			return ""
		}
		found = key
	}
	return found
}

// isExact reports whether the expression at n names an object itself, so that its class is the one
// that it is declared with.
func (l *lowerer) isExact(n int) bool {
	n = l.strip(n)
	switch l.t.kind(n) {
	case clang.Cursor_DeclRefExpr, clang.Cursor_MemberRefExpr:
	default:
		return false
	}
	decl := l.t.nodes[n].decl
	return decl >= 0 && l.t.isRecord(l.t.decls[decl]._type)
}
