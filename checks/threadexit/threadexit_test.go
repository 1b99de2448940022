package threadexit_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/threadexit"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, threadexit.Check) }
