package ir

import "slices"

// Reads reports whether a value depends on what x holds, or on its address.
func (v Value) Reads(x *Var) bool {
	if (v.Kind == Load || v.Kind == AddrOf) && v.Place.Root == x {
		return true
	}
	return slices.ContainsFunc(v.Args, func(a Value) bool { return a.Reads(x) })
}

// Shared reports whether others may change what a value is read from: memory that a pointer leads to, or a variable that is no
// function's own.
func (v Value) Shared() bool {
	p := v.Place
	read := v.Kind == Load && p.Root != nil && (p.ThroughPointer() || p.Root.Kind == GlobalVar || p.Root.Kind == StaticVar)
	return read || slices.ContainsFunc(v.Args, Value.Shared)
}

// Pointee is the place that a value points to, of which it is the address or the pointer; a
// place named "?" for any other value.
func (v Value) Pointee() Place {
	switch v.Kind {
	case AddrOf:
		return v.Place
	case Load:
		path := v.Place.Path
		return Place{Root: v.Place.Root, Path: append(path[:len(path):len(path)], Step{Kind: Deref})}
	}
	return Place{Root: &Var{Name: "?"}}
}

// Behind is the place to which a path leads from what v is, where v is a pointer; false if it is no place of a variable.
func (v Value) Behind(path []Step) (Place, bool) {
	switch {
	case v.Place.Root == nil:
	case v.Kind == Load:
		return Place{Root: v.Place.Root, Path: slices.Concat(v.Place.Path, path)}, true
	case v.Kind == AddrOf && len(path) > 0 && path[0].Kind == Deref:
		return Place{Root: v.Place.Root, Path: slices.Concat(v.Place.Path, path[1:])}, true
	}
	return Place{}, false
}

// IsLocal reports whether a place is a whole local variable or temporary.
func (p Place) IsLocal() bool {
	return len(p.Path) == 0 && (p.Root.Kind == Local || p.Root.Kind == Temp)
}

// ThroughPointer reports whether the way to a place follows a pointer.
func (p Place) ThroughPointer() bool {
	return slices.ContainsFunc(p.Path, func(s Step) bool { return s.Kind == Deref })
}

// Leaf is what a place is known by, whatever object it lies in: its last member, or its variable
// if that is no local, "*" for what a local pointer points to, "" for a local itself.
func (p Place) Leaf() string {
	for _, s := range slices.Backward(p.Path) {
		if s.Kind == Field {
			return s.Name
		}
	}
	if p.Root.Kind == GlobalVar || p.Root.Kind == StaticVar {
		return p.Root.Name
	}
	if len(p.Path) > 0 {
		return "*"
	}
	return ""
}
