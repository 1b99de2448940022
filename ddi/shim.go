package ddi

// A Category says what a routine does, in the words of the tables.
type Category string

// Arg is Operand by the word of the tables.
func (r *Routine) Arg(role string) int {
	if r == nil {
		return -1
	}
	if i, ok := r.Args[role]; ok {
		return i
	}
	return -1
}

// Is reports whether the routine is of one of the categories.
func (r *Routine) Is(categories ...Category) bool {
	if r == nil {
		return false
	}
	for _, c := range categories {
		if r.Category == c {
			return true
		}
	}
	return false
}

// A LevelEffect is what a routine does to the level and to the regions of its thread.
type LevelEffect struct {
	Raise                   bool
	RaiseTo, RaiseArg       int
	Save                    Keep // where the level before the call is kept
	Restore                 Keep // what level the call returns at
	IfResult                bool // only where the result is not zero
	Current                 bool // the result is the current level
	Critical, Guarded       int  // added to the depth of the thread's regions
	Attach, Detach          bool // to, from another process
	FloatSave, FloatRestore bool
	Member                  string
	Wait                    int
	When                    *ArgTest
	WhenBlocks              bool
	CallMax                 int
	NoAPC                   bool // no APC of the calling thread takes part in the I/O
}

// Changes reports whether the call itself does something.
func (e *LevelEffect) Changes() bool {
	return e != nil && (e.Raise || e.Save.Kind != KeepNone || e.Restore.Kind != KeepNone || e.Current || e.Critical != 0 || e.Guarded != 0 ||
		e.Attach || e.Detach || e.FloatSave || e.FloatRestore)
}

// EffectOf returns what a routine does to level and regions, nil if nothing.
func EffectOf(name string) *LevelEffect {
	r := Lookup(name)
	if r == nil {
		return nil
	}
	l := &LevelEffect{Wait: -1}
	for _, e := range r.Effects {
		switch e.Kind {
		case RaiseIRQL:
			l.Raise, l.RaiseTo, l.RaiseArg, l.Save, l.IfResult = true, e.Level, e.Arg, e.Keep, e.Try
		case RestoreIRQL:
			l.Restore, l.Member = e.Keep, e.Member
		case QueryIRQL:
			l.Current = true
		case EnterRegion, LeaveRegion:
			by := 1
			if e.Kind == LeaveRegion {
				by = -1
			}
			if e.On == CriticalRegion {
				l.Critical = by
			} else {
				l.Guarded = by
			}
			l.IfResult = e.Try
		case Attach:
			l.Attach = true
		case Detach:
			l.Detach = true
		case SaveFloat:
			l.FloatSave = true
		case RestoreFloat:
			l.FloatRestore = true
		case KeepDispatcher:
			l.Wait = e.Arg
		case LimitIRQL:
			l.CallMax, l.When, l.WhenBlocks = e.Level, e.When, e.WhenBlocks
		case Wait:
			l.NoAPC = e.NoAPC
		}
	}
	if *l == (LevelEffect{Wait: -1}) {
		return nil
	}
	return l
}
