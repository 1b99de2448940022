package irql_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/irql"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, irql.Check) }
