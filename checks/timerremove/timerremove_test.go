package timerremove_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/timerremove"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, timerremove.Check) }
