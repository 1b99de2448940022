package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
)

const jsonSchema = "../../docs/json.schema.json"

// The documentation is made of the types that are written.
func TestJSONDocumentation(t *testing.T) {
	r := jsonschema.Reflector{
		Anonymous: true, AllowAdditionalProperties: true, ExpandedStruct: true,
		Namer: func(t reflect.Type) string { return strings.TrimPrefix(t.Name(), "json") },
	}
	schema := r.Reflect(jsonResult{})
	schema.Title = "drvlint --format json"
	text, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, jsonSchema, append(text, '\n'))
	golden(t, "../../docs/json.md", describe(t, schema))
}

// describe writes the page that people read.
func describe(t *testing.T, schema *jsonschema.Schema) []byte {
	var b bytes.Buffer
	b.WriteString(`# --format json

<!-- Written by go generate ./internal/report from the types in json.go. -->

One object, for programs to read. Its form is stable: a field may be added, but none is renamed, removed or given another
meaning, so ignore what you don't know. Every field is always there. But for ` + "`seconds`" + ` the text is the same, byte for
byte, for the same sources. [json.schema.json](json.schema.json) is its JSON Schema.

    drvlint --format json=findings.json PATH
    jq -r '.findings[] | "\(.file):\(.line): \(.message)"' findings.json

## The object
`)
	fields(t, &b, schema)
	for _, part := range []struct{ title, name string }{
		{"A driver", "Driver"}, {"A finding", "Finding"}, {"A step of a path", "Step"}, {"A fix", "Fix"}, {"An edit", "Edit"},
		{"A suppression", "Suppression"}, {"A notification", "Notification"},
	} {
		fmt.Fprintf(&b, "\n## %s\n", part.title)
		fields(t, &b, schema.Definitions[part.name])
	}
	return b.Bytes()
}

func fields(t *testing.T, b *bytes.Buffer, s *jsonschema.Schema) {
	b.WriteString("\n| field | type | meaning |\n|---|---|---|\n")
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		meaning := p.Value.Description
		if len(p.Value.OneOf) > 0 {
			meaning = p.Value.OneOf[0].Description
		}
		if meaning == "" {
			t.Errorf("%s has no description", p.Key)
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", p.Key, kind(p.Value), meaning)
	}
}

func kind(s *jsonschema.Schema) string {
	switch {
	case s.Ref != "":
		return strings.ToLower(filepath.Base(s.Ref))
	case s.Items != nil:
		return "array of " + kind(s.Items)
	case len(s.OneOf) > 0:
		return kind(s.OneOf[0]) + " or null"
	}
	return s.Type
}

func TestJSONIsValid(t *testing.T) {
	schema, err := validator.NewCompiler().Compile(jsonSchema)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Result{sample(t), {}} {
		var b bytes.Buffer
		if err := JSON(&b, r, jsonOptions(true)); err != nil {
			t.Fatal(err)
		}
		instance, err := validator.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(instance); err != nil {
			t.Error(err)
		}
	}
}
