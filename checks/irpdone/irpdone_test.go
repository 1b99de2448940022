package irpdone_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/irpdone"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, irpdone.Check) }
