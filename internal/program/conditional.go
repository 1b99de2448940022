package program

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"

	"github.com/drvlint/drvlint/ddi"
)

// A Conditional is what annotations say of the level under a condition: _When_(Wait != 0,
// _IRQL_requires_max_(APC_LEVEL)).
type Conditional struct {
	// Entry is the range of levels at which the function may be called where the condition holds.
	Entry ddi.LevelRange
	test  ast.Expr // in which _0 is the first parameter
}

// inner are the words of an annotation under a condition.
var inner = regexp.MustCompile(`\b(_IRQL_\w+|__drv_\w+IRQL)\b(\s*\([^()]*\))?`)

// olderWords are those of driverspecs.h.
var olderWords = map[string]string{"__drv_maxIRQL": "_IRQL_requires_max_", "__drv_minIRQL": "_IRQL_requires_min_", "__drv_requiresIRQL": "_IRQL_requires_", "__drv_raisesIRQL": "_IRQL_raises_", "__drv_setsIRQL": "_IRQL_raises_"}

// readWhen reads a word of the form _When_(CONDITION): WORDS. What a condition says that is more than
// comparisons of parameters with numbers is not known to hold.
func (c *Contract) readWhen(word string) {
	condition, rest, _ := strings.Cut(strings.TrimPrefix(word, "_When_("), "): ")
	under := Contract{Raises: -1, Highest: -1, Lowest: -1, Entry: ddi.LevelRange{Min: ddi.PassiveLevel, Max: ddi.HighLevel}}
	for _, m := range inner.FindAllStringSubmatch(rest, -1) {
		verb := m[1]
		if newer, known := olderWords[verb]; known {
			verb = newer
		}
		under.read(verb + strings.TrimSpace(m[2]))
		c.MayRaise = c.MayRaise || verb == "_IRQL_restores_" || verb == "_IRQL_saves_"
	}
	c.MayRaise = c.MayRaise || under.Raises >= 0 || under.RestoresGlobal
	c.Annotated = c.Annotated || c.MayRaise
	c.Illegal = append(c.Illegal, under.Illegal...)
	if !under.Bound || len(condition) > maxCondition {
		return
	}
	// The conditions that matter are spelled alike in C and in Go.
	if test, err := parser.ParseExpr(condition); err == nil {
		c.When = append(c.When, Conditional{under.Entry, test})
	}
}

// maxCondition is the length in bytes beyond which no condition is read.
const maxCondition = 1000

// Holds reports whether the condition is known to hold for arguments, of which some are known numbers.
func (c Conditional) Holds(argument func(i int) (int64, bool)) bool {
	v, known := evaluate(c.test, argument)
	return known && v != 0
}

// constantWords are the names that conditions use for numbers.
var constantWords = map[string]int64{"TRUE": 1, "__true": 1, "true": 1, "FALSE": 0, "__false": 0, "false": 0, "NULL": 0, "nullptr": 0}

func evaluate(e ast.Expr, argument func(i int) (int64, bool)) (int64, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return evaluate(e.X, argument)
	case *ast.BasicLit:
		n, err := strconv.ParseInt(strings.TrimRight(e.Value, "uUlL"), 0, 64)
		return n, err == nil
	case *ast.Ident:
		if place, err := strconv.Atoi(strings.TrimPrefix(e.Name, "_")); err == nil && strings.HasPrefix(e.Name, "_") {
			return argument(place)
		}
		n, known := constantWords[e.Name]
		return n, known
	case *ast.UnaryExpr:
		if v, known := evaluate(e.X, argument); e.Op == token.NOT {
			return truth(v == 0), known
		}
	case *ast.BinaryExpr:
		x, knownX := evaluate(e.X, argument)
		y, knownY := evaluate(e.Y, argument)
		switch {
		case e.Op == token.LAND && (knownX && x == 0 || knownY && y == 0):
			return 0, true
		case e.Op == token.LOR && (knownX && x != 0 || knownY && y != 0):
			return 1, true
		case !knownX || !knownY:
			return 0, false
		}
		switch e.Op {
		case token.LAND, token.LOR: // neither of them decides
			return truth(e.Op == token.LAND), true
		case token.EQL:
			return truth(x == y), true
		case token.NEQ:
			return truth(x != y), true
		case token.LSS:
			return truth(x < y), true
		case token.GTR:
			return truth(x > y), true
		case token.LEQ:
			return truth(x <= y), true
		case token.GEQ:
			return truth(x >= y), true
		case token.AND:
			return x & y, true
		}
	}
	return 0, false
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
