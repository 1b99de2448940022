package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/drvlint/drvlint/checks"
)

// addCompletion adds cobra's command that prints the script for a shell. Cobra answers a
// shell that it does not know with help; here that is wrong usage, as elsewhere.
func addCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			cmd.Args = cobra.ArbitraryArgs
			cmd.RunE = func(*cobra.Command, []string) error {
				return errors.New("drvlint completion takes the name of a shell: bash, zsh, fish or powershell; run drvlint completion --help")
			}
		}
	}
}

// completeFlags says what the shell may put after flags whose values have names. Flags that
// take a file or a folder are left to the shell.
func completeFlags(cmd *cobra.Command) {
	values := map[string]cobra.CompletionFunc{
		"checks":  completeChecks,
		"disable": completeChecks,
		"format":  cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp),
		"color":   cobra.FixedCompletions(colors, cobra.ShellCompDirectiveNoFileComp),
	}
	for _, name := range []string{"jobs", "unit-time", "unit-memory", "driver-time", "driver-memory", "time", "category", "new-from", "configuration"} {
		values[name] = cobra.NoFileCompletions
	}
	values["wdk"] = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if complete, ok := values[flag.Name]; ok {
			_ = cmd.RegisterFlagCompletionFunc(flag.Name, complete) // fails only for a flag that is not there
		}
	})
}

// completePaths leaves arguments to the shell.
func completePaths(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

// completeChecks completes the last of several names of checks, with the checks' titles.
// cobra's script for bash does not complete after a comma; there the flag is given again.
func completeChecks(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	before := typed[:strings.LastIndex(typed, ",")+1]
	given := strings.Split(before, ",")
	var list []string
	for _, c := range checks.All() {
		name := before + c.Analyzer.Name
		if strings.HasPrefix(name, typed) && !slices.Contains(given, c.Analyzer.Name) {
			list = append(list, cobra.CompletionWithDesc(name, c.Title))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// completeCheck completes the one name of a check that a command takes.
func completeCheck(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 || strings.Contains(typed, ",") {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completeChecks(cmd, nil, typed)
}
