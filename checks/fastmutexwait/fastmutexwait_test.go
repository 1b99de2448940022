package fastmutexwait_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/fastmutexwait"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, fastmutexwait.Check) }
