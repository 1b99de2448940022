package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// home is where files of the repository that are no documents are looked at.
const home = "https://github.com/drvlint/drvlint/blob/main/"

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

// A site is the documents of a repository. Names are paths from its root, with /.
type site struct {
	root  string
	pages map[string]*document
	files map[string]bool // pictures and the like that documents show
}

// A document is a Markdown file, parsed.
type document struct {
	name    string
	source  []byte
	tree    ast.Node
	title   string
	anchors map[string]bool
}

// load reads README.md and the documents in docs.
func load(root string) (*site, error) {
	s := &site{root: root, pages: map[string]*document{}, files: map[string]bool{}}
	names := []string{"README.md"}
	err := fs.WalkDir(os.DirFS(root), "docs", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path.Ext(name) == ".md" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find the documents: %w", err)
	}
	for _, name := range names {
		source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return nil, fmt.Errorf("read the documents: %w", err)
		}
		s.pages[name] = parse(name, source)
	}
	return s, nil
}

func parse(name string, source []byte) *document {
	d := &document{name: name, source: source, anchors: map[string]bool{}}
	d.tree = markdown.Parser().Parse(text.NewReader(source))
	walk(d.tree, func(n ast.Node) {
		h, ok := n.(*ast.Heading)
		if !ok {
			return
		}
		if id, ok := h.AttributeString("id"); ok {
			d.anchors[string(id.([]byte))] = true
		}
		if d.title == "" {
			d.title = words(h, source)
		}
	})
	return d
}

// words is the text of a node without its markup.
func words(n ast.Node, source []byte) string {
	var b strings.Builder
	walk(n, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(source))
		case *ast.String:
			b.Write(n.Value)
		}
	})
	return b.String()
}

func walk(n ast.Node, visit func(ast.Node)) {
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil
	})
}

// check lists the links that lead nowhere, in order. It makes the others links of the site.
func (s *site) check() []string {
	var broken []string
	for _, d := range s.pages {
		walk(d.tree, func(n ast.Node) {
			destination := (*[]byte)(nil)
			switch n := n.(type) {
			case *ast.Link:
				destination = &n.Destination
			case *ast.Image:
				destination = &n.Destination
			default:
				return
			}
			to, err := s.target(d, string(*destination))
			if err != nil {
				broken = append(broken, fmt.Sprintf("%s: (%s) %v", d.name, *destination, err))
				return
			}
			*destination = []byte(to)
		})
	}
	slices.Sort(broken)
	return broken
}

// target is where a link of a document leads on the site.
func (s *site) target(d *document, link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil {
		return "", err
	}
	if u.Scheme != "" {
		return link, nil
	}
	name := d.name
	if u.Path != "" {
		name = path.Join(path.Dir(d.name), u.Path)
	}
	if page := s.pages[name]; page != nil {
		if u.Fragment != "" && !page.anchors[u.Fragment] {
			return "", fmt.Errorf("%s has no heading with that anchor", name)
		}
		to := relative(place(d.name), place(name))
		if u.Fragment != "" {
			to += "#" + u.Fragment
		}
		return to, nil
	}
	if _, err := os.Stat(filepath.Join(s.root, filepath.FromSlash(name))); err != nil || !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", fmt.Errorf("there is no %s", name)
	}
	if slices.Contains([]string{".png", ".svg", ".json", ".yml"}, path.Ext(name)) && strings.HasPrefix(name, "docs/") {
		s.files[name] = true
		return relative(place(d.name), place(name)), nil
	}
	return home + name, nil
}

// place is where a file of the repository lies on the site.
func place(name string) string {
	if name == "README.md" {
		return "index.html"
	}
	name = strings.TrimPrefix(name, "docs/")
	if path.Ext(name) == ".md" {
		name = strings.TrimSuffix(name, ".md") + ".html"
	}
	return name
}

// relative is the link from a page to a file, both named from the root of the site.
func relative(from, to string) string {
	up := strings.Repeat("../", strings.Count(from, "/"))
	return (&url.URL{Path: up + to}).String()
}

// body renders a document.
func (d *document) body() (string, error) {
	var b bytes.Buffer
	err := markdown.Renderer().Render(&b, d.source, d.tree)
	return b.String(), err
}
