package waitlocal_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/waitlocal"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, waitlocal.Check) }
