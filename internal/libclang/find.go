package libclang

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// Variable is the environment variable that names the file of libclang.
const Variable = "DRVLINT_LIBCLANG"

// Versions of libclang: the oldest that can be used, and the one that is taken first where
// there are several.
const (
	Oldest    = 15
	Preferred = 15
)

// A place is where libclang may be: folders, in order, which may be patterns. None follows
// from the working folder or from what is analysed, and nothing is executed to find them.
type place struct {
	name    string
	folders []string
	below   []string // what messages name instead of the folders, nil for those
}

// places are all places but the file that the user names, in the order in which they count.
func places() []place {
	python := pythonPrefixes()
	return []place{
		{name: "beside the executable", folders: besideExecutable()},
		{name: "in Python's packages", folders: pythonFolders(python), below: python},
		{name: "in the system's folders", folders: systemFolders()},
	}
}

func besideExecutable() []string {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	if real, err := filepath.EvalSymlinks(program); err == nil {
		program = real
	}
	return []string{escaped(filepath.Dir(program))}
}

// systemFolders are where systems and their package managers put libraries. They are named,
// not left to the loader, which would look along the environment's paths.
func systemFolders() []string {
	switch runtime.GOOS {
	case "windows":
		var list []string
		for _, name := range []string{"ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"} {
			if folder := os.Getenv(name); filepath.IsAbs(folder) {
				list = append(list, filepath.Join(folder, "LLVM", "bin"),
					filepath.Join(folder, "Microsoft Visual Studio", "*", "*", "VC", "Tools", "Llvm", "*", "bin"))
			}
		}
		return list
	case "darwin":
		return []string{
			"/opt/homebrew/opt/llvm*/lib", "/usr/local/opt/llvm*/lib", "/opt/local/libexec/llvm-*/lib",
			"/Library/Developer/CommandLineTools/usr/lib", "/Applications/Xcode.app/Contents/Developer/Toolchains/*/usr/lib",
		}
	}
	return []string{
		"/usr/lib/llvm-*/lib", "/usr/lib/llvm*/lib", "/usr/lib64/llvm*/lib*", "/usr/lib/llvm/*/lib*",
		"/usr/lib/*-linux-gnu*", "/usr/lib64", "/usr/lib", "/usr/local/lib", "/usr/local/lib64",
	}
}

// patterns are the names that libclang has, for each system.
func patterns() []string {
	switch runtime.GOOS {
	case "windows":
		return []string{"libclang.dll", "libclang-[0-9]*.dll"}
	case "darwin":
		return []string{"libclang.dylib", "libclang.[0-9]*.dylib"}
	}
	return []string{"libclang.so", "libclang.so.*", "libclang-[0-9]*.so*"}
}

// files returns the libraries in a place, each once, the preferred version first, then
// from the oldest to the newest, and those whose names tell no version last.
func (p place) files() []string {
	seen := map[string]bool{}
	var list []string
	read := listings{}
	for _, pattern := range p.folders {
		for _, file := range read.named(read.folders(pattern)) {
			real, err := filepath.EvalSymlinks(file)
			if err == nil && !seen[real] {
				seen[real] = true
				list = append(list, real)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	return list
}

// listings are the names in folders, in no order, each of which is read once: several patterns lead through one of the system,
// which may hold thousands. One that can't be read holds nothing.
type listings map[string][]string

func (l listings) of(folder string) []string {
	names, known := l[folder]
	if !known {
		if f, err := os.Open(folder); err == nil {
			names, _ = f.Readdirnames(-1)
			f.Close()
		}
		l[folder] = names
	}
	return names
}

// matching lists the names in a folder that match a pattern, sorted.
func (l listings) matching(folder, pattern string) []string {
	var list []string
	for _, name := range l.of(folder) {
		if match, _ := filepath.Match(pattern, name); match { // the patterns are good
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// folders returns what a pattern may mean, in the order of the names. Whether there is a folder behind the last name that is
// no pattern shows when it is read.
func (l listings) folders(pattern string) []string {
	if !strings.ContainsAny(pattern, "*?[") {
		return []string{plain(pattern)}
	}
	above, last := filepath.Split(pattern)
	above = strings.TrimSuffix(above, string(filepath.Separator))
	if above == filepath.VolumeName(above) {
		above += string(filepath.Separator)
	}
	var list []string
	for _, folder := range l.folders(above) {
		if !strings.ContainsAny(last, "*?[") {
			list = append(list, filepath.Join(folder, plain(last)))
			continue
		}
		for _, name := range l.matching(folder, last) {
			list = append(list, filepath.Join(folder, name))
		}
	}
	return list
}

// named lists what folders hold by one of the names that libclang has, in the order of these.
func (l listings) named(folders []string) []string {
	var list []string
	for _, pattern := range patterns() {
		for _, folder := range folders {
			for _, name := range l.matching(folder, pattern) {
				list = append(list, filepath.Join(folder, name))
			}
		}
	}
	return list
}

var versionPattern = regexp.MustCompile(`libclang-(\d+)|libclang\.so\.(\d\d+)|llvm[-@/\\]?(\d+)`)

// majorOf reads the version from a path, 0 if it does not tell.
func majorOf(path string) int {
	for _, text := range []string{filepath.Base(path), path} {
		if m := versionPattern.FindStringSubmatch(text); m != nil {
			major, _ := strconv.Atoi(cmp.Or(m[1], m[2], m[3]))
			return major
		}
	}
	return 0
}

func rank(path string) int {
	switch major := majorOf(path); {
	case major == Preferred:
		return 0
	case major == 0:
		return 1 << 30
	case major < Oldest: // its name may be wrong
		return 1<<30 + 1
	default:
		return major
	}
}
