package exitsend_test

import (
	"testing"

	"github.com/drvlint/drvlint/checks/exitsend"
	"github.com/drvlint/drvlint/internal/checktest"
)

func Test(t *testing.T) { checktest.Run(t, exitsend.Check) }
