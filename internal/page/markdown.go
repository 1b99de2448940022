package page

import (
	"bytes"
	"html/template"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/drvlint/drvlint/internal/report"
)

// writer renders Markdown. HTML in it is left out, links that run something lose their target,
// and of images there is the description only: a page asks the network for nothing.
var writer = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(describeImages{}, 100))),
	)
})

type describeImages struct{}

// Transform puts the description of each image in its place.
func (describeImages) Transform(document *ast.Document, _ text.Reader, _ parser.Context) {
	var images []ast.Node
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Kind() == ast.KindImage {
			images = append(images, n)
		}
		return ast.WalkContinue, nil
	})
	for _, image := range images {
		for image.FirstChild() != nil {
			image.Parent().InsertBefore(image.Parent(), image, image.FirstChild())
		}
		image.Parent().RemoveChild(image.Parent(), image)
	}
}

// markdown renders an explanation without its heading, which the page has already.
func markdown(text string) template.HTML {
	if strings.HasPrefix(text, "# ") {
		_, text, _ = strings.Cut(text, "\n")
	}
	var b bytes.Buffer
	if err := writer().Convert([]byte(report.EscapeLines(strings.ReplaceAll(text, "\r\n", "\n"))), &b); err != nil {
		return template.HTML("<pre>" + template.HTMLEscapeString(text) + "</pre>")
	}
	return template.HTML(b.String())
}
