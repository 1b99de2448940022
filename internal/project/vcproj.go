package project

import (
	"fmt"
	"path/filepath"
	"strings"
)

// A vcprojTool is what the compiler is told in a project of Visual C++ 2002 to 2008, in its order:
// a sheet says it before the project that inherits it.
type vcprojTool struct {
	driver  bool
	options options
}

// vcproj lists what such a project compiles. A program is none for the kernel, and a DLL only if it is
// linked as a driver.
func (f *finder) vcproj(path, text string) ([]compileCommand, error) {
	root, err := parseXML([]byte(text))
	if err != nil {
		return nil, err
	}
	configurations := root.child("Configurations")
	var names []string
	for i := range configurations.Children {
		names = append(names, configurations.Children[i].attr("Name"))
	}
	chosen := f.choose(names)
	tool := &vcprojTool{options: options{style: styleCL}}
	kind := ""
	for i := range configurations.Children {
		if c := &configurations.Children[i]; c.attr("Name") == chosen {
			kind = c.attr("ConfigurationType")
			f.vcprojTools(tool, path, c, map[string]bool{})
		}
	}
	if !tool.driver && !saysDriver(text) && (kind == "1" || kind == "2") {
		return nil, nil
	}
	var list []compileCommand
	tooDeep := false
	var files func(e *element, depth int)
	files = func(e *element, depth int) {
		for i := range e.Children {
			c := &e.Children[i]
			switch {
			case c.name() == "File":
				own := &vcprojTool{options: *tool.options.with(nil)}
				excluded := false
				for j := range c.Children {
					if special := &c.Children[j]; special.name() == "FileConfiguration" && special.attr("Name") == chosen {
						excluded = strings.EqualFold(special.attr("ExcludedFromBuild"), "true")
						f.vcprojTools(own, path, special, map[string]bool{})
					}
				}
				if !excluded {
					list = f.compiles(list, filepath.Dir(path), c.attr("RelativePath"), &own.options)
				}
			case depth < maxFilters:
				files(c, depth+1)
			default:
				tooDeep = true
			}
		}
	}
	files(root.child("Files"), 0)
	if tooDeep {
		return nil, fmt.Errorf("has filters more than %d levels deep", maxFilters)
	}
	return list, nil
}

// maxFilters bounds how deep the filters of a project are followed, and sheets that inherit others.
const maxFilters = 100

// child is the first child of a name; one without children if there is none.
func (e *element) child(name string) *element {
	for i := range e.Children {
		if e.Children[i].name() == name {
			return &e.Children[i]
		}
	}
	return &element{}
}

// vcprojTools takes in the settings that an element of a file has, behind those of the sheets that it inherits.
func (f *finder) vcprojTools(tool *vcprojTool, path string, e *element, seen map[string]bool) {
	folder := filepath.Dir(path)
	for name := range strings.SplitSeq(e.attr("InheritedPropertySheets"), ";") {
		name = strings.NewReplacer("$(ProjectDir)", "", "$(SolutionDir)", "").Replace(strings.TrimSpace(name))
		sheet, found := f.disk.resolve(folder, name)
		if name == "" || !found || seen[sheet] || isFolder(sheet) {
			continue
		}
		if len(seen) >= maxFilters {
			f.note(unreadBuild(sheet, fmt.Errorf("is one of more than %d property sheets", maxFilters)))
			return
		}
		seen[sheet] = true
		data, err := readFile(sheet)
		if err != nil {
			f.note(unreadBuild(sheet, err))
			continue
		}
		root, err := parseXML(data)
		if err != nil {
			f.note(unreadBuild(sheet, err))
			continue
		}
		f.vcprojTools(tool, sheet, root, seen)
	}
	for i := range e.Children {
		c := &e.Children[i]
		switch c.attr("Name") {
		case "VCCLCompilerTool", "VCNMakeTool":
			if strings.Contains(c.attr("PreprocessorDefinitions"), "$(NOINHERIT)") {
				tool.options.macros = nil
			}
			tool.options.macros = append(tool.options.macros, plainDefines(settings(c.attr("PreprocessorDefinitions")))...)
			tool.options.includes = append(tool.options.includes, settings(c.attr("AdditionalIncludeDirectories")+";"+c.attr("IncludeSearchPath"))...)
			tool.options.forced = append(tool.options.forced, settings(c.attr("ForcedIncludeFiles"))...)
			tool.options.read(splitWindows(c.attr("AdditionalOptions")))
		case "VCLinkerTool":
			driver := c.attr("Driver")
			tool.driver = tool.driver || driver != "" && driver != "0" || c.attr("SubSystem") == "3" || strings.HasSuffix(strings.ToLower(c.attr("OutputFile")), ".sys")
		}
	}
}

// settings splits a list of settings.
func settings(text string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(text, `"`, ""), func(r rune) bool { return r == ';' || r == ',' })
}
