package notifyremove_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/notifyremove"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, notifyremove.Check) }
