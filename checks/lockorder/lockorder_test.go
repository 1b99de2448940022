package lockorder_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/lockorder"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, lockorder.Check) }
