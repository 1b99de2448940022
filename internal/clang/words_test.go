package clang

import (
	"strings"
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// A value that the source gives no name is spelled as messages can say it: never as a temporary.
func TestWordsOfTemporaries(t *testing.T) {
	for source, want := range map[string]string{
		"use(&reveal()->Lock);":        "&reveal()->Lock",
		"use(&find(k)->Lock);":         "&find(…)->Lock",
		"use(&find(k)->Next->Lock);":   "&find(…)->Next->Lock",
		"use(&h->make(1)->Lock);":      "&h->make(…)->Lock",
		"use(&(k ? h : s)->Lock);":     "&(…)->Lock",
		"use(&(h++)->Lock);":           "&h->Lock",
		"use(&a[index()].Lock);":       "&a[index()].Lock",
		"use(&table[1](k)->Lock);":     "&table[1](…)->Lock",
		"use(reveal());":               "reveal()",
		"use((void *)(reveal() + 1));": "(reveal() + 1)",
		"use(*where());":               "*where()",
		"use(*find(k)->Where);":        "(*find(…)->Where)",
		"use((void *)!reveal());":      "!reveal()",
	} {
		root := write(t, map[string]string{"a.c": `
struct s { int Lock; struct s *Next; struct s *(*make)(int); void **Where; };
struct s *reveal(void), *find(int), a[9], *(*table[9])(int);
void **where(void);
int index(void);
void use(void *);
void f(struct s *h, struct s *s, int k) { ` + source + ` }
`})
		unit := load(t, root, "a.c").Units[0]
		var got []string
		for _, n := range unit.Funcs[0].Body {
			if call, ok := n.(*ir.Call); ok && call.Callee == "use" {
				got = append(got, call.Args[0].Words())
			}
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s is spelled %s, want %s", source, text, want)
		}
	}
}
