package project

import (
	"path/filepath"
	"slices"
	"testing"
)

// Which files are a library's is known of the driver that links it, but for those that the driver compiles itself.
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
	if d := drivers[0]; len(d.Units) != 3 || !slices.Equal(d.Libraries, []string{filepath.Join(dir, "lib", "queue.c")}) {
		t.Errorf("%d units, of libraries %v", len(d.Units), d.Libraries)
	}
}
