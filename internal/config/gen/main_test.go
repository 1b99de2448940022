package main

import (
	"os"
	"testing"
)

func TestSchemaIsFresh(t *testing.T) {
	t.Chdir("..")
	want, err := schema()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/drvlint.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("docs/drvlint.schema.json is stale; run go generate ./internal/config")
	}
}
