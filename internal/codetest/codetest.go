// Package codetest shows an extension to Visual Studio Code, in a browser: code-server brings
// it along as an npm package, and .ci/setup test installs that.
package codetest

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/drvlint/drvlint/internal/browsertest"
	"github.com/drvlint/drvlint/internal/tooltest"
)

//go:embed package-lock.json
var lock []byte

// Open opens a file of a folder in Visual Studio Code, which has the extensions in a folder:
// a folder each, as a package of one holds it. Without Visual Studio Code the test is
// skipped, or fails if the environment has CI=true.
func Open(t *testing.T, extensions, folder, file string) *browsertest.Browser {
	t.Helper()
	modules := installed(t)
	program := filepath.Join(modules, "code-server", "lib", "vscode", "out", "server-main.js")
	home := t.TempDir()
	server := exec.Command(nodeOf(modules), program, "--host", "127.0.0.1", "--port", "0", "--without-connection-token",
		"--accept-server-license-terms", "--telemetry-level", "off", "--disable-workspace-trust", "--server-data-dir", home, "--extensions-dir", extensions)
	server.Env = append(os.Environ(), "HOME="+home)
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	server.Stderr = server.Stdout
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	host := "127.0.0.1:" + port(t, out)
	opened := fmt.Sprintf(`[["openFile","vscode-remote://%s%s"]]`, host, filepath.ToSlash(filepath.Join(folder, file)))
	address := "http://" + host + "/?" + url.Values{"folder": {filepath.ToSlash(folder)}, "payload": {opened}}.Encode()
	return browsertest.Visit(t, address, 1280, 800)
}

var listens = regexp.MustCompile(`Extension host agent listening on (\d+)`)

// port is where the server says that it listens; what else it says is dropped.
func port(t *testing.T, out interface{ Read([]byte) (int, error) }) string {
	t.Helper()
	var said []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said = append(said, lines.Text())
		if m := listens.FindStringSubmatch(lines.Text()); m != nil {
			go func() {
				for lines.Scan() {
				}
			}()
			return m[1]
		}
	}
	t.Fatalf("Visual Studio Code does not listen:\n%s", strings.Join(said, "\n"))
	return ""
}

// installed is the folder node_modules that holds code-server, and the Node.js that it is written for.
func installed(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	modules := filepath.Join(cache, "drvlint-test", fmt.Sprintf("codetest-%x", sha256.Sum256(lock)), "node_modules")
	if _, err := os.Stat(nodeOf(modules)); err != nil {
		tooltest.Missing(t, "%s is not installed; .ci/setup test installs it", "code-server")
	}
	return modules
}

// nodeOf is Node.js among the packages: npm links it only from version 10 on, as the package of each processor has a program of that name.
func nodeOf(modules string) string {
	processor := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	return filepath.Join(modules, "node-linux-"+cmp.Or(processor, runtime.GOARCH), "bin", "node")
}
