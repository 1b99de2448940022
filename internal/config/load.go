package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/token"

	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/paths"
	"github.com/drvlint/drvlint/internal/spelling"
)

// maxSize is how many bytes a configuration may have: more is a mistake, and the parser's
// time grows with the square of the number of keys.
const maxSize = 128 << 10

// A Config is a configuration that was found valid. The zero value is that of no file.
type Config struct {
	File     string // absolute; "" for no file
	Own      ddi.Table
	Defines  []string
	Includes []string // absolute
	Strict   bool
	Pedantic bool
	// RequireReason says that a suppression without a reason does not count.
	RequireReason bool

	checks map[string]Setting
	paths  Paths
	lines  map[string][]int // of the globs in paths, by key
}

// Nearest finds the configuration file in the folder of a file, in a folder itself, or
// in the nearest folder above it that has one; "" where there is none.
func Nearest(path string) (string, error) {
	folder, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find the working folder: %w", err)
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		folder = filepath.Dir(folder)
	}
	for {
		file := filepath.Join(folder, Name)
		if info, err := os.Lstat(file); err == nil {
			if info.Mode()&fs.ModeSymlink != 0 && leavesTree(file) {
				return "", &Problem{File: shown(file), Message: "is a link out of the tree; copy the file, or name it with --config"}
			}
			return file, nil
		} else if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) { // a folder that denies this holds nothing that can be analysed
			return "", &Problem{File: shown(file), Message: fmt.Sprintf("can't be read: %v; check its permissions", cause(err))}
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", nil
		}
		folder = above
	}
}

// leavesTree reports whether a link leads out of the repository around it, or else out of
// its folder: what is said of the file's text would tell of another tree. A link that leads
// nowhere is none of these.
func leavesTree(link string) bool {
	target, err := filepath.EvalSymlinks(link)
	if err != nil {
		return false
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(link))
	if err != nil {
		return true
	}
	tree := folder
	for above := folder; ; above = filepath.Dir(above) {
		if _, err := os.Lstat(filepath.Join(above, ".git")); err == nil {
			tree = above
			break
		}
		if above == filepath.Dir(above) {
			break
		}
	}
	relative, err := filepath.Rel(tree, target)
	return err != nil || !filepath.IsLocal(relative)
}

// Load reads a configuration file. Checks are the names of those that there are. An
// error is a *Problem.
func Load(file string, checks []string) (*Config, error) {
	absolute, err := filepath.Abs(file)
	if err != nil {
		return nil, fmt.Errorf("find the working folder: %w", err)
	}
	text, err := read(absolute)
	if err != nil {
		return nil, &Problem{File: shown(absolute), Message: err.Error()}
	}
	f := File{}
	d, err := parse(shown(absolute), text, &f)
	if err != nil {
		return nil, err
	}
	c := &Config{File: absolute, Strict: f.Strict, Pedantic: f.Pedantic, RequireReason: f.Suppressions.RequireReason, checks: f.Checks, paths: f.Paths, Own: ddi.Table{}, lines: map[string][]int{}}
	if d.root == nil {
		return c, nil
	}
	v := &validator{document: d, config: c, folder: filepath.Dir(absolute)}
	for _, step := range []func(){
		func() { v.checks(f.Checks, checks) },
		func() { v.globs("include", f.Paths.Include) },
		func() { v.globs("exclude", f.Paths.Exclude) },
		func() { v.defines(f.Defines) },
		func() { v.includes(f.Includes) },
		func() { v.routines(f.Routines) },
	} {
		if step(); v.err != nil {
			return nil, v.err
		}
	}
	return c, nil
}

// nullDevice is what Windows makes of NUL when it is asked for the whole path.
const nullDevice = `\\.\NUL`

// read returns the text of a regular file, or of the null device.
func read(file string) ([]byte, error) {
	if file == os.DevNull || os.DevNull == "NUL" && strings.EqualFold(file, nullDevice) {
		return nil, nil
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("does not exist; check the spelling")
	case err != nil:
		return nil, fmt.Errorf("can't be read: %w; check its permissions", cause(err))
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file; name a YAML file")
	case info.Size() > maxSize:
		return nil, errors.New("is larger than 128 KiB; is it a configuration of drvlint?")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("can't be read: %w; check its permissions", cause(err))
	}
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return nil, errors.New("is UTF-16; save it as UTF-8")
	}
	if slices.Contains(text, 0) {
		return nil, errors.New("is a binary file; name a YAML file")
	}
	return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), nil
}

// cause is the reason of a failed file operation, without the path.
func cause(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	return err
}

// Setting is what the file wants of a check: On where it says nothing.
func (c *Config) Setting(check string) Setting {
	for _, name := range []string{check, All} {
		if s, ok := c.checks[name]; ok {
			return s
		}
	}
	return On
}

// Runs reports whether a check runs. One that runs on demand does only where the file has a line for it.
func (c *Config) Runs(check string, onDemand bool) bool {
	if s, ok := c.checks[check]; ok {
		return s != Off
	}
	return !onDemand && c.Setting(check) != Off
}

// A validator checks what a File says and takes it over. It keeps the first error.
type validator struct {
	*document
	config *Config
	folder string
	err    error
}

func (v *validator) fail(at *token.Token, format string, args ...any) {
	if v.err == nil {
		v.err = v.problem(at, format, args...)
	}
}

func (v *validator) checks(settings map[string]Setting, known []string) {
	for _, name := range v.inOrder("checks") {
		if name != All && !slices.Contains(known, name) {
			v.fail(v.key("checks", name), "%v", spelling.Unknown("check", name, append(slices.Clone(known), All)))
		}
		if s := string(settings[name]); !slices.Contains(Settings, s) {
			v.fail(v.at("checks", name), "%v", spelling.Unknown("setting", s, Settings))
		}
	}
}

func (v *validator) defines(list []string) {
	for i, define := range list {
		if name, _, _ := strings.Cut(define, "="); !isIdentifier(name) {
			v.fail(v.at("defines", i), "%q is not a macro; write NAME or NAME=VALUE", define)
		}
	}
	v.config.Defines = list
}

// includes resolves the folders: a wrong one would only show as a header not found.
func (v *validator) includes(list []string) {
	for i, name := range list {
		folder := filepath.FromSlash(strings.ReplaceAll(name, `\`, "/"))
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(v.folder, folder)
		}
		if why := paths.Unsafe(folder, []string{v.folder}); why != "" {
			v.fail(v.at("includes", i), "%q is %s: it is not looked for; name a folder of this one", name, why)
			continue
		}
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			v.fail(v.at("includes", i), "there is no folder %q beside this file; write its path relative to this file", name)
		}
		v.config.Includes = append(v.config.Includes, folder)
	}
}

func isIdentifier(s string) bool {
	for i, r := range s {
		letter := r == '_' || r == '$' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
