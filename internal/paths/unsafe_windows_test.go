package paths

import "testing"

func TestWithinAnyCase(t *testing.T) {
	if !Within(`c:\Driver\a.c`, `C:\driver`) || Within(`d:\driver\a.c`, `C:\driver`) || !Within(`\\Server\share\a.c`, `\\server\share`) {
		t.Error("the case of a path counts, or its volume does not")
	}
}

func TestUnsafe(t *testing.T) {
	local, remote := []string{`C:\driver`}, []string{`C:\driver`, `\\server\share\driver`}
	for _, test := range []struct {
		path    string
		folders []string
		want    string
	}{
		{`C:\driver\a.h`, local, ""}, {"C:/driver/a.h", local, ""}, {`..\a.h`, local, ""}, {`a.h`, local, ""}, {`\driver\a.h`, local, ""},
		{`\\server\share\a.h`, local, onAnotherMachine}, {"//server/share/a.h", local, onAnotherMachine}, {`\\10.0.0.1\c$\a.h`, remote, onAnotherMachine},
		{`\\server\share\driver\a.h`, remote, ""}, {`\\SERVER\Share\a.h`, remote, ""},
		{`\\.\pipe\a`, local, isDevice}, {`\\?\C:\a.h`, local, isDevice}, {"//./pipe/a", local, isDevice}, {`\??\C:\a.h`, local, isDevice},
		{`C:\driver\nul`, local, isDevice}, {`C:\driver\COM1`, local, isDevice}, {"aux/a.h", local, isDevice}, {"CONIN$", local, isDevice},
	} {
		if got := Unsafe(test.path, test.folders); got != test.want {
			t.Errorf("%s: %q, want %q", test.path, got, test.want)
		}
	}
}
