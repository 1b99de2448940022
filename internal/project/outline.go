package project

import "strings"

// An outline is what a file says to a linker, as far as its words tell.
type outline struct {
	defines  map[string]bool // functions that other files may use
	own      map[string]bool // functions that only this file may use
	declares map[string]bool // functions that are declared outside of all bodies
	calls    map[string]bool // what bodies call, in every build
	uses     map[string]bool // ... and what else may be the name of a function there
	macros   map[string]bool
}

// outlineOf reads a text. Of what stands under a condition nothing is called or used: another build may do without it.
func outlineOf(text string) *outline {
	o := &outline{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	var list []string
	var sure []bool // parallel to list
	conditions := 0
	s := scanner{text: text, lineStart: true, line: func(d directive) {
		switch {
		case strings.HasPrefix(d.word, "if"):
			conditions++
		case d.word == "endif":
			conditions--
		case d.word == "define" && !d.dead:
			name, _ := cutWord(d.rest)
			o.macros[name] = true
		}
	}}
	for s.skip(); s.at < len(text); s.skip() {
		start := s.at
		s.at++
		for isWord(text[start]) && s.at < len(text) && isWord(text[s.at]) {
			s.at++
		}
		s.lineStart = false
		list, sure = append(list, text[start:s.at]), append(sure, conditions <= 0)
	}
	o.read(list, sure)
	return o
}

func (o *outline) read(list []string, sure []bool) {
	at := func(i int) string {
		if i < 0 || i >= len(list) {
			return ""
		}
		return list[i]
	}
	var open []bool // the braces; true for one in which names are those of outside
	depth := 0
	head := 0 // where the declaration begins that is read
	for i, w := range list {
		switch {
		case w == "{":
			outside := at(i-1) == "extern" || at(i-1) == "namespace" || at(i-2) == "namespace"
			open = append(open, outside)
			if !outside {
				depth++
			}
			head = i + 1
		case w == "}":
			if n := len(open); n > 0 {
				if !open[n-1] {
					depth--
				}
				open = open[:n-1]
			}
			head = i + 1
		case w == ";":
			head = i + 1
		case !isWord(w[0]) || at(i-1) == "." || at(i-1) == ":" || at(i-1) == ">" && at(i-2) == "-":
		case depth == 0 && at(i+1) == "(":
			switch {
			case !defines(list[i+1:], false):
				o.declares[w] = true
			case isOwn(list[head:i]):
				o.own[w] = true
			default:
				o.defines[w] = true
			}
		case depth == 0 && (at(i+1) == ";" || at(i+1) == ",") && i > head: // by a type of functions
			o.declares[w] = true
		case depth > 0 && sure[i]:
			if at(i+1) == "(" {
				o.calls[w] = true
				o.uses[w] = true
			} else if strings.Contains("=,(&{?:)", at(i-1)) && strings.Contains(";,)}:", at(i+1)) {
				o.uses[w] = true
			}
		}
	}
}

// isOwn reports whether a declaration begins as that of a function for its own file only.
func isOwn(head []string) bool {
	for _, w := range head {
		switch strings.Trim(strings.ToLower(w), "_") {
		case "static", "inline", "forceinline", "template":
			return true
		}
	}
	return false
}
