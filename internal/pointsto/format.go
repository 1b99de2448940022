package pointsto

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// Format writes what the variables of f may hold and what its calls through pointers
// may reach, as `drvlint dump pointsto` prints it.
func (w *Analysis) Format(f *program.Function) string {
	var b strings.Builder
	fmt.Fprintf(&b, "func %s:\n", f.Name)
	for _, v := range slices.Concat(f.Params, f.Locals) {
		if n, known := w.variables[v]; known {
			w.formatNode(&b, v.Name, n)
		}
	}
	if n := w.results[f.Index]; n > 0 {
		w.formatNode(&b, "result", n-1)
	}
	f.Instrs(func(in ir.Instr) {
		call, ok := in.(*ir.Call)
		if !ok || call.Callee != "" {
			return
		}
		reached := "anything"
		if list := w.Candidates(f, call); len(list) > 0 {
			reached = functionNames(list)
		}
		if target, name := w.Target(f, call); target == nil && name != "" {
			reached = name
		}
		fmt.Fprintf(&b, "\tcall of %s reaches %s ; L%d\n", call.Target.String(), reached, f.Unit.Line(call.Span))
	})
	return b.String()
}

// FormatMemory writes what globals and members may hold, whatever object they belong to, as
// `drvlint dump pointsto` prints it for a whole driver.
func (w *Analysis) FormatMemory() string {
	var lines []string
	for n, key := range w.keys() {
		if name := key.memory(); name != "" {
			var b strings.Builder
			w.formatNode(&b, name, n)
			lines = append(lines, b.String())
		}
	}
	slices.Sort(lines)
	return "memory:\n" + strings.Join(slices.Compact(lines), "")
}

// memory spells a node that is a global, a member or an allocation; "" for any other.
func (k key) memory() string {
	switch {
	case k.variable != nil && k.record == "" && k.variable.Kind == ir.StaticVar:
		return k.variable.Name
	case k.variable != nil || k.record == "" || k.record == "argument" || k.record == "made" || k.record == "copied" || k.record == "probe":
		return ""
	case k.record == external:
		return k.name
	case k.record == "heap":
		return "allocated in " + k.result.Name
	}
	return k.record + "." + k.name
}

// formatNode writes one line of what a node may hold, nothing if it holds nothing.
func (w *Analysis) formatNode(b *strings.Builder, name string, n int) {
	var held []string
	for _, it := range w.at(n) {
		held = append(held, w.itemWords(it))
	}
	slices.Sort(held)
	if held = slices.Compact(held); len(held) > 0 {
		fmt.Fprintf(b, "\t%s may hold %s\n", name, strings.Join(held, ", "))
	}
}

// itemWords spells what a node may hold.
func (w *Analysis) itemWords(it Item) string {
	switch it.Kind {
	case Function:
		if it.Function != nil {
			return it.Function.Name
		}
		return it.Name
	case Address:
		return "&" + w.nodeName(it.Node)
	case Text:
		return it.Name
	}
	words := fmt.Sprintf("thread made by `%s`", it.Call.Callee)
	if it.Maker != nil {
		words += fmt.Sprintf(" through `%s`", it.Maker.Callee)
	}
	return words
}

// nodeName spells the place that a node stands for.
func (w *Analysis) nodeName(n int) string {
	switch key := w.keys()[n]; {
	case key.memory() != "":
		return key.memory()
	case key.variable != nil:
		return key.variable.Name
	case key.result != nil:
		return "what " + key.result.Name + " returns or is given"
	}
	return "?"
}

func functionNames(list []*program.Function) string {
	var names []string
	for _, f := range list {
		names = append(names, f.Name)
	}
	return strings.Join(names, " or ")
}
