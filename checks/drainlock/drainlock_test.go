package drainlock_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/drainlock"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, drainlock.Check) }
