package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// A record is one line of records.jsonl.
type record struct {
	Name, Kind, Tag string
	Aliases         []string
	Fields          []field
}

// A field is a member of a record; members of a nested record have Kind and Fields,
// those of an enum a Value.
type field struct {
	Name, Type, Dim, Bits, Value string
	Kind, Tag                    string
	Fields                       []field
}

func (t *table) records(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read records: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return fmt.Errorf("read records: %s: %w", path, err)
		}
		t.record(r)
	}
	return lines.Err()
}

var word = regexp.MustCompile(`^[A-Za-z_]\w*$`)

func (t *table) record(r record) {
	tag := r.Tag
	if tag == "" {
		tag = "_" + strings.TrimLeft(r.Name, "_")
	}
	if !word.MatchString(tag) || t.lines[tag] != "" {
		return
	}
	var aliases []string
	taken := map[string]bool{tag: true}
	for _, alias := range r.Aliases {
		name := strings.TrimLeft(strings.TrimSpace(alias), "*")
		if word.MatchString(name) && t.lines[name] == "" && !taken[name] {
			taken[name] = true
			aliases = append(aliases, alias)
		}
	}
	if !strings.HasPrefix(tag, "_") {
		aliases = append(aliases, tag)
	}
	body := ""
	if r.Kind == "enum" {
		body = t.enumBody(tag, r.Fields)
	} else {
		body = recordBody(r.Fields, map[string]bool{})
	}
	if body == "" && r.Kind == "enum" {
		return
	}
	t.add(tag, "record\t%s\t%s\t%s", r.Kind, strings.Join(aliases, " "), body)
	for _, alias := range aliases {
		if alias == tag {
			continue
		}
		t.add(strings.TrimLeft(alias, "*"), "alias\t%s", tag)
	}
}

var badValue = regexp.MustCompile(`[^\w\s()|+\-*<>~&]`)

func (t *table) enumBody(tag string, fields []field) string {
	var members []string
	for _, f := range fields {
		if !word.MatchString(f.Name) || t.lines[f.Name] != "" {
			continue
		}
		member := f.Name
		if value := strings.TrimSpace(f.Value); value != "" && !badValue.MatchString(value) {
			member += " = " + value
		}
		members = append(members, member)
		t.add(f.Name, "member\t%s", tag)
	}
	return strings.Join(members, ", ")
}

// recordBody renders members as C. Names seen before in the same record are left out:
// the documents name the members of unnamed unions twice.
func recordBody(fields []field, seen map[string]bool) string {
	var b strings.Builder
	for _, f := range fields {
		if f.Kind != "" && f.Kind != "enum" {
			b.WriteString(nested(f, seen))
			continue
		}
		if !word.MatchString(f.Name) || seen[f.Name] {
			continue
		}
		seen[f.Name] = true
		kind, bits := memberType(f.Type), ""
		if digits.MatchString(f.Bits) {
			bits = " : " + f.Bits
			if strings.HasPrefix(kind, "P") {
				kind = "ULONG"
			}
		}
		fmt.Fprintf(&b, "%s %s%s%s; ", kind, f.Name, dimension(f.Dim), bits)
	}
	return b.String()
}

var digits = regexp.MustCompile(`^\d+$`)

// nested renders a record inside a record. The names that stand for "unnamed" in C++
// are unnamed here.
func nested(f field, seen map[string]bool) string {
	name := f.Name
	if strings.HasPrefix(name, "DUMMY") || !word.MatchString(name) {
		name = ""
	}
	if name == "" {
		return fmt.Sprintf("%s { %s}; ", f.Kind, recordBody(f.Fields, seen))
	}
	if seen[name] {
		return ""
	}
	seen[name] = true
	tag := ""
	if word.MatchString(f.Tag) {
		tag = f.Tag + " "
	}
	return fmt.Sprintf("%s %s{ %s} %s%s; ", f.Kind, tag, recordBody(f.Fields, map[string]bool{}), name, dimension(f.Dim))
}

// Words in a type that say nothing about it.
var annotation = regexp.MustCompile(`^(_\w+_|POINTER_ALIGN|POINTER_ALIGNMENT|_ADDRESS_Pointer)$`)

var wordsAndStars = regexp.MustCompile(`^[\w\s*]+$`)

// memberType returns the type as C, PVOID for what is not a plain type.
func memberType(text string) string {
	var words []string
	for _, w := range strings.Fields(text) {
		if !annotation.MatchString(w) && (len(words) == 0 || words[len(words)-1] != w) {
			words = append(words, w)
		}
	}
	text = strings.Join(words, " ")
	if !plainType(text) || strings.EqualFold(strings.TrimPrefix(text, "const "), "void") {
		return "PVOID"
	}
	return strings.Replace(text, "char char", "char", 1)
}

var byValue = regexp.MustCompile(`(struct|union) (\w+)( \w+)?(\[|;)`)

// A tag where a type stands, as C++ allows.
var bareTag = regexp.MustCompile(`(^|; |\{ )(_URB_HEADER) `)

// repair replaces the members of a type that the documents nowhere describe, or that is
// the record itself.
func (t *table) repair() {
	const basicDispatch = "WSK_PROVIDER_BASIC_DISPATCH Basic;" // has no name in C
	for tag, line := range t.lines {
		fields := strings.Split(line, "\t")
		if fields[0] != "record" || fields[1] == "enum" {
			continue
		}
		body := byValue.ReplaceAllStringFunc(fields[3], func(member string) string {
			m := byValue.FindStringSubmatch(member)
			switch {
			case m[3] == "":
				return "ULONG " + m[2] + m[4]
			case strings.HasPrefix(t.lines[m[2]], "record"):
				return member
			case strings.HasPrefix(t.lines["_"+m[2]], "record"):
				return m[1] + " _" + m[2] + m[3] + m[4]
			}
			return "ULONG" + m[3] + m[4]
		})
		body = strings.Replace(body, basicDispatch, "union { "+basicDispatch+" struct { PFN_WSK_CONTROL_SOCKET WskControlSocket; PFN_WSK_CLOSE_SOCKET WskCloseSocket; }; };", 1)
		body = bareTag.ReplaceAllString(body, "${1}struct $2 ")
		for _, alias := range strings.Fields(fields[2]) {
			body = strings.ReplaceAll(body, "; "+alias+" ", "; ULONG ")
		}
		fields[3] = body
		t.lines[tag] = strings.Join(fields, "\t")
	}
}

func plainType(text string) bool {
	return wordsAndStars.MatchString(text) && strings.Trim(text, " *") != ""
}

var goodDimension = regexp.MustCompile(`^(\[[\w\s+\-*()]+\])+$`)

func dimension(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	if !goodDimension.MatchString(text) {
		return "[1]"
	}
	return text
}
