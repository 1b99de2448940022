package clang

import (
	"testing"

	"github.com/drvlint/drvlint/internal/wdk/ctext"
)

// What a condition comes to, with ON defined as 2, EMPTY as nothing, CALL(x) with an argument, and MAYBE in one branch only.
func TestCondition(t *testing.T) {
	macro := func(name string) macroState {
		switch name {
		case "ON":
			return macroState{defined: yes, text: "2"}
		case "ALIAS":
			return macroState{defined: yes, text: "(ON + 1)"}
		case "SELF":
			return macroState{defined: yes, text: "SELF"}
		case "EMPTY":
			return macroState{defined: yes}
		case "CALL":
			return macroState{defined: yes, params: true}
		case "MAYBE":
			return macroState{defined: perhaps}
		}
		return macroState{}
	}
	for text, want := range map[string]certainty{
		"1": yes, "0": no, "ON": yes, "OFF": no, "!OFF": yes, "ON == 2": yes, "ALIAS == 3": yes, "ON > 2": no, "ON >= 2UL": yes, "ON != 0x2": no, "-ON < 0": yes,
		"defined ON": yes, "defined(OFF)": no, "!defined(ON) || OFF": no, "defined(MAYBE)": perhaps, "MAYBE": perhaps, "MAYBE && OFF": perhaps, "defined(MAYBE) && OFF": no,
		"OFF && defined(MAYBE)": no, "defined(MAYBE) || ON": yes, "(1 << 3) == 8": yes, "2 + 3 * 4 == 14": yes, "1 || 0 && 0": yes, "ON & 1 | 4": yes,
		"CALL(3)": perhaps, "OFF(3)": no, "0 && OFF(3)": no, "SELF": perhaps, "EMPTY": perhaps, "": perhaps, "(": perhaps, ")": perhaps, "1 1": perhaps, "\"a\"": perhaps, "ON ? 1 : 0": perhaps, "1 / 0": perhaps,
	} {
		source := []byte(text)
		if got := condition(source, ctext.Tokens(source), macro, 0).certainty(); got != want {
			t.Errorf("%q comes to %d, want %d", text, got, want)
		}
	}
}
