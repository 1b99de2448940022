package apcenabled_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/apcenabled"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, apcenabled.Check) }
