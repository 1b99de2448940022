package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
)

// ReadFiles writes the files that r was made from, one a line: sources, headers and
// configuration, absolute and sorted, for what decides whether to run again. Its error is that
// of w.
func ReadFiles(w io.Writer, r *Result) error {
	files := slices.Concat(r.Read, r.Configurations)
	slices.Sort(files)
	out := bufio.NewWriter(w)
	for _, file := range slices.Compact(files) {
		fmt.Fprintln(out, Escape(file))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the files that were read: %w", err)
	}
	return nil
}
