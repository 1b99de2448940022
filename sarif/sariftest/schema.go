// Package sariftest tells whether a SARIF log is valid: by the schema of the standard,
// and by the validator that Microsoft and GitHub give to those who write such logs.
package sariftest

import (
	"bytes"
	_ "embed"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The schema of SARIF 2.1.0 as OASIS publishes it in oasis-tcs/sarif-spec.
//
//go:embed sarif-schema-2.1.0.json
var schemaText []byte

// Schema fails the test unless log is valid by the schema, formats included.
func Schema(t *testing.T, log []byte) {
	t.Helper()
	const name = "sarif-schema-2.1.0.json"
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(name, schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(log))
	if err != nil {
		t.Fatalf("the log is not JSON: %v", err)
	}
	if err := compiled.Validate(instance); err != nil {
		t.Errorf("the log is not valid: %v", err)
	}
}
