package ctext

import (
	"strings"
	"testing"
)

func TestWithoutAssembly(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"a; __asm { mov eax, 1 } b;", "a; ; b;"},
		{"__asm mov eax, [ebx + 4]\nb;", "; b;"},
		{"__asm cli __asm hlt\nb;", "; b;"},
		{"if (a) _asm int 3\n_asm nop\nelse b;", "if (a) ; else b;"},
		{"{ __asm int 3 } b;", "{ ; } b;"},
		{"f(__asm int 3) b;", "f(; ) b;"},
		{"#define STOP __asm int 3\nb;", "#define STOP ; b;"},
		{"#define STOP __asm { \\\n int 3 \\\n }\nb;", "#define STOP ; \\ \\ b;"},
		{"__asm {\n#ifdef X\n mov a, b\n#endif\n} b;", "; #ifdef X #endif b;"},
		{"asm { nop } b;", "; b;"},
		{"#ifdef __asm\n#undef __asm\n#endif\n#define __asm x\nb;", "#ifdef __asm # #endif # b;"},
		{"__asm__ volatile (\"nop\" : : \"r\"(f(1))); asm(\"nop\"); __asm (\"x\"); __asm volatile (\"y\"); b;", "; ; ; ; b;"},
		{"int f(void) __asm__(\"g\");", "int f(void) ;"},
		{"#define NOP asm(\"nop\")\nb;", "#define NOP b;"},
		{"#include <__asm.h>\n#if __asm - 1\n#endif\n", ""},
		{"int asm_count, _asmx;", ""},
	} {
		text := []byte(test.text)
		got, changed := WithoutAssembly(text, Tokens(text))
		if test.want == "" {
			if changed {
				t.Errorf("%q becomes %q", text, got)
			}
			continue
		}
		if squeezed := strings.Join(strings.Fields(string(got)), " "); squeezed != test.want {
			t.Errorf("%q becomes %q, want %q", text, squeezed, test.want)
		}
		if len(got) != len(text) || strings.Count(string(got), "\n") != strings.Count(test.text, "\n") {
			t.Errorf("%q: places moved: %q", text, got)
		}
	}
}

func TestHidesAssembly(t *testing.T) {
	for text, want := range map[string]bool{
		"%:define __asm __asm\n":                     true,
		"#def\\\nine asm asm\n":                      true,
		"#undef __a\\ \r\nsm\n":                      true,
		"%:undef /* a\n b */ /**/ __asm__\n":         true,
		"??=undef\u00a0_asm\n":                       true,
		"#define\x00asm\n":                           true,
		"#undef __as??/\n\rm__ x":                    true,
		"#undef asm":                                 true,
		"#define ASM 1\n#define my_asm 1\nint asm;":  false,
		"#define asmx 1\n#define __asm_x 1\n":        false,
		"/* define the asm words */ #define a __asm": false,
	} {
		if got := HidesAssembly([]byte(text)); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}
