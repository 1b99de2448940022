package clang

import (
	"os"
	"path/filepath"
	"testing"
)

func TestOperatorsAreCalibrated(t *testing.T) {
	o := calibrate(calibrationSnippet())
	if !o.calibrated {
		t.Fatalf("the loaded libclang does not calibrate; operators come from %s", o.source)
	}
	if len(o.binary) != len(binaryOrder) || len(o.unary) != len(unaryOrder) || len(o.forRoles) != 4 {
		t.Errorf("%d binary, %d unary operators, %d roles", len(o.binary), len(o.unary), len(o.forRoles))
	}
}

const everyOperator = `
int g(int);
int f(int a, int b, int *p) {
	int i, sum = 0;
	for (i = 0; i < a; ++i) sum += p[i] * b;
	for (;;) { if (a == b || !(a != 3) && b >= 2) break; a--; }
	for (; a < b;) a++;
	while (a > 1 & b <= 2 | a ^ b) { a <<= 1; b = (a >> 2) - ~b / (b % 7); }
	*p = -a + (b, +g(a));
	return &sum == p ? sum++ : --sum;
}
`

// Where the bits of clang's tree can't be trusted, the text between the operands says
// the same.
func TestOperatorsFromText(t *testing.T) {
	file := filepath.Join(t.TempDir(), "operators.c")
	if err := os.WriteFile(file, []byte(everyOperator), 0o666); err != nil {
		t.Fatal(err)
	}
	calibrated := loadedOperators
	defer func() { loadedOperators = calibrated }()
	lower := func() string {
		loaded := Load(filepath.Dir(file), []Unit{{File: file}}, LoadOptions{})
		if loaded.Units[0] == nil {
			t.Fatal(loaded.Problems)
		}
		return loaded.Units[0].Format("")
	}
	want := lower()
	loadedOperators = func() *operators { return (&operators{}).fallBack() }
	if got := lower(); got != want {
		t.Errorf("from the text:\n%s\nfrom the tree:\n%s", got, want)
	}
}
