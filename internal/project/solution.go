package project

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func isSolution(path string) bool {
	return slices.Contains([]string{".sln", ".slnx"}, strings.ToLower(filepath.Ext(path)))
}

// A listing is a project that a solution lists.
type listing struct {
	name           string            // its path as the solution spells it
	configurations map[string]string // configuration of the solution -> of the project; may lack some
}

// solution reads the projects that a solution lists, each as the solution's configuration
// wants it.
func (f *finder) solution(file string) {
	data, err := readFile(file)
	if err != nil {
		f.note(Notice{Message: fmt.Sprintf("this solution can't be read (%s): check its permissions", cause(err)), File: file, Incomplete: true})
		return
	}
	parse := parseSolution
	if strings.EqualFold(filepath.Ext(file), ".slnx") {
		parse = parseXMLSolution
	}
	projects, configurations, err := parse(decode(data), f.configuration)
	if err != nil {
		f.note(Notice{Message: fmt.Sprintf("this solution %v: repair it, or name its projects", err), File: file, Incomplete: true})
		return
	}
	f.configurations = append(f.configurations, configurations...)
	wanted := f.configuration
	if len(configurations) > 0 {
		wanted = mostAlike(configurations, wanted)
	}
	if !strings.EqualFold(wanted, f.configuration) {
		f.note(Notice{Message: fmt.Sprintf("has no configuration %s, analysed as %s", f.configuration, wanted), File: file, Routine: true})
	}
	drivers := 0
	for _, p := range projects {
		if !isProject(p.name) {
			continue
		}
		drivers++
		path, found := f.disk.resolve(filepath.Dir(file), p.name)
		if !found {
			f.note(Notice{Message: fmt.Sprintf("%s is missing: restore the project, or remove it from the solution", p.name), File: file, Incomplete: true})
			continue
		}
		configuration := f.configuration
		if own, mapped := p.configurations[strings.ToLower(wanted)]; mapped {
			configuration = own
		}
		f.project(path, configuration)
	}
	if drivers == 0 {
		f.note(Notice{Message: "this solution lists no .vcxproj: name the folder that holds the C source", File: file, Incomplete: true})
	}
}

var (
	solutionProject       = regexp.MustCompile(`(?m)^[ \t]*Project\("[^"]*"\)[ \t]*=[ \t]*"[^"]*"[ \t]*,[ \t]*"([^"]*)"[ \t]*,[ \t]*"([^"]*)"`)
	solutionConfiguration = regexp.MustCompile(`(?m)^[ \t]*(\{[^}]*\})\.([^\r\n=]*)\.ActiveCfg[ \t]*=[ \t]*([^\r\n]*)`)
	solutionSection       = regexp.MustCompile(`(?s)GlobalSection\(SolutionConfigurationPlatforms\)[^\r\n]*(.*?)EndGlobalSection`)
)

// parseSolution reads a .sln.
func parseSolution(text, _ string) (projects []listing, configurations []string, err error) {
	if !strings.Contains(text, "Microsoft Visual Studio Solution File") {
		return nil, nil, fmt.Errorf("does not start as a solution does")
	}
	chosen := map[string]map[string]string{}
	for _, m := range solutionConfiguration.FindAllStringSubmatch(text, -1) {
		id := strings.ToLower(m[1])
		if chosen[id] == nil {
			chosen[id] = map[string]string{}
		}
		chosen[id][strings.ToLower(m[2])] = strings.TrimSpace(m[3])
	}
	for _, m := range solutionProject.FindAllStringSubmatch(text, -1) {
		projects = append(projects, listing{m[1], chosen[strings.ToLower(m[2])]})
	}
	if section := solutionSection.FindStringSubmatch(text); section != nil {
		for line := range strings.Lines(section[1]) {
			if name, _, ok := strings.Cut(line, "="); ok {
				configurations = append(configurations, strings.TrimSpace(name))
			}
		}
	}
	return projects, configurations, nil
}

// parseXMLSolution reads a .slnx. What a project says there of its configurations depends
// on the wanted one.
func parseXMLSolution(text, wanted string) (projects []listing, configurations []string, err error) {
	root, err := parseXML([]byte(text))
	if err != nil {
		return nil, nil, err
	}
	if root.name() != "Solution" {
		return nil, nil, fmt.Errorf("is not a solution (its root element is %s)", root.name())
	}
	types, platforms := []string{}, []string{}
	var visit func(e *element)
	visit = func(e *element) {
		for i := range e.Children {
			child := &e.Children[i]
			switch child.name() {
			case "BuildType":
				types = append(types, child.attr("Name"))
			case "Platform":
				platforms = append(platforms, child.attr("Name"))
			case "Project":
				projects = append(projects, listing{child.attr("Path"), child.mapped(wanted)})
			default:
				visit(child)
			}
		}
	}
	visit(root)
	for _, name := range types {
		for _, platform := range platforms {
			configurations = append(configurations, name+"|"+platform)
		}
	}
	return projects, configurations, nil
}

// mapped is the configuration that a Project of a .slnx has in one of the solution: its
// BuildType and Platform elements change the one or the other part.
func (e *element) mapped(wanted string) map[string]string {
	parts := map[string]string{}
	parts["BuildType"], parts["Platform"], _ = strings.Cut(wanted, "|")
	asked := maps.Clone(parts)
	for i := range e.Children {
		child := &e.Children[i]
		name := child.name()
		if parts[name] == "" || child.attr("Project") == "" {
			continue
		}
		buildType, platform, both := strings.Cut(child.attr("Solution"), "|")
		if !both && name == "Platform" {
			buildType, platform = "*", buildType
		}
		if covers(buildType, asked["BuildType"]) && covers(platform, asked["Platform"]) {
			parts[name] = child.attr("Project")
		}
	}
	return map[string]string{strings.ToLower(wanted): parts["BuildType"] + "|" + parts["Platform"]}
}

func covers(pattern, name string) bool {
	return pattern == "" || pattern == "*" || strings.EqualFold(pattern, name)
}
