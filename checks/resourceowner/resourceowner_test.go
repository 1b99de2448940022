package resourceowner_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/resourceowner"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, resourceowner.Check) }
