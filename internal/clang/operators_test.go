package clang

import "testing"

func TestOperatorsAreCalibrated(t *testing.T) {
	o := calibrate(calibrationSnippet())
	if !o.calibrated {
		t.Fatalf("the loaded libclang does not calibrate; operators come from %s", o.source)
	}
	if len(o.binary) != len(binaryOrder) || len(o.unary) != len(unaryOrder) || len(o.forRoles) != 4 {
		t.Errorf("%d binary, %d unary operators, %d roles", len(o.binary), len(o.unary), len(o.forRoles))
	}
}
