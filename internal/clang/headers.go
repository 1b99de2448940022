package clang

import (
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"github.com/drvlint/drvlint/internal/wdk"
)

// ModelName is the name of the model's header in Headers.
const ModelName = "drvlint.h"

// Headers are what stands in for the kit's headers in one unit, as files, so that
// another tool can read the unit.
type Headers struct {
	Files map[string]string // name below the folder that they are meant for -> text
	Args  []string          // clang's arguments once the files lie in that folder
}

// HeadersOf returns the headers of each unit of a driver, whose files lie in and around
// the folder root, as Load shows them to clang in its last parse. They are meant for the
// folder target; nothing is written. A unit that can't be read is an error.
func HeadersOf(root string, units []Unit, target string) ([]Headers, error) {
	if _, err := Library(); err != nil {
		return nil, err
	}
	session := NewSession(root, LoadOptions{})
	var list []Headers
	for _, unit := range units {
		l := session.loader(unit, nil)
		l.run()
		if problems := l.result.Problems; len(problems) > 0 {
			return nil, fmt.Errorf("load %s: %s", problems[0].File, problems[0].Message)
		}
		list = append(list, l.headers(l.unit, target))
	}
	return list, nil
}

func (l *loader) headers(u *unitState, target string) Headers {
	stubs := filepath.Base(stubHeader)
	files := maps.Clone(u.closure.virtual)
	files[ModelName], files[stubs] = u.model(l.stubs, l.sources), u.invented(l.stubs)
	args := u.targetArgs()
	args = append(args, "-include", filepath.Join(target, ModelName), "-include", filepath.Join(target, stubs))
	args = append(args, u.Args...)
	return Headers{Files: files, Args: append(args, "-isystem", target)}
}

// IsModel reports whether a file that a span names is one of the model headers.
func IsModel(file string) bool { return strings.HasPrefix(filepath.ToSlash(file), wdk.Folder+"/") }
