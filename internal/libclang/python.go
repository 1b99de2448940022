package libclang

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// pythonFolders are where the package libclang of PyPI lies for the Python that the user
// has: of the executable's own environment, of the active one, of python3 on the path, and
// of the user. Python is not run: what it imports may depend on where it is started.
func pythonFolders() []string {
	var list []string
	for _, prefix := range pythonPrefixes() {
		list = append(list, packagesOf(prefix)...)
	}
	if home, err := os.UserHomeDir(); err == nil && runtime.GOOS != "windows" && filepath.IsAbs(home) {
		list = append(list, packagesOf(escaped(filepath.Join(home, ".local")))...)
	}
	if data := os.Getenv("APPDATA"); filepath.IsAbs(data) && runtime.GOOS == "windows" {
		list = append(list, native(filepath.Join(escaped(data), "Python", "Python3*", "site-packages")))
	}
	return list
}

// pythonPrefixes are the folders that Python is installed in, or an environment of it.
func pythonPrefixes() []string {
	var list []string
	add := func(folder string) {
		if filepath.IsAbs(folder) {
			list = append(list, escaped(filepath.Clean(folder)))
		}
	}
	if program, err := os.Executable(); err == nil {
		add(prefixOf(program)) // drvlint is a program of the environment
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
	if runtime.GOOS == "windows" {
		return []string{
			native(filepath.Join(prefix, "Lib", "site-packages")),
			native(filepath.Join(prefix, "site-packages")), // of a user, also of the Microsoft Store's Python
		}
	}
	return []string{
		native(filepath.Join(prefix, "lib", "python3*", "site-packages")),
		native(filepath.Join(prefix, "lib", "python3*", "dist-packages")), // Debian's
		native(filepath.Join(prefix, "local", "lib", "python3*", "dist-packages")),
	}
}

// native is where the package keeps its library.
func native(packages string) string { return filepath.Join(packages, "clang", "native") }

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
