package sarif

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/report"
)

// base is the name that code-scanning services know for the root of the checkout.
const base = "%SRCROOT%"

// files are the files that a report speaks of: the run's artifacts.
type files struct {
	names   []string // sorted; the index is that of the artifact
	sources report.Sources
}

func newFiles(findings []report.Finding, r *report.Result) *files {
	f := &files{sources: report.Sources{Withheld: r.Withheld}}
	for _, finding := range findings {
		f.names = append(f.names, finding.File)
		for _, step := range finding.Path {
			f.names = append(f.names, step.File)
		}
		for _, fix := range finding.Fixes {
			for _, edit := range fix.Edits {
				f.names = append(f.names, edit.File)
			}
		}
	}
	for _, n := range r.Notifications {
		if n.File != "" {
			f.names = append(f.names, n.File)
		}
	}
	slices.Sort(f.names)
	f.names = slices.Compact(f.names)
	return f
}

// artifacts describes each file: a reader can tell whether it is still the same.
func (f *files) artifacts() []*sarif.Artifact {
	var out []*sarif.Artifact
	for _, name := range f.names {
		a := &sarif.Artifact{Location: artifactLocation(name), Length: -1}
		if source := f.sources.Open(name); source != nil {
			sum := sha256.Sum256(source.Raw)
			a.Length = len(source.Raw)
			a.Hashes = map[string]string{"sha-256": hex.EncodeToString(sum[:])}
		}
		if language(name) != "" {
			a.SourceLanguage = pointer(language(name))
		}
		out = append(out, a)
	}
	return out
}

func language(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".c", ".h":
		return "c"
	case ".cpp", ".cc", ".cxx", ".hpp":
		return "cplusplus"
	}
	return ""
}

// location returns the place at as SARIF has it, with its text and the lines around it:
// viewers that have no checkout show these.
func (f *files) location(at report.Location) *sarif.Location {
	out := f.file(at.File)
	region := f.region(at)
	out.PhysicalLocation.Region = region
	text, around := f.snippet(at), f.around(at)
	if text == "" {
		return out
	}
	region.Snippet = sarif.NewArtifactContent().WithText(text)
	if around != nil && len(*around.Snippet.Text) > len(text) { // it has to be more: section 3.29.5
		out.PhysicalLocation.ContextRegion = around
	}
	return out
}

const (
	contextLines = 2       // in front of a place and behind it
	maxSnippet   = 4 << 10 // bytes: what is longer is no help, and a log must not be the tree
)

// snippet returns the text of a region, "" where it is not known or too long.
func (f *files) snippet(at report.Location) string {
	source := f.sources.Open(at.File)
	if at.Line == 0 || source == nil {
		return ""
	}
	last := max(at.EndLine, at.Line)
	text := lines(source, at.Line, last)
	if at.Column == 0 || len(text) > maxSnippet {
		return bounded(text)
	}
	if at.EndColumn > 0 && at.EndLine >= at.Line {
		line, _ := source.Line(last)
		text = text[:len(text)-max(len(line)-(at.EndColumn-1), 0)]
	}
	return text[min(at.Column-1, len(text)):]
}

// around returns the lines around a region, nil where they are not known or too long.
func (f *files) around(at report.Location) *sarif.Region {
	source := f.sources.Open(at.File)
	if at.Line == 0 || source == nil {
		return nil
	}
	first, last := max(at.Line-contextLines, 1), min(max(at.EndLine, at.Line)+contextLines, source.Lines())
	text := bounded(lines(source, first, last))
	if text == "" {
		return nil
	}
	return &sarif.Region{StartLine: pointer(first), EndLine: pointer(last), Snippet: sarif.NewArtifactContent().WithText(text)}
}

func bounded(text string) string {
	if len(text) > maxSnippet {
		return ""
	}
	return text
}

// lines joins lines by line feeds, whatever their ends in the file: the log is the same for
// every checkout.
func lines(source *report.Source, first, last int) string {
	var list []string
	for n := first; n <= last; n++ {
		line, ok := source.Line(n)
		if !ok {
			break
		}
		list = append(list, line)
	}
	return strings.Join(list, "\n")
}

// file returns the place of a file without a region.
func (f *files) file(name string) *sarif.Location {
	where := artifactLocation(name)
	if i, ok := slices.BinarySearch(f.names, name); ok {
		where.Index = pointer(uint(i))
	}
	return sarif.NewLocationWithPhysicalLocation(&sarif.PhysicalLocation{ArtifactLocation: where})
}

// notified returns the place of a notification.
func (f *files) notified(n report.Notification) *sarif.Location {
	if n.Line == 0 {
		return f.file(n.File)
	}
	return f.location(report.Location{File: n.File, Line: n.Line})
}

// artifactLocation names a file by its URI: relative to the working directory if it
// lies below it.
func artifactLocation(name string) *sarif.ArtifactLocation {
	if above := ".." + string(filepath.Separator); strings.HasPrefix(name, above) {
		// A URI that climbs out of its base is not allowed. Without a working directory
		// nothing could have been read under that name.
		if absolute, err := filepath.Abs(name); err == nil {
			name = absolute
		}
	}
	if filepath.IsAbs(name) {
		return sarif.NewArtifactLocation().WithUri(paths.FileURL(name).String())
	}
	return sarif.NewArtifactLocation().WithUri((&url.URL{Path: filepath.ToSlash(name)}).String()).WithUriBaseId(base)
}

// region returns the lines and columns of at. Code scanning shows no result without a
// region, so that of a whole file has all of its lines.
func (f *files) region(at report.Location) *sarif.Region {
	if at.Line == 0 {
		return &sarif.Region{StartLine: pointer(1), EndLine: pointer(f.sources.Open(at.File).Lines())}
	}
	out := &sarif.Region{StartLine: pointer(at.Line)}
	if at.Column == 0 {
		return out
	}
	source := f.sources.Open(at.File)
	out.StartColumn = pointer(source.UTF16Column(at.Line, at.Column))
	if at.EndLine < at.Line || at.EndColumn == 0 || at.EndLine == at.Line && at.EndColumn < at.Column {
		return out
	}
	out.EndLine = pointer(at.EndLine)
	out.EndColumn = pointer(source.UTF16Column(at.EndLine, at.EndColumn))
	return out
}
