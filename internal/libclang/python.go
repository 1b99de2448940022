package libclang

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
)

// pythonFolders are where the package libclang of PyPI lies in the prefixes of Python.
func pythonFolders(prefixes []string) []string {
	var list []string
	for _, prefix := range prefixes {
		list = append(list, packagesOf(prefix)...)
	}
	return list
}

// pythonPrefixes are the folders that the Python is installed in which the user has: the
// executable's own environment, the active one, that of python3 on the path, and the user's own;
// each once. Python is not run: what it imports may depend on where it is started.
func pythonPrefixes() []string {
	var list []string
	add := func(folder string) {
		if prefix := escaped(filepath.Clean(folder)); filepath.IsAbs(folder) && !slices.Contains(list, prefix) {
			list = append(list, prefix)
		}
	}
	if program, err := os.Executable(); err == nil {
		add(prefixOf(program)) // drvlint is a program of the environment
	}
	if runtime.GOOS == "windows" {
		for _, environment := range toolEnvironments() {
			add(environment)
		}
	}
	add(os.Getenv("VIRTUAL_ENV"))
	add(os.Getenv("CONDA_PREFIX"))
	for _, name := range []string{"python3", "python"} {
		program, err := exec.LookPath(name)
		if err != nil || !filepath.IsAbs(program) {
			continue
		}
		if filepath.Base(filepath.Dir(program)) == "shims" { // of pyenv
			list = append(list, escaped(filepath.Dir(filepath.Dir(program)))+string(filepath.Separator)+filepath.Join("versions", "*"))
		}
		add(prefixOf(program))
		if real, err := filepath.EvalSymlinks(program); err == nil {
			add(prefixOf(real))
		}
	}
	if home, err := os.UserHomeDir(); err == nil && runtime.GOOS != "windows" && filepath.IsAbs(home) {
		add(filepath.Join(home, ".local"))
	}
	if data := os.Getenv("APPDATA"); filepath.IsAbs(data) && runtime.GOOS == "windows" {
		list = append(list, filepath.Join(escaped(data), "Python", "Python3*"))
	}
	return list
}

// toolEnvironments are where pipx and uv keep the environment of drvlint. On Windows they put a copy
// of the executable on the path, elsewhere a link to it. https://docs.astral.sh/uv/reference/storage
// and pipx's own paths.py say where.
func toolEnvironments() []string {
	var list []string
	for _, home := range []struct{ variable, below string }{
		{"PIPX_HOME", "venvs"}, {"LOCALAPPDATA", "pipx/pipx/venvs"}, {"USERPROFILE", "pipx/venvs"}, {"USERPROFILE", ".local/pipx/venvs"},
		{"UV_TOOL_DIR", ""}, {"APPDATA", "uv/tools"}, {"APPDATA", "uv/data/tools"},
	} {
		if folder := os.Getenv(home.variable); folder != "" {
			list = append(list, filepath.Join(folder, filepath.FromSlash(home.below), "drvlint"))
		}
	}
	return list
}

// prefixOf returns the folder above that of a program; on Windows the interpreter lies in
// the prefix itself, and programs below it.
func prefixOf(program string) string {
	folder := filepath.Dir(program)
	switch filepath.Base(folder) {
	case "bin", "Scripts":
		return filepath.Dir(folder)
	}
	if runtime.GOOS == "windows" {
		return folder
	}
	return ""
}

func packagesOf(prefix string) []string {
	target := native(prefix) // pip install --target
	if runtime.GOOS == "windows" {
		return []string{
			native(filepath.Join(prefix, "Lib", "site-packages")),
			native(filepath.Join(prefix, "site-packages")), // of a user, also of the Microsoft Store's Python
			target,
		}
	}
	return []string{
		native(filepath.Join(prefix, "lib", "python3*", "site-packages")),
		native(filepath.Join(prefix, "lib64", "python3*", "site-packages")), // Fedora's and openSUSE's
		native(filepath.Join(prefix, "lib", "python3*", "dist-packages")),   // Debian's
		native(filepath.Join(prefix, "local", "lib", "python3*", "dist-packages")),
		target,
	}
}

// native is where the package keeps its library.
func native(packages string) string { return filepath.Join(packages, "clang", "native") }

// plain is what a pattern means in which nothing stands for something else.
func plain(pattern string) string {
	if runtime.GOOS == "windows" {
		return pattern
	}
	var b []byte
	for i := 0; i < len(pattern); i++ {
		if pattern[i] == '\\' && i+1 < len(pattern) {
			i++
		}
		b = append(b, pattern[i])
	}
	return string(b)
}

// escaped makes a pattern of a path that stands for itself. Windows knows no escapes; the
// characters are no part of its usual paths.
func escaped(path string) string {
	if runtime.GOOS == "windows" {
		return path
	}
	var b []byte
	for i := range len(path) {
		if c := path[i]; c == '*' || c == '?' || c == '[' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, path[i])
	}
	return string(b)
}
