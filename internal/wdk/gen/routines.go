package main

import (
	"fmt"
	"os"
	"strings"
)

func tsvRows(path string) ([][]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read facts: %w", err)
	}
	var rows [][]string
	for _, line := range strings.Split(string(text), "\n")[1:] {
		if line != "" {
			rows = append(rows, strings.Split(strings.TrimSuffix(line, "\r"), "\t"))
		}
	}
	return rows, nil
}

// routines reads name, header, kind, return, parameters.
func (t *table) routines(path string) error {
	rows, err := tsvRows(path)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if len(row) < 5 || !word.MatchString(row[0]) {
			continue
		}
		if row[2] == "callback" {
			t.callback(row[0], row[3], row[4])
			continue
		}
		if plainType(row[3]) {
			t.add(row[0], "function\t%s", strings.Join(strings.Fields(row[3]), " "))
		}
	}
	for _, row := range rows {
		if len(row) >= 5 && row[2] == "callback" {
			t.pointerNames(row[0])
		}
	}
	return nil
}

// callback adds a function type, if its result is documented. A documented pointer type becomes a pointer to the
// function type of that name without its P.
func (t *table) callback(name, result, parameters string) {
	if pointer, ok := pointee(name); ok {
		t.add(name, "pointer\t%s", pointer)
		name = pointer
	}
	result = strings.Join(strings.Fields(result), " ")
	if !plainType(result) {
		return // the driver's own routine will tell
	}
	t.add(name, "callback\t%s\t%s", result, parameterList(parameters))
}

// Words that begin with P without being pointers.
var wordsInP = map[string]bool{
	"PROTOCOL": true, "PROCESSOR": true, "PROCESS": true, "POWER": true, "PO": true, "PCI": true, "PNP": true,
	"PEP": true, "PCW": true, "PHYSICAL": true, "POOL": true, "PORT": true, "PRE": true, "POST": true,
	"PAGE": true, "PS": true, "PTM": true, "PCC": true, "PFN": true, "PROVIDER": true, "PD": true,
}

// pointee returns the name of what a type named as a pointer points to.
func pointee(name string) (string, bool) {
	first, _, _ := strings.Cut(name, "_")
	if rest, ok := strings.CutPrefix(name, "PFN_"); ok {
		return "FN_" + rest, true
	}
	if !strings.HasPrefix(name, "P") || wordsInP[first] || len(name) < 4 || name[1] < 'A' || name[1] > 'Z' {
		return "", false
	}
	return name[1:], true
}

// pointerNames adds the customary names of pointers to a function type.
func (t *table) pointerNames(name string) {
	if _, ok := pointee(name); ok {
		return
	}
	t.add("P"+name, "pointer\t%s", name)
	t.add("PFN_"+name, "pointer\t%s", name)
	t.add(name+"_HANDLER", "pointer\t%s", name)
	if rest, ok := strings.CutPrefix(name, "EVT_"); ok {
		t.add("PFN_"+rest, "pointer\t%s", name)
	}
	if rest, ok := strings.CutPrefix(name, "EVT_WDFDEVICE_"); ok {
		t.add("PFN_WDF_DEVICE_"+rest, "pointer\t%s", name)
	}
}

// parameterList renders "TYPE name; TYPE name" as a C parameter list of types, empty
// when a type is not known: then the function type has no prototype.
func parameterList(text string) string {
	if strings.TrimSpace(text) == "" {
		return "void"
	}
	var types []string
	for _, parameter := range strings.Split(text, ";") {
		words := strings.Fields(parameter)
		if len(words) == 0 {
			continue
		}
		if words[0] == "..." || words[0] == "?" {
			return ""
		}
		if len(words) > 1 {
			words = words[:len(words)-1]
		}
		kind := strings.Join(words, " ")
		if !plainType(kind) {
			return ""
		}
		if strings.EqualFold(strings.TrimPrefix(kind, "const "), "void") {
			kind = "PVOID"
		}
		types = append(types, kind)
	}
	return strings.Join(types, ", ")
}
