package objectref_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/objectref"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, objectref.Check) }
