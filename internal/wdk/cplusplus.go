package wdk

import (
	"regexp"
	"strings"
	"sync"
)

// What C++ spells in another way than C, or has itself: each is a line of its own.
var (
	onlyInC     = regexp.MustCompile(`^(typedef unsigned short wchar_t;|typedef \w+ _?[Bb]ool;|#define (try|except|finally|leave|bool|true|false|_Bool|nullptr) .*)$`)
	byReference = regexp.MustCompile(`^(#define REF\w+ const \w+ )\*$`)
	linkage     = regexp.MustCompile(`^#define \w*EXTERN_C extern$`)
	linkageArea = regexp.MustCompile(`^#define \w*EXTERN_C_(START|END)$`)
	inlined     = regexp.MustCompile(`^(#define \w+) static (inline\b.*)$`)
	interfaces  = regexp.MustCompile(`^typedef struct (IUnknown|INonDelegatingUnknown|CUnknown) `)
)

// A status is an enumerator. In C++ its type would be one of its own, which is another than
// that of a variable where a function's result is auto: so the macro of its name makes it an
// NTSTATUS.
var status = regexp.MustCompile(`^enum \{ (STATUS_\w+) = (.*) \};$`)

// StatusPrefix is what stands before the name of the enumerator of a status in C++.
const StatusPrefix = "drvlint_"

// What the language needs of a library. The operators new with arguments stand in for
// those of a header that is not there: a driver's own is preferred where it fits.
// drvlint_plain is what an element of an array is without const.
const prelude = `#pragma clang system_header
#ifndef drvlint_plain_h
#define drvlint_plain_h
template <class T> struct drvlint_plain;
template <class T> struct drvlint_plain<T &> { typedef T type; };
template <class T> struct drvlint_plain<const T &> { typedef T type; };
#endif
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

// Std returns what stands in for the standard library of C++.
var Std = sync.OnceValue(func() string {
	text, err := written.ReadFile("include/std.hpp")
	if err != nil {
		panic(err) // embedded: the build is broken
	}
	return string(text)
})

// Wil returns what stands in for the Windows Implementation Libraries.
var Wil = sync.OnceValue(func() string {
	text, err := written.ReadFile("include/wil.hpp")
	if err != nil {
		panic(err) // embedded: the build is broken
	}
	return string(text)
})

// InWil reports whether Wil has a function of this name.
func InWil(name string) bool { return strings.Contains(Wil(), " "+name+"(") }

// CPlusPlus returns a header, made of what Select and the stubs give, as C++: its
// functions have the linkage of C, and a function declared without parameters takes any.
func CPlusPlus(header string) string {
	var b strings.Builder
	b.WriteString(prelude)
	b.WriteString("extern \"C\" {\n")
	withClasses := false
	for line := range strings.Lines(header) {
		text, end := strings.CutSuffix(line, "\n")
		switch {
		case strings.HasPrefix(text, "#define "):
			text = defineInCPlusPlus(text)
		case strings.HasPrefix(text, "enum { STATUS_"):
			text = status.ReplaceAllString(text, "enum { "+StatusPrefix+"$1 = $2 };\n#define $1 ((long)"+StatusPrefix+"$1)")
		case strings.HasPrefix(text, "typedef "):
			withClasses = withClasses || interfaces.MatchString(text)
			if onlyInC.MatchString(text) {
				text = ""
			}
			fallthrough
		case !strings.HasPrefix(text, "#"):
			text = strings.ReplaceAll(text, "();", "(...);")
		}
		b.WriteString(text)
		if end {
			b.WriteByte('\n')
		}
	}
	b.WriteString("\n}\n")
	if withClasses {
		b.WriteString(classes())
	}
	return b.String()
}

// defineInCPlusPlus returns the definition of a macro as C++ needs it.
func defineInCPlusPlus(line string) string {
	switch {
	case strings.HasPrefix(line, "#define NULL "):
		return "#define NULL 0"
	case linkage.MatchString(line):
		return line + ` "C"`
	case linkageArea.MatchString(line):
		if strings.HasSuffix(line, "END") {
			return line + " }"
		}
		return line + ` extern "C" {`
	case inlined.MatchString(line): // static would make a method one of the class
		return inlined.ReplaceAllString(line, "$1 $2")
	case onlyInC.MatchString(line):
		return ""
	case strings.HasSuffix(line, "();"): // a macro that declares a function of any arguments
		return strings.TrimSuffix(line, "();") + "(...);"
	case strings.HasPrefix(line, "#define RTL_CONSTANT_STRING("): // C++ makes nothing else of a void *
		return strings.Replace(line, "(void *)(text)", "(drvlint_plain<decltype((text)[0])>::type *)(text)", 1)
	}
	return byReference.ReplaceAllString(line, "${1}&")
}
