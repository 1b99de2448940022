package project

import (
	"path/filepath"
	"slices"
	"testing"
)

// A file of a library that the driver compiles itself is none of the library's to it.
func TestLibraries(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"lib/lib.vcxproj": `<Project><PropertyGroup><ConfigurationType>StaticLibrary</ConfigurationType><DriverType>WDM</DriverType></PropertyGroup>
<ItemGroup><ClCompile Include="queue.c" /><ClCompile Include="..\sys\both.c" /></ItemGroup></Project>`,
		"sys/sys.vcxproj": `<Project><PropertyGroup><ConfigurationType>Driver</ConfigurationType><DriverType>WDM</DriverType></PropertyGroup>
<ItemGroup><ClCompile Include="driver.c" /><ClCompile Include="both.c" /></ItemGroup><ItemGroup><ProjectReference Include="..\lib\lib.vcxproj" /></ItemGroup></Project>`,
		"sys/driver.c": entryText, "sys/both.c": "", "lib/queue.c": "",
	} {
		plant(t, dir, name, text)
	}
	drivers, _, err := Find([]string{dir}, Options{})
	if err != nil || len(drivers) != 1 {
		t.Fatal(drivers, err)
	}
	var files []string
	for _, u := range drivers[0].Units {
		files = append(files, u.File)
	}
	if want := []string{filepath.Join(dir, "lib", "queue.c"), filepath.Join(dir, "sys", "both.c"), filepath.Join(dir, "sys", "driver.c")}; !slices.Equal(files, want) {
		t.Errorf("units %v, want %v", files, want)
	}
}
