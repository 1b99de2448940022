package clang

// An Outline is what is told of a unit without its IR: what a report needs, and the cache.
type Outline struct {
	File      string   // main source file; "" if the unit could not be parsed
	Sources   []string // the files that its IR refers to, the main file first
	Lines     int      // of the main file
	Functions int      // with a body
	Stats     UnitStats
	Included  []FileStats
	Stubs     []string
	Problems  []Problem
	Lessons   []Lesson // what it missed, for other units of its driver
	Texts     []string // the files whose text it was made from, without the model headers; none if that can't be told
}

// Outline returns the outline of a unit.
func (p *Parsed) Outline() Outline {
	o := Outline{Stats: p.Stats, Included: p.Included, Stubs: p.Stubs, Problems: p.Problems, Lessons: p.Lessons}
	for _, in := range p.Inputs {
		if in.Kind == TextOf && !in.Absent() && !IsModel(in.Path) {
			o.Texts = append(o.Texts, in.Path)
		}
	}
	if p.Unit == nil {
		return o
	}
	o.File = p.Unit.File
	for _, f := range p.Unit.Funcs {
		if !IsModel(p.Unit.Files[f.Span.File].Name) {
			o.Functions++
		}
	}
	for _, f := range p.Unit.Files {
		if !IsModel(f.Name) {
			o.Sources = append(o.Sources, f.Name)
		}
	}
	// As an editor counts: the end of the last line begins no other.
	if main := p.Unit.Files[0]; len(main.Lines) > 0 {
		o.Lines = len(main.Lines)
		if main.Lines[o.Lines-1] == main.Size {
			o.Lines--
		}
	}
	return o
}

// Problems lists the problems of a driver's units, each once: units share the files that they
// include.
func Problems(units []Outline) []Problem {
	var list []Problem
	said := map[Problem]bool{}
	for _, u := range units {
		for _, p := range u.Problems {
			if !said[p] {
				said[p] = true
				list = append(list, p)
			}
		}
	}
	return list
}
