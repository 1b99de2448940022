package clang

import (
	"fmt"
	"path/filepath"
	"testing"
)

// The header that fits best is found among many of a name; what it costs to look at one more makes
// nothing.
func TestHeadersOfOneName(t *testing.T) {
	files := map[string]string{"src/x.c": "", "src/near/common.h": ""}
	for _, f := range []string{"inc/os/freebsd/spl/sys/lock.h", "inc/os/linux/sys/lock.h", "inc/os/windows/spl/sys/lock.h", "inc/shared/spl/sys/lock.h", "src/linux/only.h", "far/only.h"} {
		files[f] = ""
	}
	for i := range 1000 {
		files[fmt.Sprintf("far/h%d/Sub/common.h", i)] = ""
		files[fmt.Sprintf("other/linux/h%d/many.h", i)] = ""
	}
	root := write(t, files)
	tree := &headerTree{root: root, most: maxTreeEntries}
	for _, test := range []struct{ name, from, want string }{
		{"common.h", "src", "src/near/common.h"},
		{"common.h", "far/h7", "far/h7/Sub/common.h"},
		{"sub/COMMON.H", "src", "far/h0/Sub/common.h"},
		{"H99/sub/common.h", "src", "far/h99/Sub/common.h"},
		{"none/common.h", "src", "src/near/common.h"},
		{"none.h", "src", ""},
		{"sys/lock.h", "src", "inc/os/windows/spl/sys/lock.h"},
		{"spl/sys/lock.h", "src", "inc/os/windows/spl/sys/lock.h"},
		{"freebsd/spl/sys/lock.h", "src", "inc/os/freebsd/spl/sys/lock.h"},
		{"sys/lock.h", "src/os/linux", "inc/os/linux/sys/lock.h"},
		{"only.h", "src", "far/only.h"},
		{"only.h", "src/linux", "src/linux/only.h"},
	} {
		want := test.want
		if want != "" {
			want = filepath.Join(root, filepath.FromSlash(want))
		}
		if got := tree.find(test.name, filepath.Join(root, test.from)); got != want {
			t.Errorf("%s from %s is %s, want %s", test.name, test.from, got, want)
		}
	}
	for _, name := range []string{"none/Sub/common.h", "none/many.h"} {
		if made := testing.AllocsPerRun(10, func() { tree.find(name, root) }); made > 20 {
			t.Errorf("looking at 1000 headers for %s makes %v objects", name, made)
		}
	}
}
