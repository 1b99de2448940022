package project

import (
	"path/filepath"
	"strconv"
	"strings"
)

// staticFunctions are the property functions of classes that projects use, without the
// "System." before the class; their names are in lower case.
// See learn.microsoft.com, "Property functions".
var staticFunctions = map[string]func(p *properties, arguments []string) (string, bool){
	"msbuild.getdirectorynameoffileabove": func(p *properties, a []string) (string, bool) {
		if len(a) != 2 {
			return "", false
		}
		found := p.above(a[0], a[1])
		if found == "" {
			return "", true
		}
		return filepath.Dir(found), true
	},
	"msbuild.getpathoffileabove": func(p *properties, a []string) (string, bool) {
		switch len(a) {
		case 1:
			return p.above(p.get("MSBuildThisFileDirectory"), a[0]), true
		case 2:
			return p.above(a[1], a[0]), true
		}
		return "", false
	},
	"msbuild.normalizepath":       func(p *properties, a []string) (string, bool) { return p.absolute(combine(a)), true },
	"msbuild.normalizedirectory":  func(p *properties, a []string) (string, bool) { return p.absolute(combine(a)) + "/", true },
	"msbuild.ensuretrailingslash": ofOne(func(_ *properties, a string) string { return trailingSlash(a) }),
	"msbuild.makerelative": func(p *properties, a []string) (string, bool) {
		if len(a) != 2 {
			return "", false
		}
		rel, err := filepath.Rel(p.absolute(a[0]), p.absolute(a[1]))
		return rel, err == nil
	},
	"msbuild.valueordefault": func(_ *properties, a []string) (string, bool) {
		if len(a) == 2 && a[0] == "" {
			return a[1], true
		}
		return strings.Join(a[:min(len(a), 1)], ""), len(a) == 2
	},
	"msbuild.isosplatform": ofOne(func(_ *properties, a string) string { return truthText(strings.EqualFold(a, "Windows")) }),
	"msbuild.escape":       ofOne(func(_ *properties, a string) string { return a }),
	"msbuild.unescape":     ofOne(func(_ *properties, a string) string { return unescape(a) }),
	"msbuild.add":          arithmetic(func(a, b float64) float64 { return a + b }),
	"msbuild.subtract":     arithmetic(func(a, b float64) float64 { return a - b }),
	"msbuild.multiply":     arithmetic(func(a, b float64) float64 { return a * b }),

	"msbuild.versionequals":              versions("=="),
	"msbuild.versionnotequals":           versions("!="),
	"msbuild.versiongreaterthan":         versions(">"),
	"msbuild.versiongreaterthanorequals": versions(">="),
	"msbuild.versionlessthan":            versions("<"),
	"msbuild.versionlessthanorequals":    versions("<="),

	"io.path.combine":                     func(_ *properties, a []string) (string, bool) { return combine(a), true },
	"io.path.getfullpath":                 ofOne(func(p *properties, a string) string { return p.absolute(a) }),
	"io.path.getdirectoryname":            ofOne(func(_ *properties, a string) string { return filepath.Dir(strings.ReplaceAll(a, `\`, "/")) }),
	"io.path.getfilename":                 ofOne(func(_ *properties, a string) string { return baseName(a) }),
	"io.path.getfilenamewithoutextension": ofOne(func(_ *properties, a string) string { return withoutExtension(baseName(a)) }),
	"io.path.getextension":                ofOne(func(_ *properties, a string) string { return filepath.Ext(baseName(a)) }),
	"io.path.ispathrooted": ofOne(func(_ *properties, a string) string {
		return truthText(strings.HasPrefix(a, "/") || strings.HasPrefix(a, `\`) || len(a) > 1 && a[1] == ':')
	}),
	"io.path.directoryseparatorchar": func(*properties, []string) (string, bool) { return "/", true },
	"io.file.exists":                 ofOne(func(p *properties, a string) string { return truthText(p.exists(a, false)) }),
	"io.directory.exists":            ofOne(func(p *properties, a string) string { return truthText(p.exists(a, true)) }),

	"string.isnullorempty":      ofOne(func(_ *properties, a string) string { return truthText(a == "") }),
	"string.isnullorwhitespace": ofOne(func(_ *properties, a string) string { return truthText(strings.TrimSpace(a) == "") }),
	"string.copy":               ofOne(func(_ *properties, a string) string { return a }),
	"string.new":                ofOne(func(_ *properties, a string) string { return a }),
	"string.concat":             func(_ *properties, a []string) (string, bool) { return strings.Join(a, ""), true },
	"string.format": func(_ *properties, a []string) (string, bool) {
		if len(a) == 0 {
			return "", false
		}
		text := a[0]
		for i, argument := range a[1:] {
			place := "{" + strconv.Itoa(i) + "}"
			if len(argument)*strings.Count(text, place) > maxExpansion {
				return "", false
			}
			text = strings.ReplaceAll(text, place, argument)
		}
		return text, !strings.ContainsAny(text, "{}")
	},
	"version.parse": ofOne(func(_ *properties, a string) string { return a }),
}

func ofOne(function func(p *properties, argument string) string) func(*properties, []string) (string, bool) {
	return func(p *properties, a []string) (string, bool) {
		if len(a) != 1 {
			return "", false
		}
		return function(p, a[0]), true
	}
}

func arithmetic(operation func(a, b float64) float64) func(*properties, []string) (string, bool) {
	return func(_ *properties, a []string) (string, bool) {
		if len(a) != 2 {
			return "", false
		}
		left, isLeft := number(a[0])
		right, isRight := number(a[1])
		return strconv.FormatFloat(operation(left, right), 'f', -1, 64), isLeft && isRight
	}
}

func versions(operator string) func(*properties, []string) (string, bool) {
	return func(_ *properties, a []string) (string, bool) {
		if len(a) != 2 {
			return "", false
		}
		result := compareValues(a[0], operator, a[1])
		return truthText(result == yes), result != unsure
	}
}

// combine joins paths; a rooted one discards those before it.
func combine(parts []string) string {
	path := ""
	for _, part := range parts {
		part = strings.ReplaceAll(part, `\`, "/")
		if path == "" || isRooted(part) {
			path = part
		} else if part != "" {
			path = trailingSlash(path) + part
		}
	}
	return path
}

func trailingSlash(path string) string {
	if path == "" || strings.HasSuffix(path, "/") || strings.HasSuffix(path, `\`) {
		return path
	}
	return path + "/"
}

func baseName(path string) string {
	return path[strings.LastIndexAny(path, `/\`)+1:]
}

func withoutExtension(name string) string { return strings.TrimSuffix(name, filepath.Ext(name)) }

// above is the path of the nearest file of that name in a folder or above it; "" if there
// is none.
func (p *properties) above(folder, name string) string {
	if strings.TrimSpace(name) == "" {
		return ""
	}
	for folder = p.absolute(folder); ; folder = filepath.Dir(folder) {
		if path, found := p.disk.resolve(folder, name); found && !isFolder(path) {
			return path
		}
		if folder == filepath.Dir(folder) {
			return ""
		}
	}
}

func (p *properties) exists(name string, folder bool) bool {
	path, found := p.disk.resolve(p.get("MSBuildProjectDirectory"), name)
	return found && isFolder(path) == folder
}
