package sarif

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"
)

// A Pipeline identifies a run of Azure Pipelines. Code scanning of Azure DevOps drops a log
// that does not say so: rules GHAzDO1019 and GHAzDO1020 of the multitool.
type Pipeline struct {
	Organization, Project string
	Definition            int // its number, from 1
	DefinitionName        string
	Phase, PhaseName      string // the phase is a GUID
	Branch                string // as refs/heads/main
	Build                 string // its number
}

// PipelineOf reads the variables that Azure Pipelines predefines; nil where one of them is
// missing, as it is everywhere else. See "Use predefined variables" of its documentation.
func PipelineOf(variable func(name string) string) *Pipeline {
	p := &Pipeline{
		Project: variable("SYSTEM_TEAMPROJECT"), DefinitionName: variable("BUILD_DEFINITIONNAME"),
		Phase: variable("SYSTEM_PHASEID"), PhaseName: variable("SYSTEM_PHASENAME"),
		Branch: variable("BUILD_SOURCEBRANCH"), Build: variable("BUILD_BUILDID"),
	}
	// https://dev.azure.com/ORGANIZATION/ or https://ORGANIZATION.visualstudio.com/
	if u, err := url.Parse(variable("SYSTEM_COLLECTIONURI")); err == nil {
		p.Organization = path.Base(u.Path)
		if strings.Trim(u.Path, "/") == "" {
			p.Organization, _, _ = strings.Cut(u.Hostname(), ".")
		}
	}
	var err error
	p.Definition, err = strconv.Atoi(variable("SYSTEM_DEFINITIONID"))
	if err != nil || variable("TF_BUILD") == "" {
		return nil
	}
	for _, value := range []string{p.Organization, p.Project, p.DefinitionName, p.Phase, p.PhaseName, p.Branch, p.Build} {
		if value == "" {
			return nil
		}
	}
	return p
}

const ofPipelines = "azuredevops/pipeline/build/"

func (p *Pipeline) details() *sarif.RunAutomationDetails {
	id := ofPipelines
	for _, part := range []string{p.Organization, p.Project, strconv.Itoa(p.Definition), p.Phase, p.Branch} {
		id += url.PathEscape(part) + "/"
	}
	out := sarif.NewRunAutomationDetails().WithID(id + url.PathEscape(p.Build))
	// The multitool reads all of them as text.
	out.Properties = sarif.Properties{
		ofPipelines + "buildDefinitionId": strconv.Itoa(p.Definition), ofPipelines + "buildDefinitionName": p.DefinitionName,
		ofPipelines + "phaseId": p.Phase, ofPipelines + "phaseName": p.PhaseName,
	}
	return out
}
