package mutexowner_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/mutexowner"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, mutexowner.Check) }
