package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drvlint/drvlint/internal/plan"
	"github.com/drvlint/drvlint/internal/project"
)

// found returns what a plan found at the paths.
func found(p plan.Plan, paths []string) ([]project.Driver, []project.Notice, error) {
	for _, f := range p.Found {
		if slices.Equal(f.Paths, paths) {
			return f.Drivers, f.Notices, nil
		}
	}
	return nil, nil, fmt.Errorf("the configuration files above %s are not those of the plan; run drvlint plan again", strings.Join(paths, ", "))
}
