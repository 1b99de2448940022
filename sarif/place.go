package sarif

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/report"
)

// location reads a place. Columns are those of the file below the root; of one that is not
// there, or not what it was when the log was written, only the lines are known.
func (g *reading) location(in inLocation) report.Location {
	at := in.Physical.Region
	file, known := g.file(in.Physical.Artifact)
	out := report.Location{File: file}
	if file == "" || at.StartLine < 1 {
		return out
	}
	out.Line = at.StartLine
	out.EndLine = max(at.EndLine, at.StartLine)
	if at.StartColumn < 1 {
		return out
	}
	if !known {
		out.Column = at.StartColumn
		out.EndColumn = at.EndColumn
		return out
	}
	source := g.Open(file)
	out.Column = g.bytes(source, out.Line, at.StartColumn)
	if at.EndColumn > 0 {
		out.EndColumn = g.bytes(source, out.EndLine, at.EndColumn)
	} else if line, ok := source.Line(out.EndLine); ok {
		out.EndColumn = len(line) + 1
	}
	return out
}

// bytes turns a column, which counts UTF-16 units or characters, into one that counts bytes.
func (g *reading) bytes(source *report.Source, line, column int) int {
	text, ok := source.Line(line)
	if !ok {
		return column
	}
	units, at := 1, 0
	for at < len(text) && units < column {
		r, size := utf8.DecodeRuneInString(text[at:])
		if units++; r > 0xFFFF && g.run.ColumnKind != "unicodeCodePoints" {
			units++
		}
		at += size
	}
	return at + 1
}

// file names a file as reports do: relative to the root if it lies below it. Known reports
// whether it is there and may be read, as it was when the log was written.
func (g *reading) file(in inPlace) (name string, known bool) {
	hash := ""
	if in.Index != nil && *in.Index >= 0 && *in.Index < len(g.run.Artifacts) {
		artifact := g.run.Artifacts[*in.Index]
		hash = artifact.Hashes["sha-256"]
		if in.URI == "" {
			in = artifact.Location
		}
	}
	if in.URI == "" {
		return "", false
	}
	if hash == "" {
		hash = g.hashOf(in.URI)
	}
	path := g.resolve(in)
	key := path + "\x00" + hash
	if name, ok := g.files[key]; ok {
		return strings.TrimPrefix(name, "?"), !strings.HasPrefix(name, "?")
	}
	name, known = g.look(path, hash)
	g.files[key] = name
	if !known {
		g.files[key] = "?" + name
	}
	return name, known
}

// hashOf is the hash of the artifact with that URI, "" for none.
func (g *reading) hashOf(uri string) string {
	if g.hashes == nil {
		g.hashes = map[string]string{}
		for _, a := range g.run.Artifacts {
			g.hashes[a.Location.URI] = a.Hashes["sha-256"]
		}
	}
	return g.hashes[uri]
}

// resolve resolves a URI: against its base, if the log says where that is, else the root.
func (g *reading) resolve(in inPlace) string {
	whole := in.URI
	for base, hops := in.Base, 0; base != "" && hops < 8; hops++ {
		at, ok := g.run.Bases[base]
		if !ok || at.URI == "" {
			break
		}
		whole = strings.TrimSuffix(at.URI, "/") + "/" + whole
		base = at.Base
	}
	u, err := url.Parse(whole)
	if err != nil || u.Scheme != "" && u.Scheme != "file" && len(u.Scheme) > 1 {
		return filepath.FromSlash(whole)
	}
	if len(u.Scheme) == 1 { // the drive of a path of Windows
		return whole
	}
	path := paths.OfURL(u)
	if !filepath.IsAbs(path) {
		path = filepath.Join(g.root, path)
	}
	return filepath.Clean(path)
}

// look finds out how a file is named, and whether it may be read: only what lies below the
// root is, whatever a log names. A log that somebody sends must not put other files of this
// machine into a page.
func (g *reading) look(path, hash string) (name string, known bool) {
	below, err := filepath.Rel(g.root, path)
	if err != nil || !filepath.IsLocal(below) {
		g.hide(path)
		return path, false
	}
	whole, err := filepath.EvalSymlinks(path)
	root, rootErr := filepath.EvalSymlinks(g.root)
	if err != nil || rootErr != nil {
		return below, false
	}
	if target, err := filepath.Rel(root, whole); err != nil || !filepath.IsLocal(target) {
		g.hide(below)
		return below, false
	}
	source := g.Open(below)
	if source == nil {
		return below, false
	}
	if sum := sha256.Sum256(source.Raw); hash != "" && hash != hex.EncodeToString(sum[:]) {
		g.hide(below)
		return below, false
	}
	return below, true
}

// hide keeps a file from being read.
func (g *reading) hide(name string) { g.withheld[name] = true }
