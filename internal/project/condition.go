package project

import (
	"regexp"
	"strings"
)

// maxWords bounds a condition that is evaluated, and with it how deep it is nested.
const maxWords = 10_000

// holds evaluates the Condition of an element, seen from folder. What is not understood
// counts as true: rather one file or define too many than one too few.
func (m *msbuild) holds(text, folder string) bool {
	if strings.TrimSpace(text) == "" {
		return true
	}
	words := conditionWord.FindAllString(text, maxWords)
	if len(words) == maxWords {
		return true
	}
	c := &condition{words: words, m: m, folder: folder, understood: true}
	value := c.or()
	if len(c.words) > 0 {
		c.understood = false
	}
	return value || !c.understood
}

var conditionWord = regexp.MustCompile(`'[^']*'|==|!=|<=|>=|[()!<>]|\$\((?:[^()]|\([^()]*\))*\)|[^\s()'=!<>$]+|\S`)

// A condition is one that is being evaluated: its words from the next one on.
type condition struct {
	words      []string
	m          *msbuild
	folder     string
	understood bool
}

func (c *condition) or() bool {
	value := c.and()
	for c.accept("or") {
		value = c.and() || value
	}
	return value
}

func (c *condition) and() bool {
	value := c.not()
	for c.accept("and") {
		value = c.not() && value
	}
	return value
}

func (c *condition) not() bool {
	switch {
	case c.accept("!"):
		return !c.not()
	case c.accept("("):
		value := c.or()
		if !c.accept(")") {
			c.understood = false
		}
		return value
	case c.accept("exists"):
		return c.exists()
	}
	return c.comparison()
}

func (c *condition) exists() bool {
	if !c.accept("(") {
		c.understood = false
		return true
	}
	name := c.m.properties.expand(c.value())
	if !c.accept(")") {
		c.understood = false
	}
	if name == "" || strings.Contains(name, unknown) {
		return false
	}
	_, found := c.m.disk.resolve(c.folder, name)
	return found
}

func (c *condition) comparison() bool {
	left := c.m.properties.expandEmpty(c.value())
	switch {
	case c.accept("=="):
		return strings.EqualFold(left, c.m.properties.expandEmpty(c.value()))
	case c.accept("!="):
		return !strings.EqualFold(left, c.m.properties.expandEmpty(c.value()))
	case strings.EqualFold(left, "true"):
		return true
	case strings.EqualFold(left, "false"):
		return false
	}
	c.understood = false
	return true
}

// value takes the next word as a value.
func (c *condition) value() string {
	if len(c.words) == 0 || strings.Contains("()!==<>=", c.words[0]) {
		c.understood = false
		return ""
	}
	word := c.words[0]
	c.words = c.words[1:]
	return strings.Trim(word, "'")
}

func (c *condition) accept(word string) bool {
	if len(c.words) == 0 || !strings.EqualFold(c.words[0], word) {
		return false
	}
	c.words = c.words[1:]
	return true
}
