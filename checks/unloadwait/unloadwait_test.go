package unloadwait_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/unloadwait"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, unloadwait.Check) }
