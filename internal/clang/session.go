package clang

import (
	"fmt"
	"strings"
	"sync"

	"github.com/drvlint/drvlint/internal/wdk"
)

// A Session loads units of one driver, one by one or many at once. It reads each file
// once, and believes that files don't change meanwhile.
type Session struct {
	options LoadOptions
	disk    *Disk

	mu    sync.Mutex
	files map[string]*sourceFile
}

// NewSession begins to load the driver whose files lie in and around the folder root.
// How many units are loaded at once is up to the caller.
func NewSession(root string, options LoadOptions) *Session {
	return newSession(root, options, NewDisk())
}

func newSession(root string, options LoadOptions, disk *Disk) *Session {
	if options.Checkout == "" {
		options.Checkout = CheckoutRoot(root, options.Trees)
	}
	return &Session{options: options, disk: disk, files: map[string]*sourceFile{}}
}

// Load parses and lowers a unit. What goes wrong is among its problems.
func (s *Session) Load(unit Unit) *Parsed { return s.LoadTaught(unit, nil) }

// LoadTaught loads a unit that begins with what others of its driver have learnt.
func (s *Session) LoadTaught(unit Unit, lessons []Lesson) (result *Parsed) {
	defer func() {
		if p := recover(); p != nil {
			result = &Parsed{Problems: []Problem{{File: unit.File, Message: fmt.Sprintf("internal error: %v; please report it", p)}}}
		}
	}()
	if _, err := Library(); err != nil {
		return &Parsed{Problems: []Problem{{File: unit.File, Message: "can't be analysed: " + err.Error()}}}
	}
	if err := CheckArgs(unit.Args); err != nil {
		return &Parsed{Problems: []Problem{{File: unit.File, Message: "can't be analysed: " + err.Error()}}}
	}
	l := s.loader(unit, lessons)
	l.run()
	l.result.Problems = append(l.result.Problems, l.sources.cutProblems()...)
	l.result.Inputs = l.sources.inputs()
	return l.result
}

func (s *Session) file(path string) *sourceFile {
	s.mu.Lock()
	f := s.files[path]
	if f == nil {
		f = newSourceFile(path)
		s.files[path] = f
	}
	s.mu.Unlock()
	f.once.Do(func() { f.load(s.options.Unsaved) })
	return f
}

// kitOf returns the kit for a unit with these include folders, nil if there is none, and
// the question that it answers.
func (s *Session) kitOf(folders []string) (*wdk.Kit, Question) {
	if kit := s.options.Kit; kit != nil {
		return kit, Question{Kind: KitOf, Root: kit.Dir}
	}
	return s.disk.kitAmong(folders), Question{Kind: KitOf, Path: strings.Join(folders, "\n")}
}

// ask notes a question of the unit's.
func (s *sources) ask(q Question) { s.asked[q] = true }

// judge says what to think of a path.
func (s *sources) judge(path string) verdict {
	s.ask(Question{Kind: PlaceOf, Path: path})
	return s.fence.judge(path)
}

// inputs returns what the unit asked of the disk, in a fixed order; nil if nobody can ask
// again: a file changed meanwhile, or an unsaved text took the place of one.
func (s *sources) inputs() []Input {
	if len(s.session.options.Unsaved) > 0 {
		return nil
	}
	answers := map[Question]string{}
	for q := range s.asked {
		f := s.read[q.Path]
		switch {
		case q.Kind != TextOf || f == nil:
			answers[q] = s.session.disk.Answer(q)
		case settled(f.path, f.info):
			answers[q] = f.answer
		default:
			return nil
		}
	}
	return Inputs(answers)
}
