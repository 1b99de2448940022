package ir

// Fold computes a C operator on 64-bit constants, as the lowering and the engine do.
// It reports false for an operator or operands that have no defined result.
func Fold(op string, args ...Value) (int64, bool) {
	switch len(args) {
	case 1:
		return foldUnary(op, args[0].Int)
	case 2:
		return foldBinary(op, args[0].Int, args[1].Int)
	}
	return 0, false
}

func foldUnary(op string, x int64) (int64, bool) {
	switch op {
	case "-":
		return -x, true
	case "~":
		return ^x, true
	case "!":
		return truth(x == 0), true
	}
	return 0, false
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func foldBinary(op string, x, y int64) (int64, bool) {
	switch op {
	case "+":
		return x + y, true
	case "-":
		return x - y, true
	case "*":
		return x * y, true
	case "&":
		return x & y, true
	case "|":
		return x | y, true
	case "^":
		return x ^ y, true
	case "==":
		return truth(x == y), true
	case "!=":
		return truth(x != y), true
	case "<":
		return truth(x < y), true
	case "<=":
		return truth(x <= y), true
	case ">":
		return truth(x > y), true
	case ">=":
		return truth(x >= y), true
	}
	return foldPartial(op, x, y)
}

// foldPartial computes the operators that C leaves undefined for some operands.
func foldPartial(op string, x, y int64) (int64, bool) {
	switch {
	case op == "/" && y != 0:
		return x / y, true
	case op == "%" && y != 0:
		return x % y, true
	case op == "<<" && y >= 0 && y < 64:
		return x << uint(y), true
	case op == ">>" && y >= 0 && y < 64:
		return x >> uint(y), true
	}
	return 0, false
}
