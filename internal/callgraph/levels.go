package callgraph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// EntryLevels is the range of levels at which the system or, by contract, everybody calls
// f; false if that is not known. What f itself asserts as it begins holds of both.
func (p *Graph) EntryLevels(f *program.Function) (ddi.LevelRange, bool) {
	return p.entryLevels(f, p.Asserted(f))
}

// entryLevels is EntryLevels where f promises to run at no higher level.
func (p *Graph) entryLevels(f *program.Function, promise int) (ddi.LevelRange, bool) {
	c := p.Contract(f)
	role, known := p.RoleLevels(f)
	if !known {
		return ddi.LevelRange{Min: c.Entry.Min, Max: max(c.Entry.Min, min(c.Entry.Max, promise))}, c.Bound || promise < ddi.HighLevel
	}
	role.Max = max(role.Min, min(role.Max, promise))
	low, high := max(role.Min, c.Entry.Min), min(role.Max, c.Entry.Max)
	if low <= high {
		return ddi.LevelRange{Min: low, Max: high}, true
	}
	return role, true
}

// RoleLevels joins the levels at which the system enters f, by all of its roles; false if
// none of them is known. What f is only declared to be narrows what it is registered for, but where that takes functions of this type: the
// routine knows better at which levels.
func (p *Graph) RoleLevels(f *program.Function) (ddi.LevelRange, bool) {
	joined, any := ddi.LevelRange{Min: ddi.HighLevel}, false
	for _, declared := range []bool{false, true} {
		for _, r := range p.roles[f] {
			levels, ok := p.registeredLevels(r)
			if !ok || p.unqueued(f, r.Type) || r.Declared != declared || declared && any && p.registeredAs(f, r.Type) {
				continue
			}
			low, high := max(joined.Min, levels.Min), min(joined.Max, levels.Max)
			switch {
			case declared && any && low <= high:
				joined.Min, joined.Max = low, high
			default:
				joined.Min, joined.Max, any = min(joined.Min, levels.Min), max(joined.Max, levels.Max), true
			}
		}
	}
	return joined, any
}

// registeredAs reports whether f is registered with a routine that takes functions of a type.
func (p *Graph) registeredAs(f *program.Function, typ string) bool {
	return slices.ContainsFunc(p.roles[f], func(r Registration) bool { return !r.Declared && r.Type == typ })
}

// AtHighest is the highest level at which the system calls f, where that is one of several at which it does; false otherwise, and where it
// comes at another one in practice. What f asserts as it begins is no reason to think so, as a rule: the assertion is what fails.
func (p *Graph) AtHighest(f *program.Function) (level int, does bool) {
	entry, known := p.entryLevels(f, ddi.HighLevel)
	if !known || entry.Min == entry.Max {
		return 0, false
	}
	for _, r := range p.roles[f] {
		at, often := ddi.AtHighest(r.Type, p.Sets)
		levels, _ := p.registeredLevels(r)
		if often && at.Asserted && p.Asserted(f) < levels.Max {
			continue
		}
		if often && !r.Declared && !p.unqueued(f, r.Type) && levels.Max <= entry.Max && p.comesAt(f, r, at) {
			return levels.Max, true
		}
	}
	return 0, false
}

// comesAt reports whether f is registered so where the system calls such functions at the highest of their levels.
func (p *Graph) comesAt(f *program.Function, r Registration, at ddi.Highest) bool {
	if at.Layers != "" {
		return p.atBusyLayer(f, r, at.Layers)
	}
	return len(at.Majors) == 0 || p.ComesFor(f, at.Majors) || r.By != nil && p.serves(r.By, at.Majors)
}

// serves reports whether dispatch routines for these major functions come to f, and none for another one.
func (p *Graph) serves(f *program.Function, majors []int64) bool {
	found := false
	for _, entry := range p.Entries(f) {
		for _, r := range p.roles[entry] {
			if r.Role == ddi.Dispatch && !r.Declared {
				if !slices.Contains(majors, r.Index) {
					return false
				}
				found = true
			}
		}
	}
	return found
}

// registeredLevels is at which levels the system calls what is registered so.
func (p *Graph) registeredLevels(r Registration) (ddi.LevelRange, bool) {
	if levels, ok := ddi.RequestLevels(r.Role, r.Index, p.alone()); ok {
		return levels, true
	}
	if levels, ok := ddi.LevelsUnless(r.Type, func(tag, member string) bool { return p.stored()[storedKey{tag, member, r.By}] || p.Sets(tag, member) }); ok {
		return levels, true
	}
	if levels, ok := ddi.RoleLevels(r.Role, r.Routine); ok {
		return levels, true
	}
	return ddi.CallbackLevels(r.Type)
}

// findAlone reports whether nothing says that other drivers stand above or below the devices of this one: it adds none to a stack
// and sends no IRP on.
func (p *Graph) findAlone() bool {
	adds, _ := p.WithRole(ddi.DeviceAdd)
	return len(adds) == 0 && len(p.RoutineCalls(ddi.Send, ddi.IRP)) == 0
}

// Sets reports whether the driver may store anything but 0 in a member of structures with that tag.
func (p *Graph) Sets(tag, member string) bool { return p.stored()[storedKey{tag, member, nil}] }

// A storedKey is a member of structures with a tag; or a number that is stored in it, as Scope=2, and the function that does so.
type storedKey struct {
	tag, member string
	by          *program.Function
}

// findStored marks the members in which the driver may store anything but 0, and with the numbers that its functions store.
func (p *Graph) findStored() map[storedKey]bool {
	stored := map[storedKey]bool{}
	store := func(by *program.Function, dst ir.Place, src ir.Value) {
		if n := len(dst.Path); n > 0 && dst.Path[n-1].Kind == ir.Field && !(src.Kind == ir.Const && src.Int == 0) {
			key := storedKey{strings.TrimPrefix(dst.Path[n-1].Record, "drvlint"), dst.Path[n-1].Name, nil}
			stored[key] = true
			if by != nil && src.Kind == ir.Const {
				stored[storedKey{key.tag, fmt.Sprintf("%s=%d", key.member, src.Int), by}] = true
			}
		}
	}
	for _, u := range p.Units {
		for _, g := range u.Globals {
			for _, init := range g.Init {
				store(nil, ir.Place{Root: g.Var, Path: init.Path}, init.Value)
			}
		}
	}
	for _, f := range p.Functions {
		f.Instrs(func(in ir.Instr) {
			if a, ok := in.(*ir.Assign); ok {
				store(f, a.Dst, a.Src)
			}
		})
	}
	return stored
}

// Asserted is the highest level at which f may be called by what it asserts as it begins, before it
// decides anything: by PAGED_CODE(), as a rule.
func (p *Graph) Asserted(f *program.Function) int {
	highest := ddi.HighLevel
	blk := f.Graph.Blocks[0]
	for range f.Graph.Blocks {
		for _, in := range blk.Instrs {
			call, r := p.RoutineOf(f, in)
			if call == nil || r == nil {
				continue
			}
			for i := range r.Effects {
				if e := &r.Effects[i]; e.Kind == ddi.LimitIRQL && e.When == nil && !e.WhenBlocks {
					highest = min(highest, e.Level)
				}
			}
		}
		if len(blk.Succs) != 1 || len(blk.Succs[0].To.Preds) != 1 {
			break
		}
		blk = blk.Succs[0].To
	}
	return highest
}

// Noun says as what the system calls the function, as "a DPC"; "" if there is no word for it.
func (r Registration) Noun() string {
	role := r.Role
	if of := ddi.RoleOfType(r.Type); role == ddi.Callback && of != "" {
		role = of
	}
	if noun := nouns[role]; noun != "" {
		return noun
	}
	if strings.Contains(r.Type, "::") {
		return "`" + r.Type + "`"
	}
	if r.Type != "" {
		return "a callback of type `" + r.Type + "`"
	}
	return ""
}

var nouns = map[ddi.Role]string{
	ddi.Entry: "the entry point", ddi.Unload: "the unload routine", ddi.Dispatch: "a dispatch routine", ddi.Cancellation: "a cancel routine",
	ddi.SystemThread: "a system thread", ddi.IoThread: "a system thread", ddi.WorkItem: "a work item", ddi.IoWorkItem: "a work item",
	ddi.ProcessNotify: "a process notify routine", ddi.ProcessNotify2: "a process notify routine", ddi.ThreadNotify: "a thread notify routine",
	ddi.ImageNotify: "an image notify routine", "dpc": "a DPC", "isr": "an interrupt service routine",
}

// atBusyLayer reports whether f is registered for layers at which it is called at DISPATCH_LEVEL, and for none else, as far as the driver tells.
func (p *Graph) atBusyLayer(f *program.Function, r Registration, prefix string) bool {
	layers := p.layersOf(f, r, prefix)
	return len(layers) > 0 && !slices.ContainsFunc(layers, func(name string) bool { return !ddi.BusyLayer(name) })
}

// layersOf lists the layers, which have names that begin so, that f is registered for: those that stand beside it in a table; else where it is
// registered; else where what registers it is called; else all that the driver names.
func (p *Graph) layersOf(f *program.Function, r Registration, prefix string) []string {
	if layers := p.layersBeside(f, prefix); len(layers) > 0 {
		return layers
	}
	if r.By != nil {
		for _, find := range []func() []string{
			func() []string { return layersIn(r.By, p.untilNext(r), prefix) },
			func() []string { return layersIn(r.By, r.By.Span, prefix) },
			func() []string { return p.layersHanded(f, r.By, prefix) },
		} {
			if layers := find(); len(layers) > 0 {
				return layers
			}
		}
	}
	return p.allLayers(prefix)
}

// layersBeside lists the layers that stand in one element of a table with f.
func (p *Graph) layersBeside(f *program.Function, prefix string) (layers []string) {
	beside := func(unit int, parts []part) {
		for _, set := range parts {
			if element := elementOf(set.at); element != "" && p.holds(unit, set.value, f) {
				for _, other := range parts {
					if other.at.Root == set.at.Root && elementOf(other.at) == element {
						layers = append(layers, layersAmong(prefix, other.value)...)
					}
				}
			}
		}
	}
	for i, u := range p.Units {
		for _, g := range u.Globals {
			beside(i, partsOf(g))
		}
	}
	for _, g := range p.Functions {
		beside(g.UnitIndex, partsIn(g))
	}
	return layers
}

// elementOf spells the element of an array that a place lies in; "" if it lies in none.
func elementOf(at ir.Place) string {
	last := len(at.Path) - 1
	for last >= 0 && at.Path[last].Kind != ir.Index {
		last--
	}
	return (ir.Place{Root: at.Root, Path: at.Path[:last+1]}).String()[len(at.Root.Name):]
}

// holds reports whether a value may be a function.
func (p *Graph) holds(unit int, v ir.Value, f *program.Function) bool {
	return mayBeFunction(v) && slices.ContainsFunc(p.PointsTo.Holds(unit, v), func(it pointsto.Item) bool { return it.Function == f })
}

// untilNext is the text from a registration up to where the same function registers another one so.
func (p *Graph) untilNext(r Registration) ir.Span {
	text := ir.Span{File: r.At.File, From: r.At.From, To: r.By.To}
	r.By.Instrs(func(in ir.Instr) {
		set, ok := in.(*ir.Assign)
		if ok && set.Dst.Leaf() == r.Routine && set.File == text.File && set.From > text.From {
			text.To = min(text.To, set.From)
		}
	})
	return text
}

// layersIn lists the layers that a part of the text of a function names.
func layersIn(f *program.Function, text ir.Span, prefix string) (layers []string) {
	f.Instrs(func(in ir.Instr) {
		if at := in.Where(); at.File != text.File || at.From < text.From || at.To > text.To {
			return
		}
		switch in := in.(type) {
		case *ir.Assign:
			layers = append(layers, layersAmong(prefix, in.Src)...)
		case *ir.Call:
			layers = append(layers, layersAmong(prefix, in.Args...)...)
		}
	})
	return layers
}

// layersHanded lists the layers that a function is called with, together with f if any call has that.
func (p *Graph) layersHanded(f, register *program.Function, prefix string) (layers []string) {
	handed := false
	for _, caller := range p.callers()[register.Index] {
		for _, call := range caller.Calls() {
			if target, _ := p.Callee(caller, call); target != register {
				continue
			}
			with := slices.ContainsFunc(call.Args, func(a ir.Value) bool { return p.holds(caller.UnitIndex, a, f) })
			if with && !handed {
				layers, handed = nil, true
			}
			if with == handed {
				layers = append(layers, layersAmong(prefix, call.Args...)...)
			}
		}
	}
	return layers
}

// allLayers lists the layers that the driver names anywhere.
func (p *Graph) allLayers(prefix string) (layers []string) {
	for _, u := range p.Units {
		for _, g := range u.Globals {
			for _, init := range g.Init {
				layers = append(layers, layersAmong(prefix, init.Value)...)
			}
		}
	}
	for _, f := range p.Functions {
		layers = append(layers, layersIn(f, f.Span, prefix)...)
	}
	return layers
}

// layersAmong lists the variables with names that begin so which values read, or are the addresses of.
func layersAmong(prefix string, values ...ir.Value) (layers []string) {
	for _, v := range values {
		if v.Place.Root != nil && strings.HasPrefix(v.Place.Root.Name, prefix) {
			layers = append(layers, v.Place.Root.Name)
		}
		layers = append(layers, layersAmong(prefix, v.Args...)...)
	}
	return layers
}
