// Package ir is drvlint's program representation: C functions reduced to the
// operations that a driver rule can ask about. It is plain data. It holds no libclang
// handle, so a Unit outlives its parse, can be serialised, and can be built by hand
// in a test.
//
// A function body is structured (If, Loop, Switch, Try); package cfg flattens it.
// Expressions are Values: trees without side effects. Calls and assignments inside an
// expression are hoisted, in order of evaluation, into instructions of their own
// whose results are held in temporaries.
package ir

// A Unit is one translation unit, lowered.
type Unit struct {
	File    string    // main source file, as named by the project
	Files   []File    // every file that a Span of this unit refers to; Files[0] is the main file
	Globals []*Global // variables with linkage or static storage that the unit declares or uses
	Funcs   []*Func   // functions with a body, in source order
	Protos  []*Proto  // functions declared in the driver's own files with a role typedef or annotations
	Paged   []string  // functions that the unit's files put into a section that can be paged out, sorted
	// Named are the words of the unit's files that may name functions where nothing else here shows it: in what the
	// preprocessor leaves out, in assembly, in calls that were not understood, what the unit exports, and what macros and
	// tables mention. Sorted.
	Named []string
}

// A File is a source file and the byte offset at which each of its lines starts.
type File struct {
	Name  string
	Size  int
	Lines []int // Lines[0] is 0
}

// A Span is a range of bytes in a file of the unit: where the programmer wrote it,
// after macro expansion. The zero Span is nowhere in particular.
type Span struct {
	File     int32 // index in Unit.Files
	From, To int32
}

// Where returns the span itself; it lets every node be asked for its place.
func (s Span) Where() Span { return s }

// A Proto is a function declaration that says which role the function plays:
// `DRIVER_UNLOAD MyUnload;`. Or it is a function typedef of the driver's own.
type Proto struct {
	Span
	Name   string
	Role   string // name of the function typedef, as DRIVER_UNLOAD; "" without one
	Static bool
	IsType bool // it is a function typedef with annotations
	// Annotations are the texts of its annotate attributes: the SAL words that the
	// model headers keep.
	Annotations []string
}

// A Func is a function definition.
type Func struct {
	Span            // the whole definition
	NameSpan Span   // the name in its declarator
	Name     string // for C++ the qualified name
	Static   bool   // internal linkage
	Result   string // canonical spelling of the result type
	Params   []*Var
	Locals   []*Var // locals and temporaries, in order of declaration
	Body     []Node
	End      Span // the closing brace
	// Annotations are the texts of its annotate attributes.
	Annotations []string
}

// VarKind tells what storage a Var names.
type VarKind uint8

// The kinds of variable.
const (
	Param VarKind = iota
	Local
	Temp      // the result of a hoisted call or operation
	GlobalVar // external linkage
	StaticVar // file scope or function scope, internal linkage
)

// A Var is a parameter, local, temporary or global. Within a unit its address is its
// identity; a GlobalVar is the same as every other of its name in the driver.
type Var struct {
	Span
	Kind VarKind
	Name string
	// Source spells, of a Temp, what it holds, as the source does: Reveal(), "(…)" for what is
	// too long.
	Source string
	Type   string // canonical spelling of the type
	// Annotations are, of a parameter, the texts of its annotate attributes.
	Annotations []string
}

// A Global is a variable with static storage and, if the unit defines it, its initialiser.
type Global struct {
	*Var
	Defined bool
	Const   bool
	Init    []FieldInit // nil without an initialiser; unnamed members are zero
}

// A FieldInit is one scalar of an initialiser: Path names it from the variable.
type FieldInit struct {
	Path  []Step
	Value Value
	Span
}

// StepKind tells how a Step leads from one place to the next.
type StepKind uint8

// The kinds of step.
const (
	Field StepKind = iota // .Name of a struct or union
	Deref                 // what the pointer held there points to
	Index                 // an element of the array
)

// A Step leads from one place to another.
type Step struct {
	Kind   StepKind
	Name   string // Field: the member's name
	Record string // Field: tag of the struct that owns it, as _DEVICE_EXTENSION; @TAG+n for one without, n bytes into what is around it
	Index  *Value // Index: the subscript
}

// A Place is an access path: a variable and the steps from it, such as ext->Queue.Lock:
// ext, Deref, Field Queue, Field Lock.
type Place struct {
	Root *Var
	Path []Step
}

// ValueKind tells how a Value is computed.
type ValueKind uint8

// The kinds of value.
const (
	Unknown ValueKind = iota // not modelled
	Const                    // Int
	Load                     // what Place holds
	AddrOf                   // the address of Place
	FuncRef                  // the address of function Name
	Text                     // a string literal
	Op                       // Name applied to Args
)

// A Value is an expression without side effects.
type Value struct {
	Span
	Kind  ValueKind
	Int   int64   // Const; an enumerator or status code is its number, sign-extended from 32 bits
	Name  string  // FuncRef: the function. Op: the operator as C spells it, "?:" excepted. Const: the enumerator's or macro's name, if any. Text: the literal
	Type  string  // canonical spelling of the type before implicit and pointer casts; "" when of no interest
	Place Place   // Load, AddrOf
	Args  []Value // Op
}

// A Node is an Instr or a structured statement.
type Node interface{ Where() Span }

// An Instr is straight-line: it transfers no control within the function.
type Instr interface {
	Node
	instr()
}

type (
	// Call is Dst = Callee(Args...).
	Call struct {
		Span
		Callee string // "" when called through Target
		Static bool   // Callee has internal linkage in this unit
		Target Value  // the function pointer, when Callee is ""
		Typed  string // after what its type is named: decltype(F), a typedef; "" for none
		Args   []Value
		Dst    *Var   // a Temp; nil when the result is not used
		Macro  string // the macro whose text spells the call, the outermost of several; "" for none
	}
	// Assign is Dst = Src.
	Assign struct {
		Span
		Dst  Place
		Src  Value
		Decl bool // the initialiser of a declaration
	}
	// Return leaves the function. cfg adds one with Implicit set at the closing brace.
	Return struct {
		Span
		Value    *Value // nil without a value
		Implicit bool
	}
)

func (*Call) instr()   {}
func (*Assign) instr() {}
func (*Return) instr() {}

// Structured statements; cfg.New turns each into blocks and edges.
type (
	// If is if/else, and ?: whose arms have effects.
	If struct {
		Span
		Cond       *Cond
		Then, Else []Node
	}
	// Loop is while, for and do.
	Loop struct {
		Span
		Cond     *Cond // nil: forever
		Body     []Node
		Post     []Node // the third part of a for
		TestLast bool   // do
	}
	// Switch carries the labels of its cases as Case nodes anywhere in Body.
	Switch struct {
		Span
		Pre  []Node // evaluates the tag
		Tag  Value
		Body []Node
	}
	// Case is a label of the innermost Switch around it.
	Case struct {
		Span
		Default bool
		Value   Value
		High    *Value // GNU range
	}
	// Try is __try with exactly one of Except and Finally.
	Try struct {
		Span
		Body    []Node
		Pre     []Node // evaluates the filter
		Filter  *Value // __except
		Except  []Node
		Finally []Node
		IsFinal bool
		// Scope marks the rest of a C++ block after an object that has a destructor, which
		// Finally calls: no __leave ends it.
		Scope bool
	}
	// Jump is goto, break, continue or __leave.
	Jump struct {
		Span
		Kind  JumpKind
		Label string
	}
	// Label is the target of a goto.
	Label struct {
		Span
		Name string
	}
)

// JumpKind tells which jump statement.
type JumpKind uint8

// The kinds of jump.
const (
	Goto JumpKind = iota
	Break
	Continue
	Leave
)

// CondOp tells how a condition is composed.
type CondOp uint8

// The kinds of condition.
const (
	Truth CondOp = iota // Test is not zero
	Not                 // X
	And                 // X then Y
	Or                  // X then Y
)

// A Cond is a branch condition, split at && || ! so that an edge carries one test.
type Cond struct {
	Span
	Op   CondOp
	X, Y *Cond  // operands of Not, And, Or
	Pre  []Node // what the test evaluates first, in order
	Test Value  // Truth
}
