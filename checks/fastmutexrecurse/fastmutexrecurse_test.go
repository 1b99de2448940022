package fastmutexrecurse_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/fastmutexrecurse"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, fastmutexrecurse.Check) }
