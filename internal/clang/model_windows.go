package clang

import (
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
)

// maxSlashes bounds those of a name in which either slash is expected.
const maxSlashes = 4

// modelPaths returns the paths at which clang looks for a model header that is included by a
// name with slashes. clang knows an unsaved file by its path as it is spelled alone. It puts one slash
// between a folder of the search and the name, the other one where a header is included by one
// beside it, and the name itself may be spelled with both.
func modelPaths(name string) []string {
	list := []string{wdk.Folder}
	for i, part := range strings.Split(name, "/") {
		var longer []string
		for _, path := range list {
			longer = append(longer, path+"/"+part)
			if i < maxSlashes {
				longer = append(longer, path+`\`+part)
			}
		}
		list = longer
	}
	return list
}
