package attachleak_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/attachleak"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, attachleak.Check) }
