package cli

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/libclang"
)

// addLibclang adds the flag that names libclang's file, for all commands. The processes that
// drvlint starts see it in their environment.
func addLibclang(root *cobra.Command) {
	root.PersistentFlags().Func("libclang", "use this `FILE` as libclang, in place of one that "+libclang.Variable+" names or that is found", func(file string) error {
		if file == "" {
			return errors.New("name a file")
		}
		return os.Setenv(libclang.Variable, file)
	})
}

// needLibclang loads libclang, and says what to do if there is none that can be used.
func needLibclang() error {
	_, err := clang.Library()
	return err
}
