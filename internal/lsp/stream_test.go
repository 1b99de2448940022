package lsp

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func framed(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

// What is no message is answered with an error, and what comes after it is served.
func TestWhatIsNoMessage(t *testing.T) {
	deep := strings.Repeat("[", 50000)
	//attack:lsp-bad-json
	for _, test := range []struct{ name, sent, code string }{
		{"half a list", framed(`["jsonrpc"`), "-32700"},
		{"nothing", framed(""), "-32700"},
		{"nested deeply", framed(deep + strings.ReplaceAll(deep, "[", "]")), "-32700"},
		{"not UTF-8", framed("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"\xc3\"}"), "-32700"},
		{"a text", framed(`"shutdown"`), "-32600"},
		{"no list", framed(`[]`), "-32600"},
		{"a list of lists", framed(`[[1], {}]`), "-32600"},
		{"another version", framed(`{"jsonrpc":"1.1","id":5,"method":"shutdown"}`), "-32600"},
		{"a number as method", framed(`{"jsonrpc":"2.0","id":5,"method":12}`), "-32600"},
		{"a list as ID", framed(`{"jsonrpc":"2.0","id":[5],"method":"shutdown"}`), "-32600"},
		{"both result and method", framed(`{"jsonrpc":"2.0","id":5,"method":"shutdown","result":0}`), "-32600"},
		{"an answer without a question", framed(`{"jsonrpc":"2.0","id":5}`), "-32600"},
		{"parameters that are a number", framed(`{"jsonrpc":"2.0","id":5,"method":"textDocument/hover","params":3}`), "-32602"},
		{"an unknown request", framed(`{"jsonrpc":"2.0","id":5,"method":"textDocument/guess"}`), "-32601"},
		{"initialized twice", framed(`{"jsonrpc":"2.0","id":5,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`), "-32600"},
		{"a negative length", "Content-Length: -1\r\n\r\n{}", "-32700"},
		{"a huge length", "Content-Length: 18446744073709551620\r\n\r\n{}", "-32700"},
		{"a length that no memory holds", "Content-Length: 900000000000\r\n\r\n{}", "-32700"},
		{"no length", "Content-Type: text/plain\r\n\r\n{}", "-32700"},
		{"two lengths", "Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}", "-32700"},
		{"no header", "{}\r\n", "-32700"},
		{"an endless header", "X-Note: " + strings.Repeat("x", 100000), "-32700"},
	} {
		t.Run(test.name, func(t *testing.T) {
			said := converse(t, test.sent, `"code":`+test.code) // requests are answered in any order
			if !strings.Contains(said, `"code":`+test.code) {
				t.Errorf("there is no error %s in %s", test.code, said)
			}
			if !strings.Contains(said, `"id":901`) {
				t.Errorf("the request after it is not answered: %s", said)
			}
		})
	}
}

// The members of a list are served one by one, and an error has the ID of its request.
func TestListOfMessages(t *testing.T) {
	wanted := []string{`"id":"a"`, `"id":6`}
	said := converse(t, framed(`[{"jsonrpc":"2.0","id":"a","method":"textDocument/guess"},{"jsonrpc":"2.0","id":6,"method":[]}]`), wanted...)
	for _, want := range append(wanted, `"id":901`) {
		if !strings.Contains(said, want) {
			t.Errorf("%s is not answered in %s", want, said)
		}
	}
}

// converse lets a client that has initialized a server say something, wait for the answers that it
// wants, shut the server down and leave, and returns what the server says.
func converse(t *testing.T, sent string, wanted ...string) string {
	t.Helper()
	here, there := net.Pipe()
	server := New("test", func() *exec.Cmd { return exec.Command(program, "analyst") })
	ended := make(chan bool, 1)
	go func() { ended <- server.Serve(t.Context(), there) }()
	sending := make(chan bool)
	go func() {
		defer close(sending)
		io.WriteString(here, framed(`{"jsonrpc":"2.0","id":900,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`))
		io.WriteString(here, sent)
	}()
	var said bytes.Buffer
	hear := func(want string) {
		for part := make([]byte, 4096); !bytes.Contains(said.Bytes(), []byte(want)); {
			here.SetReadDeadline(time.Now().Add(patience))
			n, err := here.Read(part)
			said.Write(part[:n])
			if err != nil {
				break
			}
		}
	}
	for _, want := range wanted {
		hear(want)
	}
	go func() {
		<-sending
		io.WriteString(here, framed(`{"jsonrpc":"2.0","id":901,"method":"shutdown"}`)+framed(`{"jsonrpc":"2.0","method":"exit"}`))
	}()
	hear(`"id":901`)
	here.Close()
	if !<-ended {
		t.Error("the server has not seen the shutdown")
	}
	return said.String()
}

// A file that takes too long to be read ends the process that reads it, and the user is told which.
func TestFileBeyondLimits(t *testing.T) {
	c := start(t, map[string]string{"hang.c": ""}, plain)
	c.own.process.Command = func() *exec.Cmd {
		command := exec.Command(os.Args[0])
		command.Env = append(os.Environ(), limited+"=1")
		return command
	}
	c.open("hang.c", "_Pragma(\"clang __debug overflow_stack\")\n")
	c.until("the user to be told", func() bool {
		all := strings.Join(c.messages, "\n")
		return strings.Contains(all, "hang.c took more than 300ms of processor time") && strings.Contains(all, "the last findings stay")
	})
}
