package attachwait_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/attachwait"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, attachwait.Check) }
