package wdk

import (
	"regexp"
	"strings"
	"sync"
)

// What C++ spells in another way than C, or has itself.
var (
	noParameters = regexp.MustCompile(`\(\);`)
	onlyInC      = regexp.MustCompile(`(?m)^(typedef unsigned short wchar_t;|typedef \w+ _?[Bb]ool;|#define (try|except|finally|leave|bool|true|false|_Bool) .*)$`)
	nullPointer  = regexp.MustCompile(`(?m)^#define NULL .*$`)
	byReference  = regexp.MustCompile(`(?m)^(#define REF\w+ const \w+ )\*$`)
	interfaces   = regexp.MustCompile(`(?m)^typedef struct (IUnknown|INonDelegatingUnknown|CUnknown) `)
)

// What the language needs of a library. The operators new with arguments stand in for
// those of a header that is not there: a driver's own is preferred where it fits.
const prelude = `#pragma clang system_header
template <class First, class... Rest> void *operator new(decltype(sizeof 0), First, Rest...) noexcept;
template <class First, class... Rest> void *operator new[](decltype(sizeof 0), First, Rest...) noexcept;
`

// classes returns the classes of the kit.
var classes = sync.OnceValue(func() string {
	text, err := written.ReadFile("include/classes.hpp")
	if err != nil {
		panic(err) // embedded: the build is broken
	}
	return string(text)
})

// CPlusPlus returns a header, made of what Select and the stubs give, as C++: its
// functions have the linkage of C, and a function declared without parameters takes any.
func CPlusPlus(header string) string {
	header = onlyInC.ReplaceAllString(header, "")
	header = byReference.ReplaceAllString(header, "${1}&")
	header = nullPointer.ReplaceAllString(header, "#define NULL 0")
	var b strings.Builder
	b.WriteString(prelude)
	b.WriteString("extern \"C\" {\n")
	for line := range strings.Lines(header) {
		if !strings.HasPrefix(line, "#") {
			line = noParameters.ReplaceAllString(line, "(...);")
		}
		b.WriteString(line)
	}
	b.WriteString("\n}\n")
	if interfaces.MatchString(header) {
		b.WriteString(classes())
	}
	return b.String()
}
