package cli

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// cmakeTree is a driver with a library for the kernel, and a program for user mode.
const cmakeTree = `
-- CMakeLists.txt --
cmake_minimum_required(VERSION 3.16)
project(sample C)
add_library(queue STATIC lib/queue.c)
target_compile_definitions(queue PRIVATE _KERNEL_MODE=1)
add_executable(drv sys/driver.c)
target_compile_definitions(drv PRIVATE _KERNEL_MODE=1 "NAME=\"a b\"")
target_include_directories(drv PRIVATE inc)
target_link_libraries(drv queue)
add_executable(app app/main.c)
-- inc/queue.h --
void QueuePush(void);
-- sys/driver.c --
#include <ntddk.h>
#include <queue.h>
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    QueuePush();
    return STATUS_SUCCESS;
}
-- lib/queue.c --
#include <ntddk.h>
void QueuePush(void)
{
}
-- app/main.c --
int main(void)
{
    return 0;
}
`

// TestCMake reads the compilation database that CMake itself writes.
func TestCMake(t *testing.T) {
	needTool(t, "cmake", "cmake")
	needTool(t, "make", "make")
	folder := t.TempDir()
	if err := txtar.Write(txtar.Parse([]byte(cmakeTree)), folder); err != nil {
		t.Fatal(err)
	}
	build := filepath.Join(folder, "out")
	cmake := exec.Command("cmake", "-G", "Unix Makefiles", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", "-S", folder, "-B", build)
	if out, err := cmake.CombinedOutput(); err != nil {
		t.Fatalf("cmake: %v\n%s", err, out)
	}
	for _, path := range []string{folder, filepath.Join(build, "compile_commands.json")} {
		var stdout, stderr bytes.Buffer
		c := &Command{Stdin: &bytes.Buffer{}, Stdout: &stdout, Stderr: &stderr}
		if code := c.Main([]string{"--format", "json", path}); code != exitClean {
			t.Errorf("%s: exit code %d\n%s", path, code, stderr.String())
		}
		var result struct {
			Drivers []struct {
				Name  string `json:"name"`
				Files int    `json:"files"`
			} `json:"drivers"`
		}
		if err := json.Unmarshal(stdout.Bytes(), &result); err != nil {
			t.Fatal(err)
		}
		if d := result.Drivers; len(d) != 1 || d[0].Name != "drv" || d[0].Files != 2 {
			t.Errorf("%s: drivers %v", path, d)
		}
	}
}
