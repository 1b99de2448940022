package ir

import "slices"

// Followed lists the variables that an instruction follows as pointers, to read or write what they point to: none of them is
// NULL behind it. The address of what a pointer leads to is only computed.
func Followed(in Instr) []*Var {
	switch in := in.(type) {
	case *Assign:
		return slices.Concat(Value{Kind: Load, Place: in.Dst}.Followed(), in.Src.Followed())
	case *Call:
		var list []*Var
		for _, a := range in.Args {
			list = append(list, a.Followed()...)
		}
		return list
	case *Return:
		if in.Value != nil {
			return in.Value.Followed()
		}
	}
	return nil
}

// Followed lists the variables that are followed as pointers to compute a value.
func (v Value) Followed() (list []*Var) {
	if path := v.Place.Path; len(path) > 0 && path[0].Kind == Deref {
		again := slices.ContainsFunc(path[1:], func(s Step) bool { return s.Kind == Deref })
		if v.Kind == Load || v.Kind == AddrOf && again {
			list = append(list, v.Place.Root)
		}
	}
	for _, s := range v.Place.Path {
		if s.Kind == Index {
			list = append(list, s.Index.Followed()...)
		}
	}
	for _, a := range v.Args {
		list = append(list, a.Followed()...)
	}
	return list
}
