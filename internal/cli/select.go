package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/internal/check"
	"github.com/drvlint/drvlint/internal/config"
	"github.com/drvlint/drvlint/internal/spelling"
)

// selectChecks lists the checks that were asked for, by default those that the
// configuration leaves on, without those that run on demand and the disabled ones.
func selectChecks(wanted, disabled []string, c *config.Config) ([]*check.Check, error) {
	for _, name := range slices.Concat(wanted, disabled) {
		if _, err := findCheck(name); err != nil {
			return nil, err
		}
	}
	var list []*check.Check
	for _, check := range checks.All() {
		name := check.Analyzer.Name
		on := slices.Contains(wanted, name) || len(wanted) == 0 && c.Runs(name, check.OnDemand)
		if on && !slices.Contains(disabled, name) {
			list = append(list, check)
		}
	}
	switch {
	case len(list) > 0:
	case len(disabled) > 0:
		return nil, errors.New("--disable leaves no check to run; name fewer checks")
	default:
		return nil, fmt.Errorf("%s turns every check off; leave one on", c.File)
	}
	return list, nil
}

func findCheck(name string) (*check.Check, error) {
	for _, c := range checks.All() {
		if c.Analyzer.Name == name {
			return c, nil
		}
	}
	return nil, spelling.Unknown("check", name, checkNames())
}
