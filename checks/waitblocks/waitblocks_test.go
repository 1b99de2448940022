package waitblocks_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/waitblocks"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, waitblocks.Check) }
