package threadhandle_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/threadhandle"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, threadhandle.Check) }
