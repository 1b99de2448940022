package stopflag_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/stopflag"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, stopflag.Check) }
