package wdk

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// maxKitHeader is the size of the longest header that is read, in bytes.
const maxKitHeader = 16 << 20

func readKitHeader(path string) *KitHeader {
	h := &KitHeader{Path: path, Defined: map[string]bool{}}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return h // an empty header
	case !info.Mode().IsRegular():
		h.Refused = "no regular file"
		return h
	case info.Size() > maxKitHeader:
		h.Refused = fmt.Sprintf("longer than %d MiB", maxKitHeader>>20)
		return h
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return h
	}
	raw, _ = ctext.WithoutAssembly(raw, ctext.Tokens(raw))
	if ctext.HidesAssembly(raw) {
		h.Refused = "a text that defines or undefines asm in a way that hides it"
		return h
	}
	text := withoutHiding(raw, ctext.Tokens(raw))
	names := ctext.Scan(text, ctext.Tokens(text))
	for _, body := range names.Bodies {
		blank(text[body[0]:body[1]])
		text[body[0]] = ';'
	}
	h.Defined = names.Defined
	for _, name := range names.Includes {
		h.Includes = append(h.Includes, strings.ReplaceAll(name, `\`, "/"))
	}
	h.Base = slices.Contains(baseHeaders, strings.ToLower(filepath.Base(path)))
	h.Text = h.framed(string(text))
	return h
}

// framed returns the text with the model's further declarations after it, once, if it is
// the outermost header of the kit and the kernel's types are declared.
func (h *KitHeader) framed(text string) string {
	outermost := "DRVLINT_OUTER_" + strings.Map(func(r rune) rune {
		if r < 0x80 && ctext.IsWord(byte(r)) && r != '$' {
			return r
		}
		return '_'
	}, filepath.Base(h.Path))
	base := ""
	if h.Base {
		base = "#define DRVLINT_BASE 1\n"
	}
	return "#ifndef DRVLINT_KIT\n#define DRVLINT_KIT 1\n#define " + outermost + " 1\n#endif\n" + text + "\n" + base +
		"#ifdef " + outermost + "\n#undef " + outermost + "\n#undef DRVLINT_KIT\n" +
		"#if defined(DRVLINT_BASE) && !defined(DRVLINT_REST)\n#define DRVLINT_REST 1\n" +
		"#include \"" + RestHeader + "\"\n#include \"" + StubHeader + "\"\n#endif\n#endif\n"
}

// withoutHiding blanks the definitions of those macros that the model keeps.
func withoutHiding(raw []byte, tokens []ctext.Token) []byte {
	text := slices.Clone(raw)
	for i := 0; i+2 < len(tokens); i++ {
		if tokens[i].Kind != ctext.Directive || !(tokens[i+1].Is(raw, "define") || tokens[i+1].Is(raw, "undef")) || !keeps(tokens[i+2].In(raw)) {
			continue
		}
		from := tokens[i].From
		for i < len(tokens)-1 && tokens[i].Kind != ctext.LineEnd {
			i++
		}
		blank(text[from:tokens[i].To])
	}
	return text
}

// blank overwrites a text except for its line breaks.
func blank(text []byte) {
	for i, c := range text {
		if c != '\n' && c != '\r' {
			text[i] = ' '
		}
	}
}

// keeps reports whether the model's declaration of a name is better than a macro of a
// kit: annotations, assertions, and routines that are to be seen as calls.
func keeps(name string) bool {
	return keptMacros()[name] || KnowsRoutine(name)
}

// KnowsRoutine reports whether the model declares a routine of this name.
func KnowsRoutine(name string) bool {
	if rest, ok := facts.lookup(name); ok {
		return strings.HasPrefix(rest, "function\t")
	}
	m := handWritten()
	return slices.ContainsFunc(m.byName[name], func(i int) bool { return m.chunks[i].routine(name) })
}

// routine reports whether the chunk declares a function of that name.
func (c *chunk) routine(name string) bool {
	return !c.macro && !strings.HasPrefix(c.text, "typedef") && len(c.names) == 1 && c.names[0] == name && strings.Contains(c.text, name+"(")
}

// keptMacros holds the model's macros that stand even where a kit has its own.
var keptMacros = sync.OnceValue(func() map[string]bool {
	kept := map[string]bool{"C_ASSERT": true, "static_assert": true, "KdPrint": true, "KdPrintEx": true, "KdBreakPoint": true, "KdPrompt": true}
	m := handWritten()
	for name, chunks := range m.byName {
		for _, i := range chunks {
			kept[name] = kept[name] || m.chunks[i].macro && m.chunks[i].kept
		}
	}
	for name := range kept {
		if !kept[name] {
			delete(kept, name)
		}
	}
	return kept
})

// KeptMacros returns the definitions of the model's macros that stand even where a kit
// has its own, as a header that needs no other.
var KeptMacros = sync.OnceValue(func() string {
	var b strings.Builder
	m := handWritten()
	for _, c := range m.chunks {
		if c.macro && keptMacros()[c.names[0]] {
			b.WriteString(c.text)
			b.WriteByte('\n')
		}
	}
	return b.String()
})
