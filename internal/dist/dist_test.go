package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/tooltest"
	"github.com/drvlint/drvlint/sarif"
)

// The notices are those of what is linked now.
func TestNoticesAreCurrent(t *testing.T) {
	t.Chdir("../..")
	want, err := notices()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(noticesFile); err != nil || string(got) != string(want) {
		t.Errorf("%s is stale: run go generate ./internal/dist (%v)", noticesFile, err)
	}
}

// What zig adds is under the licenses that its package holds.
func TestLicensesOfZig(t *testing.T) {
	t.Chdir("../..")
	packages, err := locked("internal/dist/python.txt")
	if err != nil {
		tooltest.Missing(t, "%v", err)
	}
	for kept, of := range map[string]string{"zig/LICENSE": "ziglang/LICENSE", "mingw-w64/COPYING": "ziglang/lib/libc/mingw/COPYING"} {
		want, err := os.ReadFile(filepath.Join(packages, of))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join("internal/dist/licenses", kept)); err != nil || string(got) != string(want) {
			t.Errorf("internal/dist/licenses/%s is not %s of the package ziglang (%v)", kept, of, err)
		}
	}
}

// Licenses are told by what their files say, or hold; one that is not known is an error.
func TestLicensed(t *testing.T) {
	t.Chdir("../..")
	folder := func(files map[string]string) string {
		f := t.TempDir()
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(f, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return f
	}
	mit, err := os.ReadFile("internal/dist/licenses/zig/LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, folder, want, problem string }{
		{name: "this", folder: ".", want: "Apache-2.0"},
		{name: "zig", folder: "internal/dist/licenses/zig", want: "MIT"},
		{name: "mingw-w64", folder: "internal/dist/licenses/mingw-w64", want: "ZPL-2.1"},
		{name: "says it", folder: folder(map[string]string{"License": "/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0-only */\n"}), want: "BSD-3-Clause OR GPL-2.0-only"},
		{name: "two files", folder: folder(map[string]string{"LICENSE-MIT": string(mit), "LICENSE.b": "SPDX-License-Identifier: ISC OR 0BSD\n", "PATENTS": "none"}), want: "(ISC OR 0BSD) AND MIT"},
		{name: "unknown", folder: folder(map[string]string{"LICENSE": "Do with it what the moon says.\n"}), problem: "only 0% of LICENSE"},
		{name: "none", folder: folder(map[string]string{"NOTICE": string(mit)}), problem: "holds no license"},
	} {
		got, err := licensed(c.folder)
		if got != c.want || c.problem == "" && err != nil || c.problem != "" && (err == nil || !strings.Contains(err.Error(), c.problem)) {
			t.Errorf("%s: got %q, %v; want %q %s", c.name, got, err, c.want, c.problem)
		}
	}
}

// The platforms are those that the wheels are built for, and each has a libclang.
func TestPlatformsOfWheels(t *testing.T) {
	hook, err := os.ReadFile("../../python/hatch_build.py")
	if err != nil {
		t.Fatal(err)
	}
	project, err := os.ReadFile("../../pyproject.toml")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(hook), `": ("`); n != len(platforms) {
		t.Errorf("python/hatch_build.py has %d platforms, a release %d", n, len(platforms))
	}
	for _, p := range platforms {
		if !strings.Contains(string(hook), `"`+p.String()+`": ("`) || !strings.Contains(string(hook), `", "`+p.wheel) {
			t.Errorf("python/hatch_build.py has no %v with the tag %s", p, p.wheel)
		}
	}
	lock, err := os.ReadFile("libclang.txt")
	if err != nil || !strings.HasPrefix(string(lock), "libclang=="+libclangVersion+" ") || !strings.Contains(string(project), `"libclang==`+libclangVersion+`"`) {
		t.Errorf("libclang is not %s everywhere: %v", libclangVersion, err)
	}
	if _, err := choose("linux/amd64,plan9/amd64"); err == nil {
		t.Error("a platform without a release is chosen")
	}
}

// A release for this machine: each part is taken up by what takes it from a user's machine, and runs.
func TestRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("a release is built")
	}
	for command, debian := range map[string]string{"node": "nodejs", "npm": "npm", "pip3": "python3-pip", "dpkg-deb": "dpkg", "curl": "curl"} {
		if _, err := exec.LookPath(command); err != nil {
			tooltest.Missing(t, "%s is not installed (Debian: %s)", command, debian)
		}
	}
	t.Chdir("../..")
	for _, lock := range []string{"internal/dist/python.txt"} {
		if _, err := locked(lock); err != nil {
			tooltest.Missing(t, "%v", err)
		}
	}
	folder := filepath.Join(t.TempDir(), "dist")
	here := platforms[:1]
	if err := release(here, folder); err != nil {
		t.Fatal(err)
	}
	if err := release(here, folder); err == nil {
		t.Error("a release is mixed with another")
	}
	at := func(name string) string {
		return filepath.Join(folder, strings.ReplaceAll(name, "VERSION", sarif.Version))
	}
	output(t, folder, "sha256sum", "--check", "--strict", "SHA256SUMS")

	unpacked := t.TempDir()
	output(t, unpacked, "tar", "-xzf", at("drvlint-VERSION-linux-amd64.tar.gz"), "--strip-components=1")
	if _, err := os.Stat(filepath.Join(unpacked, noticesFile)); err != nil {
		t.Error(err)
	}
	works(t, "archive", filepath.Join(unpacked, "drvlint"), "")

	unpacked = t.TempDir()
	output(t, unpacked, "dpkg-deb", "-x", at("drvlint_VERSION_amd64.deb"), ".")
	if about := output(t, unpacked, "dpkg-deb", "-f", at("drvlint_VERSION_amd64.deb")); !strings.Contains(about, "Depends: libc6 (>= 2.17), libclang1-15 | ") {
		t.Errorf("the package depends on something else: %s", about)
	}
	works(t, ".deb", filepath.Join(unpacked, "usr/bin/drvlint"), "")

	// The extension has its own libclang beside the program.
	unpacked = t.TempDir()
	output(t, unpacked, "python3", "-m", "zipfile", "-e", at("drvlint-vscode-VERSION-linux-x64.vsix"), ".")
	bin := filepath.Join(unpacked, "extension", "bin")
	if err := os.Chmod(filepath.Join(bin, "drvlint"), 0o755); err != nil { // zipfile keeps no modes
		t.Fatal(err)
	}
	works(t, "extension", filepath.Join(bin, "drvlint"), filepath.Join(bin, "libclang.so"))
	executableIn(t, at("drvlint-vscode-VERSION-linux-x64.vsix"), "extension/bin/drvlint")

	bill, err := os.ReadFile(at("drvlint-VERSION.spdx.json"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(bill), `"licenseDeclared": "`); n < 20 || n != strings.Count(string(bill), `"SPDXID": "SPDXRef-Package-`) || strings.Contains(string(bill), `"licenseDeclared": "NOASSERTION"`) {
		t.Errorf("the bill of materials names the licenses of %d packages, and leaves some out:\n%s", n, bill)
	}

	action(t, at, folder)
	sources(t, at("drvlint-VERSION.tar.gz"))
}

// works runs an executable on the sample drivers, with the libclang that it is to find; "" for
// any. The samples hold defects.
func works(t *testing.T, of, program, library string) {
	t.Helper()
	version := output(t, "", program, "version")
	if !strings.Contains(version, "drvlint "+sarif.Version) || !strings.Contains(version, library) {
		t.Errorf("%s: got %s, want %s with %s", of, version, sarif.Version, library)
	}
	cmd := exec.Command(program, "testdata/drivers")
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
		t.Errorf("%s: %v\n%s", of, err, out)
	}
}

// executableIn holds an archive to the mode of a program in it.
func executableIn(t *testing.T, archive, name string) {
	t.Helper()
	z, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if f.Name == name && f.Mode()&0o111 != 0 {
			return
		}
	}
	t.Errorf("%s holds no program %s", archive, name)
}

// action installs as the action does: the wheel of the release, of which another than SHA256SUMS
// tells is refused.
func action(t *testing.T, at func(string) string, folder string) {
	t.Helper()
	releases := t.TempDir()
	if err := os.CopyFS(filepath.Join(releases, "v"+sarif.Version), os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "path")
	install := func() (string, error) {
		cmd := exec.Command(".ci/install")
		cmd.Env = append(os.Environ(), "RELEASES=file://"+releases, "ACTION_REF=v"+sarif.Version,
			"RUNNER_OS=Linux", "RUNNER_ARCH=X64", "RUNNER_TEMP="+t.TempDir(), "GITHUB_PATH="+path)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := install()
	if err != nil || strings.Contains(out, "::notice") {
		t.Fatalf("the action does not install the wheel: %v\n%s", err, out)
	}
	programs, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(strings.TrimSpace(string(programs)), "drvlint")
	works(t, "wheel", program, filepath.Join("site-packages", "clang", "native", "libclang.so"))
	if of := output(t, "", filepath.Join(filepath.Dir(program), "python"), "-c", "import drvlint; print(drvlint.executable())"); of != program+"\n" {
		t.Errorf("the package says that the executable is %s, not %s", of, program)
	}

	wheel := filepath.Join(releases, "v"+sarif.Version, filepath.Base(at("drvlint-VERSION-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl")))
	if err := os.WriteFile(wheel, []byte("another"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := install(); err == nil || !strings.Contains(out, "::error title=drvlint::drvlint-"+sarif.Version) {
		t.Errorf("a wheel that is not the released one: %v\n%s", err, out)
	}
}

// sources holds the sources for Python to what building takes, and no tests.
func sources(t *testing.T, archive string) {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for r := tar.NewReader(z); ; {
		header, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, header.Name)
	}
	all := strings.Join(names, "\n")
	for _, name := range []string{"cmd/drvlint/main.go", "go.sum", "pyproject.toml", "python/hatch_build.py", "internal/libclang/clang-c/Index.h", noticesFile} {
		if !strings.Contains(all, "/"+name) {
			t.Errorf("the sources lack %s", name)
		}
	}
	if strings.Contains(all+"\n", "_test.go\n") || strings.Contains(all, "/testdata/") {
		t.Error("the sources hold tests")
	}
}

func output(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}
