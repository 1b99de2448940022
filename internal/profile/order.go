package profile

import "github.com/drvlint/drvlint/internal/program"

// MaxNesting is how deep what is found out by recursion along calls may nest: the stack of a long
// chain of calls would not fit into memory. Callees are looked into first then (Deep).
const MaxNesting = 500

// Order lists the functions so that, but for cycles, each stands behind those that it calls.
func (p *Profile) Order() []*program.Function { return p.order }

// Deep reports whether some chain of calls is too long to be followed by recursion.
func (p *Profile) Deep() bool { return p.deep }

// bottomUp orders the functions so that, but for cycles, each stands behind those that it
// calls; deep reports that some chain of calls is too long to be followed by recursion.
func (p *Profile) bottomUp() (order []*program.Function, deep bool) {
	type visit struct {
		f    *program.Function
		next int
	}
	seen := make([]bool, len(p.Functions))
	for _, root := range p.Functions {
		if seen[root.Index] {
			continue
		}
		seen[root.Index] = true
		stack := []visit{{f: root}}
		for len(stack) > 0 {
			v := &stack[len(stack)-1]
			callee := p.callee(v.f, v.next)
			if callee == nil {
				order = append(order, v.f)
				stack = stack[:len(stack)-1]
				continue
			}
			v.next++
			if !seen[callee.Index] {
				seen[callee.Index] = true
				stack = append(stack, visit{f: callee})
				deep = deep || len(stack) > MaxNesting
			}
		}
	}
	return order, deep
}

// callee is the i-th function that f calls or may call, nil behind the last.
func (p *Profile) callee(f *program.Function, i int) *program.Function {
	direct, may := p.Callees(f), p.MayCall(f)
	switch {
	case i < len(direct):
		return direct[i]
	case i < len(direct)+len(may):
		return may[i-len(direct)]
	}
	return nil
}

// Below lists the functions below f that are open, callees first, without f.
func (p *Profile) Below(f *program.Function, open func(*program.Function) bool) []*program.Function {
	type visit struct {
		f    *program.Function
		next int
	}
	var list []*program.Function
	seen := map[*program.Function]bool{f: true}
	stack := []visit{{f: f}}
	for len(stack) > 0 {
		v := &stack[len(stack)-1]
		callee := p.callee(v.f, v.next)
		if callee == nil {
			if v.f != f {
				list = append(list, v.f)
			}
			stack = stack[:len(stack)-1]
			continue
		}
		v.next++
		if !seen[callee] && open(callee) {
			seen[callee] = true
			stack = append(stack, visit{f: callee})
		}
	}
	return list
}
