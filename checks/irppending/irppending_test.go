package irppending_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/irppending"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, irppending.Check) }
