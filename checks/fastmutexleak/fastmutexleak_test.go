package fastmutexleak_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/fastmutexleak"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, fastmutexleak.Check) }
