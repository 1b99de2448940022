package resourcedelete_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/resourcedelete"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, resourcedelete.Check) }
