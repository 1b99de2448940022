package lockleak_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/lockleak"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, lockleak.Check) }
