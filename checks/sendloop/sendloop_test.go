package sendloop_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/sendloop"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, sendloop.Check) }
