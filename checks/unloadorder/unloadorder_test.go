package unloadorder_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/unloadorder"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, unloadorder.Check) }
