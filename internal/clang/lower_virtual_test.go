package clang

import "testing"

// A template's own name has its parameters as arguments: what is put in is not looked through again.
func TestSubstitute(t *testing.T) {
	own, pair := instance{arguments: []string{"type-parameter-0-0"}}, instance{arguments: []string{"type-parameter-0-1", "int"}}
	for _, test := range []struct {
		in         instance
		name, want string
	}{
		{own, "Base<type-parameter-0-0>", "Base<type-parameter-0-0>"},
		{pair, "Base<type-parameter-0-0, type-parameter-0-1>", "Base<type-parameter-0-1, int>"},
		{own, "Base<type-parameter-0-1>", "Base<type-parameter-0-1>"},
		{own, "Base", "Base"},
	} {
		if got := test.in.substitute(test.name); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
