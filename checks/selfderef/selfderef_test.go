package selfderef_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/selfderef"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, selfderef.Check) }
