package project

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// An element is one XML element.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

func (e *element) name() string { return e.XMLName.Local }

// attr is the value of an attribute; "" without one.
func (e *element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readXML reads an MSBuild file.
func readXML(path string) (*element, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("can't be read (%s)", cause(err))
	}
	root, err := parseXML(data)
	if err != nil {
		return nil, err
	}
	if root.name() != "Project" {
		return nil, fmt.Errorf("is not a project file (its root element is %s)", root.name())
	}
	return root, nil
}

func parseXML(data []byte) (*element, error) {
	text := decode(data)
	fromUTF16 := len(data) > 1 && (data[0] == 0xFF && data[1] == 0xFE || data[0] == 0xFE && data[1] == 0xFF)
	decoder := xml.NewDecoder(strings.NewReader(text))
	decoder.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		if fromUTF16 {
			return input, nil // decode made UTF-8 of it
		}
		charset, err := htmlindex.Get(label)
		if err != nil {
			return nil, err
		}
		return charset.NewDecoder().Reader(input), nil
	}
	var root element
	if err := decoder.Decode(&root); err != nil {
		return nil, fmt.Errorf("is not well-formed XML (%w)", err)
	}
	return &root, nil
}
