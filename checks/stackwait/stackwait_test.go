package stackwait_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/stackwait"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, stackwait.Check) }
