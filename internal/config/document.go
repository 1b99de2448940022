package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/drvlint/drvlint/internal/spelling"
)

// A Problem is what is wrong with a configuration file, and where.
type Problem struct {
	File         string
	Line, Column int // from 1; 0 for the file as a whole
	Message      string
}

// Error is one line: file:line:column: message.
func (p *Problem) Error() string {
	if p.Line == 0 {
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// maxMessage is the length of a message in bytes, of which the middle is left out beyond that: it may quote a key as long as
// the file.
const maxMessage = 600

func shortened(message string) string {
	if len(message) <= maxMessage {
		return message
	}
	return strings.ToValidUTF8(message[:maxMessage/2], "") + " … " + strings.ToValidUTF8(message[len(message)-maxMessage/2:], "")
}

// A document is a parsed file whose values can be asked for their places.
type document struct {
	file string
	root ast.Node // nil for a file without content
}

// parse reads YAML of the shape of File into f.
func parse(name string, text []byte, f *File) (*document, error) {
	d := &document{file: name}
	tokens := lexer.Tokenize(string(text))
	if deep := nested(tokens); deep != nil {
		return nil, d.problem(deep, tooNested)
	}
	tree, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, d.syntax(err)
	}
	if len(tree.Docs) > 1 {
		return nil, d.problem(tree.Docs[1].Start, "a second document begins here; keep one")
	}
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return d, nil
	}
	d.root = tree.Docs[0].Body
	if comment, ok := d.root.(*ast.CommentGroupNode); ok && comment != nil {
		d.root = nil
		return d, nil
	}
	if err := d.shape(d.root, reflect.TypeFor[File](), "the configuration"); err != nil {
		return nil, err
	}
	if err := yaml.NodeToValue(d.root, f, yaml.Strict()); err != nil {
		return nil, d.syntax(err)
	}
	return d, nil
}

// syntax gives an error of the YAML library its place.
func (d *document) syntax(err error) error {
	if positioned, ok := errors.AsType[yaml.Error](err); ok {
		return d.problem(positioned.GetToken(), "is no valid YAML: %s", positioned.GetMessage())
	}
	return &Problem{File: d.file, Message: shortened(err.Error())}
}

func (d *document) problem(at *token.Token, format string, args ...any) error {
	p := &Problem{File: d.file, Message: shortened(fmt.Sprintf(format, args...))}
	if at != nil && at.Position != nil {
		p.Line, p.Column = at.Position.Line, at.Position.Column
	}
	return p
}

// Without them a small file can't stand for a huge value.
const unsupported = "anchors, aliases and tags are not supported; write the value out"

// shape checks that a node is what its Go type wants, and that a mapping has only the
// keys that its type knows. What is the name of the value in messages.
func (d *document) shape(n ast.Node, want reflect.Type, what string) error {
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		return d.problem(n.GetToken(), unsupported)
	}
	switch want.Kind() {
	case reflect.Struct, reflect.Map:
		mapping, ok := n.(ast.MapNode)
		if !ok {
			return d.wrong(n, what, "a mapping of keys to values")
		}
		return d.mapping(mapping, want, what)
	case reflect.Slice:
		list, ok := n.(*ast.SequenceNode)
		if !ok {
			return d.wrong(n, what, "a list")
		}
		for _, item := range list.Values {
			if err := d.shape(item, want.Elem(), "an item of "+what); err != nil {
				return err
			}
		}
	case reflect.Bool:
		if _, ok := n.(*ast.BoolNode); !ok {
			return d.wrong(n, what, "true or false")
		}
	case reflect.Int:
		if _, ok := n.(*ast.IntegerNode); !ok {
			return d.wrong(n, what, "a whole number")
		}
	case reflect.String:
		if _, ok := n.(*ast.StringNode); !ok {
			return d.wrong(n, what, "a text")
		}
	}
	return nil
}

func (d *document) wrong(n ast.Node, what, want string) error {
	if _, ok := n.(*ast.NullNode); ok {
		return d.problem(n.GetToken(), "%s has no value; give it %s, or remove it", what, want)
	}
	return d.problem(n.GetToken(), "%s must be %s", what, want)
}

func (d *document) mapping(n ast.MapNode, want reflect.Type, what string) error {
	for entries := n.MapRange(); entries.Next(); {
		key, value := entries.Key(), entries.Value()
		if _, merge := key.(*ast.MergeKeyNode); merge {
			return d.problem(key.GetToken(), unsupported)
		}
		name := key.GetToken().Value
		inner := want
		if want.Kind() == reflect.Map {
			inner = want.Elem()
		} else if field, ok := fieldOf(want, name); ok {
			inner = field
		} else {
			return d.problem(key.GetToken(), "%v", spelling.Unknown("key", name, keys(want)))
		}
		if err := d.shape(value, inner, name); err != nil {
			return err
		}
	}
	return nil
}

// fieldOf is the type of the field that a key of a mapping sets.
func fieldOf(t reflect.Type, key string) (reflect.Type, bool) {
	i := slices.Index(keys(t), key)
	if i < 0 {
		return nil, false
	}
	return t.Field(i).Type, true
}

// keys lists the keys that set the fields of a type, in order.
func keys(t reflect.Type) []string {
	var list []string
	for i := range t.NumField() {
		list = append(list, t.Field(i).Tag.Get("yaml"))
	}
	return list
}

// at finds the token of a value by the keys and indices that lead to it. Where there is
// none, it is that of what surrounds it.
func (d *document) at(path ...any) *token.Token {
	node := d.root
	for _, step := range path {
		next := child(node, step)
		if next == nil {
			break
		}
		node = next
	}
	if mapping, ok := node.(*ast.MappingNode); ok && len(mapping.Values) > 0 {
		return mapping.Values[0].Key.GetToken()
	}
	return node.GetToken()
}

// key finds the token of the key that a path ends in.
func (d *document) key(path ...any) *token.Token {
	node := d.root
	for _, step := range path[:len(path)-1] {
		node = child(node, step)
	}
	for entries := node.(ast.MapNode).MapRange(); entries.Next(); {
		if entries.Key().GetToken().Value == path[len(path)-1] {
			return entries.Key().GetToken()
		}
	}
	return node.GetToken()
}

// inOrder lists the keys of the mapping at a path as they stand in the file.
func (d *document) inOrder(path ...any) []string {
	node := d.root
	for _, step := range path {
		if node = child(node, step); node == nil {
			return nil
		}
	}
	var list []string
	for entries := node.(ast.MapNode).MapRange(); entries.Next(); {
		list = append(list, entries.Key().GetToken().Value)
	}
	return list
}

func child(n ast.Node, step any) ast.Node {
	switch n := n.(type) {
	case *ast.SequenceNode:
		return n.Values[step.(int)]
	case ast.MapNode:
		for entries := n.MapRange(); entries.Next(); {
			if entries.Key().GetToken().Value == step {
				return entries.Value()
			}
		}
	}
	return nil
}

// shown is how messages name a file: relative to the working folder where it is below.
func shown(file string) string {
	absolute, err := filepath.Abs(".")
	if err != nil {
		return file
	}
	if below, err := filepath.Rel(absolute, file); err == nil && filepath.IsLocal(below) {
		return below
	}
	return file
}
