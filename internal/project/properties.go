package project

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// unknown stands in expanded text for a macro of which nothing is known.
const unknown = "\x00"

// maxExpansion bounds the text that the macros of one project may expand to, in bytes:
// a dozen properties that each double the one before must not take all memory. What else
// grows faster than the project's text is counted in, see itemCost.
const maxExpansion = 64 << 20

var errExpansion = fmt.Errorf("expands its macros and lists to more than %d MiB of text", maxExpansion>>20)

// properties are the MSBuild properties that are known; their names know no case.
type properties struct {
	disk    *disk
	values  map[string]string
	spent   int    // bytes that were put in for macros; beyond maxExpansion nothing is known
	nesting int    // of the property functions being evaluated
	puzzle  string // the last property function that was not understood
}

func (p *properties) set(name, value string) { p.values[strings.ToLower(name)] = value }

func (p *properties) get(name string) string { return p.values[strings.ToLower(name)] }

// expand replaces the macros $(NAME) in text. What is not known becomes the unknown mark.
func (p *properties) expand(text string) string { return p.replace(text, unknown) }

// expandEmpty is expand for conditions and properties, where MSBuild takes an undefined
// macro for an empty text.
func (p *properties) expandEmpty(text string) string {
	return strings.ReplaceAll(p.replace(text, ""), unknown, "")
}

func (p *properties) replace(text, undefined string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "$(")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := closing(rest)
		value, known := p.expression(rest[:end])
		if !known || !p.spend(len(before)+len(value)) {
			value = undefined
		}
		b.WriteString(value)
		text = rest[min(len(rest), end+1):]
	}
}

// substitute replaces an inherited setting by its value.
func (p *properties) substitute(text, inherited, value string) string {
	if n := strings.Count(text, inherited); n > 0 && !p.spend(n*len(value)) {
		value = unknown
	}
	return strings.ReplaceAll(text, inherited, value)
}

func (p *properties) spend(bytes int) bool {
	p.spent += bytes
	return p.spent <= maxExpansion
}

// closing is the index of the parenthesis that closes the one before text. Those in quotes
// don't count, unless a quote stays open.
func closing(text string) int {
	if end, found := closingUnquoted(text, "'\"`"); found {
		return end
	}
	end, _ := closingUnquoted(text, "")
	return end
}

func closingUnquoted(text, quotes string) (end int, found bool) {
	depth := 1
	var quote byte
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case strings.IndexByte(quotes, c) >= 0:
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		if depth == 0 {
			return i, true
		}
	}
	return len(text), false
}

// list splits a list at its semicolons and leaves out the entries that are not known.
func (p *properties) list(text string) []string {
	var list []string
	for entry := range strings.SplitSeq(p.expand(text), ";") {
		entry = strings.TrimSpace(entry)
		if entry != "" && !strings.Contains(entry, unknown) && !strings.Contains(entry, "%(") && !strings.Contains(entry, "@(") {
			list = append(list, entry)
		}
	}
	return list
}

// newProperties are those that hold before a project is read.
func newProperties(project, configuration, platform string, d *disk) *properties {
	p := &properties{disk: d, values: map[string]string{}}
	folder := filepath.Dir(project)
	p.set("Configuration", configuration)
	p.set("Platform", platform)
	p.set("ConfigurationName", configuration)
	p.set("PlatformName", platform)
	p.set("SolutionDir", d.solutionFolder(folder)+"/")
	p.set("MSBuildProjectFullPath", project)
	p.set("MSBuildProjectFile", filepath.Base(project))
	p.set("MSBuildProjectExtension", filepath.Ext(project))
	for _, name := range []string{"MSBuildProjectName", "ProjectName", "TargetName"} {
		p.set(name, withoutExtension(filepath.Base(project)))
	}
	p.set("ProjectDir", folder+"/")
	p.set("MSBuildProjectDirectory", folder)
	p.set("OS", "Windows_NT")
	p.set("VisualStudioVersion", "17.0")
	p.set("MSBuildToolsVersion", "Current")
	p.setFile(project)
	return p
}

// setFile sets the properties that tell which file is being read.
func (p *properties) setFile(file string) {
	p.set("MSBuildThisFile", filepath.Base(file))
	p.set("MSBuildThisFileName", withoutExtension(filepath.Base(file)))
	p.set("MSBuildThisFileFullPath", file)
	p.set("MSBuildThisFileDirectory", filepath.Dir(file)+"/")
}

// solutionFolder is the nearest folder around a project that holds a solution; the
// project's own if there is none.
func (d *disk) solutionFolder(folder string) string {
	if known, ok := d.solutions[folder]; ok {
		return known
	}
	d.solutions[folder] = folder
	for above := folder; ; above = filepath.Dir(above) {
		if slices.ContainsFunc(d.names(above), isSolution) {
			d.solutions[folder] = above
			break
		}
		if above == filepath.Dir(above) {
			break
		}
	}
	return d.solutions[folder]
}

func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`, `{`, `\{`, `}`, `\}`).Replace(path)
}
