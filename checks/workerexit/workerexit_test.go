package workerexit_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/workerexit"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, workerexit.Check) }
