package callgraph

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/pointsto"
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/ir"
)

// findRoles learns for what the system calls the driver's functions: from role
// typedefs, from fields of registration structures, and from what is handed to the
// kernel's registration routines.
func (p *Graph) findRoles() {
	for i, u := range p.Units {
		for _, proto := range u.Protos {
			f := p.Lookup(i, proto.Name)
			role := ddi.RoleOfType(proto.Role)
			if _, callback := ddi.CallbackLevels(proto.Role); role == "" && callback {
				role = ddi.Callback
			}
			if f != nil && role != "" {
				method := strings.Contains(proto.Role, "::") // who has the object calls it, whatever the driver hands on
				p.addRole(f, Registration{Role: role, Routine: proto.Role, Type: proto.Role, Declared: !method, Index: -1, At: proto.Span, Unit: u})
			}
		}
		for _, g := range u.Globals {
			for _, init := range g.Init {
				p.registerField(nil, i, ir.Place{Root: g.Var, Path: init.Path}, init.Value, init.Span)
			}
			p.registerOperations(i, partsOf(g))
		}
	}
	for _, f := range p.Functions {
		p.registerOperations(f.UnitIndex, partsIn(f))
		if role := ddi.RoleOfName(f.Name); role != "" {
			p.addRole(f, Registration{Role: role, Routine: f.Name, Index: -1, At: f.NameSpan, Unit: f.Unit})
		}
		f.Instrs(func(in ir.Instr) {
			switch in := in.(type) {
			case *ir.Assign:
				p.registerField(f, f.UnitIndex, in.Dst, in.Src, in.Span)
			case *ir.Call:
				p.registerCall(f, in)
			}
		})
	}
	if f := p.unnamedEntry(); f != nil {
		p.addRole(f, Registration{Role: ddi.Entry, Routine: f.Name, Index: -1, At: f.NameSpan, Unit: f.Unit})
	}
	p.dropDeclared()
	p.dropRestored()
	for _, list := range p.roles {
		sort.SliceStable(list, func(a, b int) bool { return list[a].By != nil && list[b].By == nil })
	}
}

// unnamedEntry is the one function of a driver without an entry point that has the parameters and the result of one, and that the driver
// neither calls nor hands on: the linker is told its name. Nil if there is none, or more than one.
func (p *Graph) unnamedEntry() *program.Function {
	var found *program.Function
	used := map[*program.Function]bool{}
	for _, f := range p.PointsTo.AddressTaken() {
		used[f] = true
	}
	for _, f := range p.Functions {
		if slices.ContainsFunc(p.roles[f], func(r Registration) bool { return r.Role == ddi.Entry }) {
			return nil
		}
		for _, call := range f.Calls() {
			target, _ := p.Callee(f, call)
			used[target] = true
		}
	}
	for _, f := range p.Functions {
		if used[f] || f.Result != "long" || len(f.Params) != 2 || ddi.ObjectOf(f.Params[0].Type) != ddi.DriverObject || ddi.ObjectOf(f.Params[1].Type) != ddi.String {
			continue
		}
		if found != nil {
			return nil
		}
		found = f
	}
	return found
}

func (p *Graph) addRole(f *program.Function, r Registration) {
	p.roles[f] = append(p.roles[f], r)
}

// registerField gives a role to what is stored in a registration structure's field.
func (p *Graph) registerField(by *program.Function, unit int, dst ir.Place, src ir.Value, at ir.Span) {
	p.registerTables(by, unit, dst, src)
	if !mayBeFunction(src) || !slices.ContainsFunc(dst.Path, func(s ir.Step) bool { return s.Kind == ir.Field }) {
		return
	}
	role, typ, field, index, owner, until := ddi.Role(""), "", "", int64(-1), tagOf(dst.Root), ddi.Object(0)
	for _, step := range dst.Path {
		if step.Kind == ir.Index && step.Index.Kind == ir.Const {
			index = step.Index.Int
		}
		if step.Kind != ir.Field {
			continue
		}
		if r := ddi.RoleOfField(step.Record, step.Name); r != "" {
			role, field, until = r, step.Name, ddi.OwnerOf(step.Record)
		}
		if !strings.HasPrefix(step.Record, "@") {
			owner = step.Record // else one without a name, within the owner
		}
		if typ = cmp.Or(ddi.TypeOfField(step.Record, step.Name), ddi.TypeOfField(owner, step.Name)); typ != "" && role == "" {
			role, field, until = ddi.Callback, step.Name, cmp.Or(ddi.OwnerOf(step.Record), ddi.OwnerOf(owner))
		}
	}
	if role == "" {
		return
	}
	p.crowd(unit, src, at, field)
	for _, it := range p.PointsTo.Holds(unit, src) {
		if it.Kind == pointsto.Function && it.Function != nil {
			p.addRole(it.Function, Registration{Role: role, Routine: field, Type: typ, Index: index, Loaded: src.Kind != ir.FuncRef, By: by, At: at, Unit: p.Units[unit], Owner: until})
		}
	}
}

// mayBeFunction reports whether a value may be the address of a function, by its kind.
func mayBeFunction(v ir.Value) bool {
	return v.Kind != ir.Const && v.Kind != ir.Text && v.Kind != ir.Unknown
}

// tagOf is the tag of the structure that a variable is, or points to; "" if it has none.
func tagOf(v *ir.Var) string {
	if v == nil {
		return ""
	}
	words := strings.TrimRight(v.Type, " *")
	return words[strings.LastIndexByte(words, ' ')+1:]
}

// registerCall gives a role to the functions handed to a kernel routine.
func (p *Graph) registerCall(f *program.Function, call *ir.Call) {
	target, name := p.Callee(f, call)
	if target != nil || name == "" {
		return
	}
	r := p.Known.Lookup(name)
	if r == nil {
		p.callbackArguments(f, call, name)
		return
	}
	if to, what := r.Arg(ddi.OpTarget), r.Arg(ddi.OpValue); r.Does(ddi.Exchange) && max(to, what) < len(call.Args) {
		p.registerField(f, f.UnitIndex, call.Args[to].Pointee(), call.Args[what], call.Span)
	}
	if remove := r.Arg(ddi.OpRemove); remove >= 0 && remove < len(call.Args) {
		if v := call.Args[remove]; v.Kind == ir.Const && v.Int != 0 {
			return
		}
	}
	for i, arg := range call.Args {
		if !mayBeFunction(arg) {
			continue
		}
		p.registerTable(f, f.UnitIndex, arg, ddi.TypeOfTable(name, strconv.Itoa(i)), name)
		typ := ddi.TypeOfArgument(name, i)
		operand := slices.ContainsFunc([]ddi.Operand{ddi.OpCallback, ddi.OpCallback2, ddi.OpCallback3}, func(o ddi.Operand) bool { return r.Arg(o) == i })
		if !operand && (typ == "" || r.Does(ddi.Unregister)) {
			continue
		}
		role := ddi.Callback
		if operand {
			role = cmp.Or(ddi.RoleOfArgument(name, i), ddi.RoleOfCallback(r))
		}
		p.handed(f, call, name, arg, role, typ)
	}
}

// handed gives a role to the functions that an argument may be.
func (p *Graph) handed(f *program.Function, call *ir.Call, name string, arg ir.Value, role ddi.Role, typ string) {
	p.crowd(f.UnitIndex, arg, call.Span, name)
	for _, it := range p.PointsTo.Holds(f.UnitIndex, arg) {
		if it.Kind == pointsto.Function && it.Function != nil {
			p.addRole(it.Function, Registration{Role: role, Routine: name, Type: typ, Index: -1, By: f, At: call.Span, Unit: f.Unit})
		}
	}
}

// A Crowd is a place where the system is given more functions than are followed: not all of them
// are known to have the role.
type Crowd struct {
	Unit *ir.Unit
	At   ir.Span
	Into string // the kernel routine or field that is given them
}

// Crowds lists those of the driver, in the order in which they were met.
func (p *Graph) Crowds() []Crowd { return p.crowds }

func (p *Graph) crowd(unit int, v ir.Value, at ir.Span, into string) {
	if p.PointsTo.Crowded(unit, v) {
		p.crowds = append(p.crowds, Crowd{p.Units[unit], at, into})
	}
}

// callbackArguments treats a function handed to any other routine as a callback of it.
func (p *Graph) callbackArguments(f *program.Function, call *ir.Call, name string) {
	for i, arg := range call.Args {
		if !mayBeFunction(arg) {
			continue
		}
		p.registerTable(f, f.UnitIndex, arg, ddi.TypeOfTable(name, strconv.Itoa(i)), name)
		typ := ddi.TypeOfArgument(name, i)
		role := cmp.Or(ddi.RoleOfArgument(name, i), ddi.Callback)
		if typ != "" || role != ddi.Callback {
			p.handed(f, call, name, arg, role, typ)
		}
		if typ != "" || role != ddi.Callback || arg.Kind != ir.FuncRef {
			continue
		}
		if callback := p.Lookup(f.UnitIndex, arg.Name); callback != nil {
			p.addRole(callback, Registration{Role: ddi.Callback, Routine: name, Index: -1, By: f, At: call.Span, Unit: f.Unit})
		}
	}
}

// A Registration says where and as what a function is made known to the system.
type Registration struct {
	Role ddi.Role
	// Routine is the kernel routine or field that it was handed to.
	Routine string
	// Type is the function type by which the system knows it, as KSERVICE_ROUTINE; "" if its levels are not known.
	Type     string
	Declared bool              // it is only declared to be of that type
	By       *program.Function // the function that registers it; nil for an initialiser or a declaration
	Index    int64             // of the element of the field, as in MajorFunction[IRP_MJ_CREATE]; -1 if it is none or not known
	Loaded   bool              // what is stored in the field comes out of memory
	At       ir.Span
	Unit     *ir.Unit
	Owner    ddi.Object // until that is unregistered, the system calls it; 0 if that is not known
}

// Roles returns for what the system calls f.
func (p *Graph) Roles(f *program.Function) []Registration { return p.roles[f] }

// WithRole lists the functions with one of the roles, in order, each with its first
// such registration.
func (p *Graph) WithRole(roles ...ddi.Role) (functions []*program.Function, registrations []Registration) {
	for _, f := range p.Functions {
		if r, ok := p.HasRole(f, roles); ok {
			functions = append(functions, f)
			registrations = append(registrations, r)
		}
	}
	return functions, registrations
}

// HasRole returns the first registration of f with one of the roles; false if it has none.
func (p *Graph) HasRole(f *program.Function, roles []ddi.Role) (Registration, bool) {
	for _, r := range p.roles[f] {
		for _, role := range roles {
			if r.Role == role {
				return r, true
			}
		}
	}
	return Registration{}, false
}

// Same reports whether two drivers of the same functions play the same roles, at the same levels, the highest among them, call the same
// through pointers, and leave the same uncalled.
func (p *Graph) Same(other *Graph) bool {
	for i, f := range p.Functions {
		if i < len(other.Functions) && (p.Idle(f) != other.Idle(other.Functions[i]) || !p.sameLevels(f, other, other.Functions[i])) {
			return false
		}
	}
	return len(p.Functions) == len(other.Functions) && slices.Equal(p.rolesInOrder(), other.rolesInOrder()) && maps.Equal(p.pointerCalls(), other.pointerCalls())
}

// sameLevels reports whether the system enters f at the levels at which it enters g of another driver.
func (p *Graph) sameLevels(f *program.Function, other *Graph, g *program.Function) bool {
	levels, known := p.RoleLevels(f)
	others, also := other.RoleLevels(g)
	_, highest := p.AtHighest(f)
	_, alike := other.AtHighest(g)
	return levels == others && known == also && highest == alike
}

func (p *Graph) rolesInOrder() []string {
	var list []string
	for _, f := range p.Functions {
		for _, r := range p.roles[f] {
			list = append(list, f.Name+" "+string(r.Role)+" "+r.Routine)
		}
		for _, major := range p.majors[f] {
			list = append(list, f.Name+" "+strconv.FormatInt(major, 10))
		}
	}
	return list
}

// pointerCalls lists which calls through pointers may reach what, by the indices of the
// functions.
func (p *Graph) pointerCalls() map[[2]int]bool {
	calls := map[[2]int]bool{}
	for _, f := range p.Functions {
		for _, callee := range p.MayCall(f) {
			calls[[2]int{f.Index, callee.Index}] = true
		}
	}
	return calls
}

// A restoring stores functions that come out of memory in an element of a field that is not known.
type restoring struct {
	by        *program.Function
	at        ir.Span
	field     string
	functions []*program.Function
}

// dropRestored drops what puts functions back into elements of a field: of a copy of the field, which the driver reads, each of the functions is stored
// there elsewhere, too.
func (p *Graph) dropRestored() {
	for _, s := range p.restorings() {
		if slices.ContainsFunc(s.functions, func(f *program.Function) bool {
			return !slices.ContainsFunc(p.roles[f], func(r Registration) bool { return r.Routine == s.field && !r.Declared && !s.is(r) })
		}) || !p.copies(s.field) {
			continue
		}
		for _, f := range s.functions {
			p.roles[f] = slices.DeleteFunc(p.roles[f], s.is)
		}
	}
}

func (s *restoring) is(r Registration) bool {
	return r.By == s.by && r.At == s.at && r.Routine == s.field
}

// restorings lists them, those of most functions first.
func (p *Graph) restorings() (list []*restoring) {
	for _, f := range p.Functions {
		for _, r := range p.roles[f] {
			if r.By == nil || !r.Loaded || r.Index >= 0 {
				continue
			}
			i := slices.IndexFunc(list, func(s *restoring) bool { return s.is(r) })
			if i < 0 {
				i, list = len(list), append(list, &restoring{by: r.By, at: r.At, field: r.Routine})
			}
			list[i].functions = append(list[i].functions, f)
		}
	}
	slices.SortStableFunc(list, func(a, b *restoring) int { return cmp.Compare(len(b.functions), len(a.functions)) })
	return list
}

// copies reports whether the driver assigns what an element of a field holds to something else.
func (p *Graph) copies(field string) bool {
	for _, f := range p.Functions {
		found := false
		f.Instrs(func(in ir.Instr) {
			if set, ok := in.(*ir.Assign); ok {
				found = found || set.Src.Kind == ir.Load && slices.ContainsFunc(set.Src.Place.Path, func(s ir.Step) bool { return s.Kind == ir.Field && s.Name == field })
			}
		})
		if found {
			return true
		}
	}
	return false
}
