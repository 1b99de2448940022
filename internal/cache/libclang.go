package cache

import (
	"github.com/drvlint/drvlint/internal/clang"
	"github.com/drvlint/drvlint/internal/facts"
)

var choices = facts.NewForm[clang.Choice]()

// choiceKey is the key of which libclang this build of drvlint has chosen.
func choiceKey() (Key, error) {
	build, err := build()
	return KeyOf("libclang", build, choices.Shape()), err
}

// TrustLibclang takes over which libclang an earlier run chose, so that it need not be loaded where nothing is parsed. It
// reports false if none is known, or if it would be another now.
func (c *Cache) TrustLibclang() bool {
	if c == nil {
		return false
	}
	key, err := choiceKey()
	if err != nil {
		return false
	}
	text, ok := c.get(key)
	if !ok {
		return false
	}
	choice, err := choices.Read(text)
	return err == nil && clang.Trust(*choice)
}

// KeepLibclang keeps which libclang was chosen, as Noted. Where it can't, Problem tells.
func (c *Cache) KeepLibclang(choice clang.Choice) {
	if key, err := choiceKey(); err == nil {
		c.failed("write to", c.put(key, choices.Append(nil, &choice)))
	}
}
