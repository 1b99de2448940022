package fastmutexpair_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/fastmutexpair"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, fastmutexpair.Check) }
