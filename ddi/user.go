package ddi

import (
	"cmp"
	_ "embed"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed user.tsv
var userTable string

// What user.tsv says.
type userMode struct {
	members, modes map[roleKey]bool
	outs           map[string]int
	parameters     map[parameter]int
	handlers       []UserHandler
	asks, results  map[string]bool
}

var fromUser = sync.OnceValue(func() userMode {
	u := userMode{members: map[roleKey]bool{}, modes: map[roleKey]bool{}, outs: map[string]int{}, parameters: map[parameter]int{}, asks: map[string]bool{}, results: map[string]bool{}}
	err := eachRow(userTable, func(fields []string) (err error) {
		fields = append(fields, "", "")
		switch fields[0] {
		case "member":
			u.members[roleKey{fields[1], fields[2]}] = true
		case "mode":
			u.modes[roleKey{fields[1], fields[2]}] = true
		case "out":
			u.outs[fields[1]], err = strconv.Atoi(fields[2])
		case "parameter":
			var p parameter
			if p.index, err = strconv.Atoi(fields[2]); err == nil {
				p.routine = fields[1]
				u.parameters[p], err = strconv.Atoi(fields[3])
			}
		case "handler":
			h := UserHandler{Tag: fields[1], Member: fields[2]}
			h.Parameter, err = strconv.Atoi(fields[3])
			u.handlers = append(u.handlers, h)
		case "ask":
			u.asks[fields[1]] = true
		case "result":
			u.results[fields[1]] = true
		}
		return err
	})
	if err != nil {
		panic("user.tsv: " + err.Error()) // the table is tested
	}
	return u
})

// UserMember reports whether a member, in the outermost structure of the kernel with that tag, holds or leads to what a
// program in user mode says.
func UserMember(tag, member string) bool {
	return fromUser().members[roleKey{strings.TrimPrefix(tag, "drvlint"), member}]
}

// ModeMember is UserMember for what tells the mode of the program.
func ModeMember(tag, member string) bool {
	return fromUser().modes[roleKey{strings.TrimPrefix(tag, "drvlint"), member}]
}

// ModeMemberOf is the member that tells the mode of the program in the structure with that tag; "" if there is none.
func ModeMemberOf(tag string) string {
	for _, k := range sortedKeys(fromUser().modes) {
		if k.tag == strings.TrimPrefix(tag, "drvlint") {
			return k.field
		}
	}
	return ""
}

func sortedKeys(m map[roleKey]bool) []roleKey {
	return slices.SortedFunc(maps.Keys(m), func(a, b roleKey) int {
		return cmp.Or(strings.Compare(a.tag, b.tag), strings.Compare(a.field, b.field))
	})
}

// UserOut is the index of the argument through which a routine hands out a pointer to what a program in user mode
// says; -1 if it does not.
func UserOut(routine string) int {
	if i, ok := fromUser().outs[routine]; ok {
		return i
	}
	return -1
}

// UserParameter is the index of the parameter by which a callback that a routine is handed as that argument gets what a
// program in user mode says; -1 if it does not.
func UserParameter(routine string, argument int) int {
	if i, ok := fromUser().parameters[parameter{routine, argument}]; ok {
		return i
	}
	return -1
}

// A UserHandler is a member of a structure, in which a driver stores a callback that gets what a program in user mode
// says as a parameter.
type UserHandler struct {
	Tag, Member string
	Parameter   int // its index
}

// UserHandlers lists them.
func UserHandlers() []UserHandler { return fromUser().handlers }

// AsksMode reports whether a routine returns the mode of the program that the thread works for.
func AsksMode(routine string) bool { return fromUser().asks[routine] }

// UserResult reports whether a routine returns a pointer to memory of a process, where the program sets pointers to anything.
func UserResult(routine string) bool { return fromUser().results[routine] }
