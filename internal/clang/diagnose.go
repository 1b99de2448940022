package clang

import (
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
)

// A diagnosis turns the errors of one unit into stubs.
type diagnosis struct {
	stubs    *stubs
	shapes   *shapes
	sources  *sources
	unit     *unitState
	foreseen map[string]bool // the invented structures whose members the text was searched for
	unknown  bool            // there are types that no text of the unit declares
	newType  bool            // a type was invented: later errors may only follow from its lack
	changed  bool            // something was invented, or will be given to the unit alone
}

// declare handles missing headers and types. They come first: an undeclared name often
// follows from an unknown type.
func (g *diagnosis) declare(d diagnostic) {
	switch {
	case strings.HasSuffix(d.text, "file not found"):
		if names := d.names(); len(names) > 0 && g.unit.showHeader(names[0]) {
			g.changed = true
		}
	case d.about("unknown type name") && g.unknown && g.unit.certain[d.name(0)] && !g.unit.isCPlusPlus(): // its declaration had an unknown type
	case d.about("unknown type name"):
		g.noValue(d.name(0))
		if g.inventType(d.name(0)) {
			g.newType = true
		}
	case d.about("expected class name"):
		g.base(d)
	}
}

// define handles everything else.
func (g *diagnosis) define(d diagnostic) {
	switch {
	case d.about("expected '(' after '"):
		g.head(d)
	case d.about("use of undeclared identifier"):
		g.undeclared(d.name(0))
	case (d.about("no member named") || d.about("no type named")) && strings.HasSuffix(d.text, "in the global namespace"): // ::f(x); could declare x
		g.undeclared(d.name(0))
	case d.about("no member named") && strings.Contains(d.text, "' in namespace '") && g.inventScope(d.name(1)):
	case d.about("no member named"):
		g.missingMember(d.name(0), d.name(1))
	case d.about("member reference"):
		g.wrongMember(d)
	case d.about("unexpected type name"):
		g.typeArgument(d)
	case strings.Contains(d.text, "incomplete"):
		g.incomplete(d)
	case d.about("conflicting types for"):
		g.conflict(d.name(0))
	case d.about("redefinition of enumerator"), d.about("redefinition of"), d.about("typedef redefinition"), d.about("definition of type"):
		g.clash(d)
	case d.about("expected ';' after top level declarator"), d.about("expected function body after function declarator"), d.about("expected identifier or '('"):
		g.bareWord(d)
	case strings.Contains(d.text, "declared as a function"):
		g.notFunction(d)
	case d.about("called object type"):
		g.callable(d)
	case d.about("subscripted value is not"), d.about("indirection requires pointer operand"):
		g.subscripted(d)
	case strings.Contains(d.text, "'struct "+memberTag) && !d.about("assigning"):
		g.notRecord(d)
	case d.about("passing 'int' to parameter of incompatible type"):
		g.passed(d)
	case strings.Contains(d.text, "nullptr_t'"):
		g.nulled(d)
	case d.about("static_cast from"), d.about("cannot cast from type"), d.about("reinterpret_cast from 'long long'"):
		g.castPointer(d)
	case strings.Contains(d.text, "could not bind to an rvalue of type '(unnamed enum"), strings.Contains(d.text, "with an rvalue of type 'long long *'"):
		g.handedOver(d)
	case d.about("expected parentheses around type name in sizeof"):
		g.sizeOfType(d)
	case d.about("invalid operands to binary"), d.about("used type"), d.about("operand of type"), d.about("statement requires"):
		g.plainType(d)
	case d.about("assigning to '"):
		g.plainType(d)
		g.resultType(d)
		g.assigned(d)
	case strings.Contains(d.text, "an expression of incompatible type 'int'"):
		g.plainType(d)
		g.resultType(d)
	case d.about("designator in initializer for scalar type"), d.about("initialization of non-aggregate type"), d.about("field designator"):
		g.designated(d)
	case d.about("expected parameter declarator"), d.about("expected expression"), d.about("expected ')'"):
		g.readmitAround(d)
	case d.about("expression is not an integer constant expression"), d.about("initializer element is not a compile-time constant"):
		g.constantAt(d)
	}
}

// known reports whether name needs no stub: it has one, or the unit can be given the
// model's declaration, which it was denied because the driver's text defines the name
// in a place that this unit does not see.
func (g *diagnosis) known(name string) bool {
	switch {
	case name == "" || reserved(name):
		return true
	case g.unit.readmit(name):
		g.changed = true
		return true
	case g.stubs.has(name):
		g.changed = g.unit.seeStub(name) || g.changed
		return true
	}
	g.unit.seeStub(name)
	if !wdk.Knows(name) || g.unit.dropped[name] {
		return false
	}
	if !slices.Contains(g.unit.known, name) { // a macro of the driver's pastes it together
		g.changed = g.unit.ask(name) || g.changed
	}
	return true
}

// reserved reports whether name is a word of the language: an error that names one never
// asks for a stub.
func reserved(name string) bool { return keyword(name) || notCalled[name] }

// at returns the file and the index of the token of a diagnostic; of one of another unit's own
// file an empty file.
func (g *diagnosis) at(d diagnostic) (*sourceFile, int) {
	if d.file == "" {
		return newSourceFile(""), 0
	}
	f := g.sources.file(d.file)
	return f, f.tokenAt(d.offset)
}
