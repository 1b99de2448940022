// Command gen writes the JSON schema of .drvlint.yaml, for editors, from the Go types of
// package config and from what checks and categories there are.
//
//	go run ./gen FILE
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/drvlint/drvlint/checks"
	"github.com/drvlint/drvlint/ddi"
	"github.com/drvlint/drvlint/internal/config"
)

// schemaID is where editors find the schema.
const schemaID = "https://raw.githubusercontent.com/drvlint/drvlint/main/docs/drvlint.schema.json"

func main() {
	if len(os.Args) != 2 {
		log.Fatal("config/gen: name the file to write")
	}
	text, err := schema()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], text, 0o666); err != nil {
		log.Fatal(err)
	}
}

// schema makes the schema. The working folder must be that of package config.
func schema() ([]byte, error) {
	r := &jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, ExpandedStruct: true, Anonymous: true}
	if err := r.AddGoComments("github.com/drvlint/drvlint/internal/config", "."); err != nil {
		return nil, fmt.Errorf("read the comments of package config: %w", err)
	}
	for name, comment := range r.CommentMap {
		r.CommentMap[name] = strings.ReplaceAll(comment, "\n", " ")
	}
	s := r.Reflect(config.File{})
	s.ID, s.Title, s.Description = schemaID, ".drvlint.yaml", "How drvlint analyses the drivers below the folder of this file."
	settings(property(s, "checks"))
	routine := s.Definitions["Routine"]
	property(routine, "name").Pattern = identifier
	property(routine, "category").Enum = anys(ddi.Categories())
	property(routine, "max_irql").Enum = anys(config.Levels)
	property(routine, "predicate").Enum = anys(ddi.Predicates())
	property(routine, "nonblocking").Items.Pattern = `^(always|zero:[0-9]+|(eq|ne):[0-9]+:-?[0-9]+)$`
	property(routine, "pair").Items.Pattern = identifier
	property(s, "defines").Items.Pattern = `^[A-Za-z_$][A-Za-z0-9_$]*(=|$)`
	for _, key := range []string{"include", "exclude"} {
		property(s.Definitions["Paths"], key).Items.Pattern = `^[^/\\][^\\]*$`
	}
	arguments(routine)
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

const identifier = `^[A-Za-z_$][A-Za-z0-9_$]*$`

// arguments says which arguments the routines of each category may have.
func arguments(routine *jsonschema.Schema) {
	index := &jsonschema.Schema{Type: "integer", Minimum: "0", Maximum: "63"}
	property(routine, "arguments").AdditionalProperties = index
	for _, category := range ddi.Categories() {
		roles := ddi.ArgumentRoles(category)
		names := jsonschema.FalseSchema
		if len(roles) > 0 {
			names = &jsonschema.Schema{Enum: anys(roles)}
		}
		is, has := jsonschema.NewProperties(), jsonschema.NewProperties()
		is.Set("category", &jsonschema.Schema{Const: category})
		has.Set("arguments", &jsonschema.Schema{PropertyNames: names})
		routine.AllOf = append(routine.AllOf, &jsonschema.Schema{
			If: &jsonschema.Schema{Properties: is, Required: []string{"category"}}, Then: &jsonschema.Schema{Properties: has},
		})
	}
}

// settings gives a mapping one property for each check.
func settings(mapping *jsonschema.Schema) {
	p := jsonschema.NewProperties()
	mapping.Properties, mapping.AdditionalProperties = p, jsonschema.FalseSchema
	p.Set(config.All, &jsonschema.Schema{Enum: anys(config.Settings), Description: "every check that has no setting of its own"})
	for _, c := range checks.All() {
		p.Set(c.Analyzer.Name, &jsonschema.Schema{Enum: anys(config.Settings), Description: c.Title})
	}
}

func property(s *jsonschema.Schema, name string) *jsonschema.Schema {
	p, ok := s.Properties.Get(name)
	if !ok {
		log.Fatalf("config/gen: the schema has no property %s", name)
	}
	return p
}

func anys(list []string) []any {
	var all []any
	for _, s := range list {
		all = append(all, s)
	}
	return all
}
