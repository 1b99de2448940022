package program

import (
	"fmt"
	"strings"

	"github.com/drvlint/drvlint/ir"
)

// PlaceWords spells a place; a pointer that is all there is stands for what it points to.
func PlaceWords(p ir.Place) string {
	if n := len(p.Path); n > 0 && p.Path[n-1].Kind == ir.Deref {
		return ir.Place{Root: p.Root, Path: p.Path[:n-1]}.Words()
	}
	return p.Words()
}

// TestWords says what a test and its outcome mean.
func TestWords(v ir.Value, taken bool) string {
	if v.Kind == ir.Op && len(v.Args) == 1 && v.Name == "!" {
		return TestWords(v.Args[0], !taken)
	}
	text := v.Words()
	if v.Kind == ir.Op && len(v.Args) == 2 {
		text = strings.TrimSuffix(strings.TrimPrefix(text, "("), ")")
	}
	if v.Kind == ir.Op {
		if taken {
			return fmt.Sprintf("`%s` holds", text)
		}
		return fmt.Sprintf("`%s` does not hold", text)
	}
	if taken {
		return fmt.Sprintf("`%s` is not zero", text)
	}
	return fmt.Sprintf("`%s` is zero", text)
}
