package clang

// #include "walk.h"
import "C"

import (
	"fmt"
	"slices"
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/ir"
)

// An instance is a class made from a template: libclang shows the template's own
// functions only, so they are lowered again for each class that is made from it.
type instance struct {
	template  string   // qualified name of the template, "" for none
	name      string   // ... and of the class: Locker<FastMutex>
	arguments []string // of the template
}

// newInstance takes apart the name of a class made from a template.
func newInstance(name string) instance {
	open := strings.IndexByte(name, '<')
	if open < 0 || !strings.HasSuffix(name, ">") {
		return instance{}
	}
	i := instance{template: name[:open], name: name}
	depth, from := 0, open+1
	for at := open; at < len(name); at++ {
		switch name[at] {
		case '<', '(':
			depth++
		case '>', ')':
			depth--
		}
		if depth == 0 || depth == 1 && name[at] == ',' {
			i.arguments = append(i.arguments, strings.TrimSpace(name[from:at]))
			from = at + 1
		}
	}
	return i
}

// class is the name by which a class is known inside the instance.
func (i instance) class(name string) string {
	if i.template != "" && name == i.template {
		return i.name
	}
	return name
}

// argument is the class that a type written with the template's parameters means, "" if
// it is none of them. Canonical types name a parameter by its depth and number.
func (i instance) argument(canonical string) string {
	_, at, found := strings.Cut(canonical, "type-parameter-0-")
	var number int
	if n, _ := fmt.Sscan(strings.TrimRight(at, " &*"), &number); !found || n != 1 || number >= len(i.arguments) {
		return ""
	}
	return strings.TrimPrefix(i.arguments[number], "const ")
}

// baseName is the name of a class without its scopes and arguments.
func baseName(class string) string {
	class, _, _ = strings.Cut(class, "<")
	return class[strings.LastIndexByte(class, ':')+1:]
}

// want asks for the functions of a class made from a template.
func (l *lowerer) want(class string) string {
	if !slices.Contains(l.wanted, class) {
		l.wanted = append(l.wanted, class)
	}
	return class
}

// functionOf is the name of a function as the driver links it; those of a template are
// known by the instance that is being lowered.
func (l *lowerer) functionOf(decl *C.dl_decl) string {
	name, record := l.t.text(decl.name), l.t.text(decl.record)
	if record == "" {
		return name
	}
	if strings.HasSuffix(record, ">") {
		l.want(record)
		return name
	}
	if own := l.instance.class(record); own != record {
		return own + strings.TrimPrefix(name, record)
	}
	return name
}

// maxInstances bounds how many classes of a unit are made from templates, which may make
// each other without end.
const maxInstances = 200

// instances lowers the functions of the classes made from templates that the unit uses. It returns the first class that is
// one too many, "" if all were lowered.
func (l *lowerer) instances() string {
	defer func() { l.instance = instance{} }()
	done := 0
	for i := 0; i < len(l.wanted); i++ {
		l.instance = newInstance(l.wanted[i])
		if l.instance.template == "" {
			continue
		}
		if done++; done > maxInstances {
			return l.wanted[i]
		}
		l.fillTables(l.wanted[i])
		for _, n := range l.t.roots() {
			switch l.t.kind(n) {
			case clang.Cursor_CXXMethod, clang.Cursor_Constructor, clang.Cursor_Destructor, clang.Cursor_ConversionFunction:
				if l.t.text(l.t.decls[l.t.nodes[n].decl].record) == l.instance.template {
					l.function(n)
				}
			}
		}
	}
	return ""
}

// methodOf is the name of the method of a class that a call with so many arguments runs,
// "" if that is not certain. It need not be one of overloads to be found.
func (l *lowerer) methodOf(class, name string, args int, qualified bool) string {
	full := class + "::" + name
	if template := newInstance(class).template; template != "" {
		l.want(class)
		written := l.methodOf(template, name, args, qualified)
		if rest, ok := strings.CutPrefix(written, template); ok {
			return class + rest
		}
		return full
	}
	var found []string
	for i := range l.t.decls {
		decl := &l.t.decls[i]
		known := l.t.text(decl.name)
		if known != full && !strings.HasPrefix(known, full+"(") || clang.CursorKind(decl.kind) == clang.Cursor_OverloadedDeclRef {
			continue
		}
		if decl.flags&C.DL_VIRTUAL != 0 && !qualified {
			return ""
		}
		if known == full || int(decl.function_param_count) == args {
			found = append(found, known)
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// plainClass is the class of an object or pointer of a type, by its canonical name.
func plainClass(canonical string) string {
	for _, word := range []string{"const ", "volatile ", "struct ", "class "} {
		canonical = strings.TrimPrefix(canonical, word)
	}
	return strings.TrimRight(canonical, " &*")
}

// dependentCall lowers the call of a method of which clang knows only the name, and
// returns the offset of that name. In an instance the argument's method is meant.
func (l *lowerer) dependentCall(call *ir.Call, callee, args int, out *[]ir.Node) (offset int) {
	name, offset := l.unresolved(callee)
	base := l.objectOf(callee)
	if member := l.overloadedMember(callee); member >= 0 {
		name, offset = l.t.text(l.t.nodes[member].spell), int(l.t.nodes[member].loc)
	}
	if class, named := l.parameterNamed(callee); named && len(base) == 0 && name != "" { // T::f(x), of a parameter T of the template
		if class == "" {
			return offset
		}
		call.Callee = l.methodOf(class, name, args, true)
		if l.this != nil && slices.ContainsFunc(l.t.decls, func(d C.dl_decl) bool { return d.flags&C.DL_METHOD != 0 && l.t.text(d.name) == call.Callee }) {
			call.Args = append(call.Args, ir.Value{Span: call.Span, Kind: ir.Load, Place: ir.Place{Root: l.this}, Type: l.this.Type}) // of a base
		}
		return offset
	}
	if len(base) == 0 && l.this != nil && l.t.kind(callee) == clang.Cursor_MemberRefExpr && name != "" {
		l.namedMethod(call, plainClass(l.this.Type), name, args, l.qualified(callee))
		call.Args = append(call.Args, ir.Value{Span: call.Span, Kind: ir.Load, Place: ir.Place{Root: l.this}, Type: l.this.Type})
		return offset
	}
	if len(base) != 1 || l.t.kind(callee) != clang.Cursor_MemberRefExpr {
		for _, k := range base {
			l.effects(k, out)
		}
		return offset
	}
	var object ir.Value
	if l.t.isPointer(l.t.nodes[base[0]]._type) {
		object = l.expr(base[0], out)
	} else {
		object = l.bind(base[0], out)
	}
	class := l.instance.argument(l.t.typeName(l.t.nodes[base[0]]._type))
	if class == "" && !l.t.isDependent(l.t.nodes[callee]._type) {
		class = plainClass(l.t.typeName(l.t.nodes[base[0]]._type))
	}
	if class != "" && name != "" {
		l.namedMethod(call, class, name, args, l.qualified(callee))
	}
	call.Args = append(call.Args, object)
	return offset
}

// parameterNamed reports whether the name of what is called begins with a parameter of the template; class is the class that it means
// in the instance, "" outside of one.
func (l *lowerer) parameterNamed(callee int) (class string, named bool) {
	for _, k := range l.t.children(callee) {
		canonical := l.t.typeName(l.t.nodes[k]._type)
		if l.t.kind(k) == clang.Cursor_TypeRef && strings.HasPrefix(canonical, "type-parameter-") {
			return l.instance.argument(canonical), true
		}
	}
	return "", false
}

// namedMethod lowers what a call of the method of a class by name, with so many arguments, runs.
func (l *lowerer) namedMethod(call *ir.Call, class, name string, args int, qualified bool) {
	if call.Callee = l.methodOf(class, name, args, qualified); call.Callee == "" && !qualified {
		l.virtualCall(call, class, l.virtualNamed(class, name, args))
	}
}
