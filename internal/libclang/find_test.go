package libclang

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// tree makes empty files below a new folder.
func tree(t *testing.T, files ...string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		path := filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// The preferred version comes first, then from the oldest to the newest; each file once.
func TestOrderOfVersions(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the names are those of Linux")
	}
	root := tree(t, "llvm-19/lib/libclang-19.so.19", "llvm-16/lib/libclang-16.so.1", "llvm-15/lib/libclang-15.so.15.0.6",
		"llvm-14/lib/libclang-14.so.1", "lib64/libclang.so.20.1", "lib/libclang.so", "lib/libclang-cpp.so.15", "lib/libclangIndex.a")
	if err := os.Symlink("libclang-15.so.15.0.6", filepath.Join(root, "llvm-15/lib/libclang.so")); err != nil {
		t.Fatal(err)
	}
	p := place{name: "here", folders: []string{root + "/llvm-*/lib", root + "/lib64", root + "/lib"}}
	want := []string{"libclang-15.so.15.0.6", "libclang-16.so.1", "libclang-19.so.19", "libclang.so.20.1", "libclang.so", "libclang-14.so.1"}
	var got []string
	for _, file := range p.files() {
		got = append(got, filepath.Base(file))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMajorOf(t *testing.T) {
	for path, want := range map[string]int{
		"/usr/lib/x86_64-linux-gnu/libclang-15.so.15.0.6": 15, "/usr/lib/llvm-16/lib/libclang.so.1": 16, "/usr/lib64/libclang.so.20.1": 20,
		"/usr/lib/llvm19/lib/libclang.so": 19, "/opt/homebrew/opt/llvm@17/lib/libclang.dylib": 17, "/usr/lib/llvm/18/lib64/libclang.so": 18,
		`C:\Program Files\LLVM\bin\libclang.dll`: 0, "/a/clang/native/libclang.so": 0,
	} {
		if got := majorOf(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

// The environment that is active has its packages looked at, and python3 on the path; no
// folder follows from the working folder, and characters of patterns stand for themselves.
func TestPythonFolders(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the folders are those of other systems")
	}
	root := tree(t, "env[1]/lib/python3.11/site-packages/clang/native/libclang.so", "usr/bin/python3", "usr/lib/python3/dist-packages/clang/native/libclang.so", "bin/python3",
		"fedora/lib64/python3.13/site-packages/clang/native/libclang.so", "target/clang/native/libclang.so",
		"pyenv/shims/python3", "pyenv/versions/3.12.1/lib/python3.12/site-packages/clang/native/libclang.so")
	t.Setenv("CONDA_PREFIX", "")
	t.Setenv("HOME", filepath.Join(root, "home"))
	t.Chdir(root)
	for _, test := range []struct{ env, path, want string }{
		{root + "/env[1]", "", root + "/env[1]/lib/python3.11/site-packages/clang/native"},
		{"env[1]", "", ""},
		{root + "/fedora", "", root + "/fedora/lib64/python3.13/site-packages/clang/native"},
		{root + "/target", "", root + "/target/clang/native"},
		{"", root + "/usr/bin", root + "/usr/lib/python3/dist-packages/clang/native"},
		{"", "usr/bin", ""},
		{"", "bin:", ""},
		{"", root + "/pyenv/shims", root + "/pyenv/versions/3.12.1/lib/python3.12/site-packages/clang/native"},
	} {
		t.Setenv("VIRTUAL_ENV", test.env)
		t.Setenv("PATH", test.path)
		var got []string
		for _, file := range (place{folders: pythonFolders(pythonPrefixes())}).files() {
			if strings.HasPrefix(file, root) {
				got = append(got, filepath.Dir(file))
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("VIRTUAL_ENV=%s PATH=%s: %q, want %q", test.env, test.path, got, test.want)
		}
	}
}

// All places but the one that the user names are absolute.
func TestPlacesAreAbsolute(t *testing.T) {
	for _, p := range places() {
		for _, folder := range p.folders {
			if !filepath.IsAbs(folder) {
				t.Errorf("%s: %q", p.name, folder)
			}
		}
	}
}
