package cache

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/drvlint/drvlint/internal/clang"
)

func TestRecallAsksAgain(t *testing.T) {
	c, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "a.c")
	if err := os.WriteFile(file, []byte("one"), 0o666); err != nil {
		t.Fatal(err)
	}
	question := clang.Question{Kind: clang.TextOf, Path: file}
	inputs := clang.Inputs(map[clang.Question]string{question: clang.NewDisk().Answer(question)})
	key := KeyOf("a", "b")
	if c.Keep(key, inputs, []byte("result")); c.Problem() != nil {
		t.Fatal(c.Problem())
	}
	recalled := func(key Key) string {
		data, ok := c.Recall(key, clang.NewDisk())
		if !ok {
			return "absent"
		}
		return string(data)
	}
	if got := recalled(key); got != "result" {
		t.Errorf("got %s", got)
	}
	if got := recalled(KeyOf("ab")); got != "absent" {
		t.Errorf("another key: got %s", got)
	}
	if err := os.WriteFile(file, []byte("two"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := recalled(key); got != "absent" {
		t.Errorf("the file changed: got %s", got)
	}
}

// What was used last stays.
func TestShrink(t *testing.T) {
	c, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	key := func(i int) Key { return KeyOf(fmt.Sprint(i)) }
	for i := range 10 {
		question := clang.Question{Kind: clang.TextOf, Path: fmt.Sprint(i)}
		inputs := clang.Inputs(map[clang.Question]string{question: clang.NewDisk().Answer(question)})
		if c.Keep(key(i), inputs, bytes.Repeat([]byte{byte(i)}, 10000)); c.Problem() != nil {
			t.Fatal(c.Problem())
		}
		err := filepath.WalkDir(c.dir, func(path string, entry os.DirEntry, err error) error {
			if info, _ := entry.Info(); err != nil || entry.IsDir() || time.Since(info.ModTime()) > time.Hour {
				return err
			}
			return os.Chtimes(path, time.Time{}, time.Now().Add(time.Duration(i-20)*time.Hour))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := c.shrink(35000); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if _, ok := c.Recall(key(i), clang.NewDisk()); ok != (i >= 7) {
			t.Errorf("%d is kept: %t", i, ok)
		}
	}
}
