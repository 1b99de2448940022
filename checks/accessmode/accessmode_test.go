package accessmode_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/accessmode"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, accessmode.Check) }
