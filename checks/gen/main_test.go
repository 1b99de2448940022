package main

import (
	"bytes"
	"os"
	"testing"
)

func TestListIsNotStale(t *testing.T) {
	want, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../checks.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("checks.go is stale: run go generate ./checks")
	}
}
