package project

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// A Build is one beside the one that is read, of the same files with other macros: the one for debugging, or for another
// processor. Units of which nothing depends on these macros are the same in both.
type Build struct {
	Name string // as a report tells it: "debugging"
	Of   string // the name of the driver of which it is a build
	Only []Stretch
}

// A Stretch is lines of a file that only one build compiles, from 1, the last one included.
type Stretch struct {
	File     string
	From, To int
}

// Holds reports whether a line lies in one of the stretches that only this build compiles.
func (b *Build) Holds(file string, line int) bool {
	return slices.ContainsFunc(b.Only, func(s Stretch) bool { return s.File == file && s.From <= line && line <= s.To })
}

// Differs reports whether a file is another one in this build.
func (b *Build) Differs(file string) bool {
	return slices.ContainsFunc(b.Only, func(s Stretch) bool { return s.File == file })
}

// A sideBuild is what tells a build from the one that is read: the values of macros in one and the other. One that is in neither
// of a pair of maps is not known; one that is in one of them only is not defined in the other.
type sideBuild struct {
	name        string
	here, there map[string]string
	defines     []string // that the unit is given in place of all these
	is          func(configuration string) bool
}

// sideBuilds are the builds that are read beside the one of the default configuration. The macros are those that the kit's
// builds and the compiler define.
var sideBuilds = []sideBuild{
	{"debugging", map[string]string{"NDEBUG": "1"}, map[string]string{"DBG": "1", "_DEBUG": "1"}, []string{"DBG=1", "_DEBUG=1"}, isDebugging},
	{
		"32-bit x86", map[string]string{"_WIN64": "1", "_AMD64_": "1", "_M_AMD64": "100", "_M_X64": "100"},
		map[string]string{"_X86_": "1", "_M_IX86": "600"}, []string{"_X86_=1"},
		func(configuration string) bool {
			_, platform, _ := strings.Cut(strings.ToLower(configuration), "|")
			return platform == "win32" || platform == "x86"
		},
	},
}

// offered reports whether a project has a configuration for the build; one that names none has all.
func (v *sideBuild) offered(m module) bool {
	project, ok := m.(*vcxproj)
	return !ok || len(project.configurations) == 0 || slices.ContainsFunc(project.configurations, v.is)
}

// names are the macros whose value the builds differ in.
func (v *sideBuild) names() []string {
	names := maps.Clone(v.here)
	maps.Copy(names, v.there)
	return slices.Sorted(maps.Keys(names))
}

// withBuilds puts behind each driver the builds of it in which there is more that is asked about.
func (f *finder) withBuilds(drivers []Driver) []Driver {
	var list []Driver
	for _, d := range drivers {
		list = append(list, d)
		for i := range sideBuilds {
			if !sideBuilds[i].offered(f.modules[d.File]) {
				continue
			}
			if b := sideBuilds[i].of(d, f.asked); b != nil {
				list = append(list, *b)
			}
		}
	}
	return list
}

// of is the build of a driver; nil if nothing that is asked about is in it alone.
func (v *sideBuild) of(d Driver, asked func(name string) bool) *Driver {
	names := v.names()
	build := &Build{Name: v.name, Of: d.Name}
	units := slices.Clone(d.Units)
	for i := range units {
		u := &units[i]
		if slices.ContainsFunc(u.Defines, v.chosen) {
			return nil // it is the one that is read
		}
		data, err := readFile(u.File)
		if err != nil || !slices.ContainsFunc(names, func(name string) bool { return strings.Contains(string(data), name) }) {
			continue
		}
		if only := v.only(decode(data), asked); len(only) > 0 {
			for _, s := range only {
				build.Only = append(build.Only, Stretch{u.File, s.From, s.To})
			}
			u.Defines = slices.DeleteFunc(slices.Clone(u.Defines), func(define string) bool { return slices.Contains(names, macroName(define)) })
			u.Defines = append(u.Defines, v.defines...)
		}
	}
	if build.Only == nil {
		return nil
	}
	d.Name, d.Units, d.Build = d.Name+" ("+v.name+")", units, build
	return &d
}

// chosen reports whether a definition makes a build this one.
func (v *sideBuild) chosen(define string) bool {
	_, there := v.there[macroName(define)]
	return there && !strings.HasSuffix(define, "=0")
}

func macroName(define string) string {
	name, _, _ := strings.Cut(define, "=")
	return name
}

// only lists the stretches of a text that this build compiles and the one that is read does not, if something in them is
// asked about.
func (v *sideBuild) only(text string, asked func(name string) bool) []Stretch {
	var list []Stretch
	var open []arm
	found := false
	s := scanner{text: text, lineStart: true}
	line, counted := 1, 0
	within := func() bool {
		return slices.ContainsFunc(open, func(b arm) bool { return b.here == no && b.there != no }) &&
			!slices.ContainsFunc(open, func(b arm) bool { return b.there == no })
	}
	s.line = func(d directive) {
		was := within()
		switch {
		case strings.HasPrefix(d.word, "if"):
			open = append(open, v.arm(d, arm{}))
		case strings.HasPrefix(d.word, "el") && len(open) > 0:
			open[len(open)-1] = v.arm(d, open[len(open)-1])
		case d.word == "endif" && len(open) > 0:
			open = open[:len(open)-1]
		case d.word == "define" || d.word == "undef":
			// A text that sets the macro itself is the same in both builds, as far as can be told.
			if name, _ := cutWord(d.rest); slices.Contains(v.names(), name) && !slices.ContainsFunc(open, func(b arm) bool { return b.there == no }) {
				list, found = nil, false
				s.at = len(text)
			}
			return
		}
		line += strings.Count(text[counted:s.at], "\n")
		counted = s.at
		switch {
		case !was && within():
			list = append(list, Stretch{From: line, To: line})
		case was:
			list[len(list)-1].To = line
		}
	}
	for s.skip(); s.at < len(text); s.skip() {
		start := s.at
		s.at++
		for isWord(text[start]) && s.at < len(text) && isWord(text[s.at]) {
			s.at++
		}
		s.lineStart = false
		found = found || within() && asked(text[start:s.at])
	}
	if !found {
		return nil
	}
	if within() { // nothing closes it
		list[len(list)-1].To = line + strings.Count(text[counted:], "\n")
	}
	return list
}

// An arm is of an #if that is not closed the part that was come to: whether it is compiled in one build and the other, and whether
// a part before it is.
type arm struct{ here, there, hereBefore, thereBefore truth }

// arm is the part of an #if that a line begins, behind the one before.
func (v *sideBuild) arm(d directive, last arm) arm {
	here, there := yes, yes
	switch d.word {
	case "ifdef", "ifndef":
		name, _ := cutWord(d.rest)
		here, there = v.defined(name)
		if d.word == "ifndef" {
			here, there = negation(here), negation(there)
		}
	case "elifdef", "elifndef":
		here, there = unsure, unsure
	case "if", "elif":
		here, there = v.evaluate(d.rest)
	}
	next := arm{hereBefore: max(last.here, last.hereBefore), thereBefore: max(last.there, last.thereBefore)}
	next.here, next.there = min(here, negation(next.hereBefore)), min(there, negation(next.thereBefore))
	return next
}

func negation(t truth) truth { return yes - t }

// defined reports whether a macro is defined in one build and the other.
func (v *sideBuild) defined(name string) (here, there truth) {
	_, inHere := v.here[name]
	_, inThere := v.there[name]
	if !inHere && !inThere {
		return unsure, unsure
	}
	return truthOf(inHere), truthOf(inThere)
}

// What of a condition Go spells otherwise: defined without parentheses, and the letters behind a number.
var (
	definedName  = regexp.MustCompile(`\bdefined\s+(\w+)`)
	numberSuffix = regexp.MustCompile(`\b(0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]+\b`)
)

// maxCondition is the length in bytes of the longest condition that is evaluated.
const maxCondition = 1000

// evaluate evaluates a condition in one build and the other. But for that its expressions are Go's.
func (v *sideBuild) evaluate(text string) (here, there truth) {
	if len(text) > maxCondition {
		return unsure, unsure
	}
	text = numberSuffix.ReplaceAllString(definedName.ReplaceAllString(text, "defined($1)"), "$1")
	e, err := parser.ParseExpr(text)
	if err != nil {
		return unsure, unsure
	}
	value := func(macros map[string]string) truth {
		n := v.value(e, macros)
		switch {
		case n.Kind() != constant.Int:
			return unsure
		default:
			return truthOf(constant.Sign(n) != 0)
		}
	}
	return value(v.here), value(v.there)
}

// value is the value of an expression with these macros, unknown if that can't be told.
func (v *sideBuild) value(e ast.Expr, macros map[string]string) constant.Value {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return v.value(e.X, macros)
	case *ast.BasicLit:
		return constant.MakeFromLiteral(e.Value, e.Kind, 0)
	case *ast.Ident:
		if value, known := macros[e.Name]; known {
			return constant.MakeFromLiteral(value, token.INT, 0)
		}
		if here, _ := v.defined(e.Name); here != unsure {
			return constant.MakeInt64(0)
		}
	case *ast.CallExpr:
		name, plain := e.Fun.(*ast.Ident)
		if plain && name.Name == "defined" && len(e.Args) == 1 {
			if of, plain := e.Args[0].(*ast.Ident); plain {
				if here, _ := v.defined(of.Name); here != unsure {
					_, given := macros[of.Name]
					return truthNumber(given)
				}
			}
		}
	case *ast.UnaryExpr:
		if x := v.value(e.X, macros); e.Op == token.NOT && x.Kind() == constant.Int {
			return truthNumber(constant.Sign(x) == 0)
		}
	case *ast.BinaryExpr:
		return joined(v.value(e.X, macros), e.Op, v.value(e.Y, macros))
	}
	return constant.MakeUnknown()
}

// joined joins two values, of which one may not be known.
func joined(x constant.Value, op token.Token, y constant.Value) constant.Value {
	known := func(n constant.Value) bool { return n.Kind() == constant.Int }
	decides := func(n constant.Value, value bool) bool { return known(n) && (constant.Sign(n) != 0) == value }
	switch {
	case op == token.LAND && (decides(x, false) || decides(y, false)):
		return truthNumber(false)
	case op == token.LOR && (decides(x, true) || decides(y, true)):
		return truthNumber(true)
	case !known(x) || !known(y):
	case op == token.LAND:
		return truthNumber(true)
	case op == token.LOR:
		return truthNumber(false)
	case op == token.EQL || op == token.NEQ || op == token.LSS || op == token.LEQ || op == token.GTR || op == token.GEQ:
		return truthNumber(constant.Compare(x, op, y))
	}
	return constant.MakeUnknown()
}

func truthNumber(holds bool) constant.Value {
	if holds {
		return constant.MakeInt64(1)
	}
	return constant.MakeInt64(0)
}
