package selfwait_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/selfwait"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, selfwait.Check) }
