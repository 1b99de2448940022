package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.lsp.dev/jsonrpc2"
)

// A stream reads the messages of a client as the base protocol frames them. A message that is
// none is answered with an error, and the next one is read: the stream of the library ends the
// connection there. Writing is the library's.
type stream struct {
	jsonrpc2.Stream
	in      *bufio.Reader
	members []json.RawMessage // of a batch, to be read yet
	lost    bool              // where the next message begins is not known
}

func newStream(conn io.ReadWriteCloser) *stream {
	return &stream{Stream: jsonrpc2.NewHeaderStream(conn), in: bufio.NewReader(conn)}
}

const (
	maxHeader = 4 << 10   // bytes of a line of a header
	maxBody   = 256 << 20 // bytes of a message
)

// Read returns the next message. Its error is that of the connection.
func (s *stream) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		body, err := s.next()
		if err != nil {
			wrong, ours := errors.AsType[*jsonrpc2.Error](err)
			if !ours {
				return nil, 0, err
			}
			if err := s.refuse(ctx, nil, wrong); err != nil {
				return nil, 0, err
			}
			continue
		}
		message, wrong := s.decode(body)
		switch {
		case message != nil:
			return message, int64(len(body)), nil
		case wrong == nil: // a batch
		default:
			if err := s.refuse(ctx, body, wrong); err != nil {
				return nil, 0, err
			}
		}
	}
}

// refuse answers what is no message, under its ID where that can be told.
func (s *stream) refuse(ctx context.Context, body []byte, why *jsonrpc2.Error) error {
	var id jsonrpc2.ID
	var asked struct {
		ID any `json:"id"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if decoder.Decode(&asked) == nil {
		switch given := asked.ID.(type) {
		case string:
			id = jsonrpc2.NewStringID(given)
		case json.Number:
			if n, err := given.Int64(); err == nil {
				id = jsonrpc2.NewNumberID(n)
			}
		}
	}
	_, err := s.Write(ctx, jsonrpc2.NewResponse(id, nil, why))
	return err
}

// decode reads a body. A batch, which the Language Server Protocol does not know, is taken for
// its members; each is answered by itself.
func (s *stream) decode(body []byte) (jsonrpc2.Message, *jsonrpc2.Error) {
	if !utf8.Valid(body) {
		return nil, jsonrpc2.NewError(jsonrpc2.ParseError, "the message is not UTF-8")
	}
	if !json.Valid(body) {
		return nil, jsonrpc2.NewError(jsonrpc2.ParseError, "the message is not JSON")
	}
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); trimmed[0] == '[' {
		var members []json.RawMessage
		if err := json.Unmarshal(body, &members); err != nil || len(members) == 0 {
			return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the message is an empty list")
		}
		s.members = append(members, s.members...)
		return nil, nil
	}
	message, err := jsonrpc2.DecodeMessage(body)
	if err != nil {
		return nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the message is neither a request nor an answer as JSON-RPC 2.0 has them")
	}
	return message, nil
}

// next returns the next body. Its error is a *jsonrpc2.Error where the header is none.
func (s *stream) next() ([]byte, error) {
	if len(s.members) > 0 {
		body := s.members[0]
		s.members = s.members[1:]
		return body, nil
	}
	if s.lost {
		if err := s.findHeader(); err != nil {
			return nil, err
		}
		s.lost = false
	}
	length, err := s.header()
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer // grows as the bytes come: a header may lie
	if _, err := io.CopyN(&body, s.in, length); err != nil {
		return nil, unexpected(err)
	}
	return body.Bytes(), nil
}

// header reads a header up to the empty line that ends it, and returns the length of the body.
func (s *stream) header() (int64, error) {
	length := int64(-1)
	for first := true; ; first = false {
		line, err := s.line()
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return 0, s.misframed("a line of its header is too long")
		case err != nil && (!first || line != ""):
			return 0, unexpected(err)
		case err != nil:
			return 0, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return 0, s.misframed("its header has a line without a colon")
		}
		if !strings.EqualFold(strings.TrimSpace(name), contentLength) {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		switch {
		case err != nil || n < 0:
			return 0, s.misframed("its Content-Length is no length")
		case n > maxBody:
			return 0, s.misframed(fmt.Sprintf("it is longer than %d MiB", maxBody>>20))
		case length >= 0 && n != length:
			return 0, s.misframed("it has two lengths")
		}
		length = n
	}
	if length < 0 {
		return 0, s.misframed("its header has no Content-Length")
	}
	return length, nil
}

const contentLength = "Content-Length"

// misframed says what is wrong with a header. What follows it can't be told from a body.
func (s *stream) misframed(what string) *jsonrpc2.Error {
	s.lost = true
	return jsonrpc2.NewError(jsonrpc2.ParseError, "the message can't be read: "+what)
}

// line reads a line of a header. A long one is left where it is.
func (s *stream) line() (string, error) {
	var line []byte
	for len(line) < maxHeader {
		b, err := s.in.ReadByte()
		if err != nil {
			return string(line), err
		}
		if line = append(line, b); b == '\n' {
			return string(line), nil
		}
	}
	return "", bufio.ErrBufferFull
}

// findHeader passes over what comes before the next Content-Length.
func (s *stream) findHeader() error {
	for {
		window, err := s.in.Peek(len(contentLength) + 1)
		if err != nil {
			return unexpected(err)
		}
		if strings.EqualFold(string(window), contentLength+":") {
			return nil
		}
		s.in.Discard(1)
	}
}

// unexpected makes an end in the middle of a message one.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
