package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"github.com/drvlint/drvlint/internal/lsp"
	"github.com/drvlint/drvlint/internal/resident"
	"github.com/drvlint/drvlint/sarif"
)

// analyst is the hidden command that the language server starts: see package resident.
const analyst = "analyst"

func (c *Command) lspCommand(status *int) *cobra.Command {
	return &cobra.Command{
		Use: "lsp", Short: "Serve an editor: the Language Server Protocol on standard input and output",
		Long: `lsp speaks the Language Server Protocol on standard input and output. Editors start it;
docs/editors.md shows how.`,
		Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			if err := needLibclang(); err != nil {
				return err
			}
			program, err := os.Executable()
			if err != nil {
				return fmt.Errorf("find this program to start the analysis: %w", err)
			}
			server := lsp.New(sarif.Version, func() *exec.Cmd { return exec.Command(program, analyst) })
			if !server.Serve(context.Background(), standardStreams{c.Stdin, c.Stdout}) {
				*status = 1 // as the protocol has it where shutdown did not come first
			}
			return nil
		},
	}
}

func (c *Command) analystCommand() *cobra.Command {
	return &cobra.Command{
		Use: analyst, Hidden: true, Args: exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			limits := resident.Limits{UnitTime: unitTime, DriverTime: defaultDriverTime, Memory: defaultDriverMemory << 20}
			return resident.Serve(c.Stdin, c.Stdout, c.Stderr, limits)
		},
	}
}

// standardStreams are what the server reads and writes.
type standardStreams struct {
	io.Reader
	io.Writer
}

// Close closes both, where they can be.
func (s standardStreams) Close() error {
	var errs []error
	for _, stream := range []any{s.Reader, s.Writer} {
		if c, ok := stream.(io.Closer); ok {
			errs = append(errs, c.Close())
		}
	}
	return errors.Join(errs...)
}
