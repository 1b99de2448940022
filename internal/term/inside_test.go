package term

import (
	"testing"

	"pgregory.net/rapid"
)

// What is kept of a term, so that it need not be looked into, is what is found inside.
func TestKeptOfTerms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := New()
		list := []Ref{p.Param(0), p.Param(1), p.Constant(3), p.Fresh(-1, 1), p.Fresh(-1, 2), p.Ghost("g")}
		for range rapid.IntRange(1, 40).Draw(t, "terms") {
			any := func() Ref { return rapid.SampledFrom(list).Draw(t, "part") }
			switch rapid.IntRange(0, 6).Draw(t, "kind") {
			case 0:
				list = append(list, p.Initial(p.Field(p.Deref(any()), "m", "")))
			case 1:
				list = append(list, p.Addr(p.Field(p.Deref(any()), "m", "")))
			case 2:
				list = append(list, p.Binary("+", any(), any()))
			case 3:
				list = append(list, p.Unary("~", any()))
			case 4:
				list = append(list, p.Stale(any()))
			case 5:
				list = append(list, p.Element(p.Deref(any()), any()))
			default:
				list = append(list, p.Binary("==", any(), any()))
			}
		}
		for _, r := range list {
			if want := p.Any(r, func(_ Ref, x *Term) bool { return x.Op == Param }); p.OfParam(r) != want {
				t.Fatalf("%s is made of a parameter: %t", p.Spell(r, nil), want)
			}
			if want := p.AnyOperand(r, func(_ Ref, x *Term) bool { return x.Op == Init }); p.Read(r) != want {
				t.Fatalf("%s is computed from memory: %t", p.Spell(r, nil), want)
			}
			for _, part := range list {
				if want := p.Any(r, func(x Ref, _ *Term) bool { return x == part }); p.Contains(r, part) != want {
					t.Fatalf("%s contains %s: %t", p.Spell(r, nil), p.Spell(part, nil), want)
				}
			}
		}
	})
}
