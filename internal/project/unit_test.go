package project

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// The UTF-16 that Windows tools write: with a byte order mark, and declared in the XML.
func TestUTF16(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		encoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(encoded), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.c", "NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p) { return 0; }")
	write("a.vcxproj", `<?xml version="1.0" encoding="utf-16"?><Project><ItemGroup><ClCompile Include="a.c"/></ItemGroup></Project>`)
	want := "driver a in . a.vcxproj\n  a.c -I.\n"
	if got := render(dir, []string{dir}); got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

// Other tools write no byte order mark.
func TestUnmarkedUTF16(t *testing.T) {
	const text = "NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p) { return 0; }"
	for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		encoded, err := unicode.UTF16(order, unicode.IgnoreBOM).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		if textMarker(decode([]byte(encoded))) != entryMarker {
			t.Errorf("%v: no entry point is seen", order)
		}
	}
}

// Links to folders are not followed: a link upward would never end.
func TestLinks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	os.WriteFile(filepath.Join(dir, "sub", "a.c"), nil, 0o644)
	os.Symlink(dir, filepath.Join(dir, "sub", "up"))
	os.Symlink("a.c", filepath.Join(dir, "sub", "b.c"))
	if got, want := render(dir, []string{dir}), "driver tree in .\n  sub/a.c\n  sub/b.c\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

// A build for debugging is one only if it is asked for, also without a project.
func TestCheckedBuild(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "a.c"), []byte("NTSTATUS DriverEntry(PDRIVER_OBJECT d, PUNICODE_STRING p) { return 0; }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for configuration, want := range map[string]int{"": 0, "Release|x64": 0, "Debug|x64": 2} {
		drivers, _, err := Find([]string{root}, Options{Configuration: configuration})
		if err != nil || len(drivers) != 1 || len(drivers[0].Units[0].Defines) != want {
			t.Errorf("%s: %v, %v; want %d macros", configuration, drivers, err, want)
		}
	}
}
