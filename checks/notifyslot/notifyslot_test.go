package notifyslot_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/notifyslot"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, notifyslot.Check) }
