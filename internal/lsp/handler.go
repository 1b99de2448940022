package lsp

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// codec reads and writes the protocol's unions, which the default one does not know.
type codec struct{}

func (codec) Marshal(v any) ([]byte, error) {
	if raw, ok := v.(jsonrpc2.RawMessage); ok && raw != nil {
		return raw, nil
	}
	return protocol.Marshal(v)
}

func (codec) Unmarshal(data []byte, v any) error {
	if raw, ok := v.(*jsonrpc2.RawMessage); ok {
		*raw = append(jsonrpc2.RawMessage{}, data...)
		return nil
	}
	return protocol.Unmarshal(data, v)
}

// handler answers requests beside each other and takes in notifications one after the
// other, in the order in which they come: the versions of a document must not pass each
// other. Whatever a message holds, the connection stays.
func (s *Server) handler() jsonrpc2.Handler {
	dispatch := protocol.ServerHandler(s, jsonrpc2.MethodNotFoundHandler)
	return func(ctx context.Context, r *jsonrpc2.Request) (result any, err error) {
		method, call := strings.Clone(r.Method()), r.IsCall()
		defer func() {
			if p := recover(); p != nil {
				err = jsonrpc2.NewError(jsonrpc2.InternalError, fmt.Sprintf("internal error in %s: %v; please report it", method, p))
				s.log(protocol.MessageTypeError, fmt.Sprintf("%v\n%s", err, debug.Stack()))
			}
			if err != nil && !call {
				s.log(protocol.MessageTypeWarning, fmt.Sprintf("%s: %v", method, err))
				err = nil // an error would end the connection
			}
		}()
		if err := s.admits(method); err != nil {
			return nil, err
		}
		if method == protocol.MethodCancelRequest {
			return nil, s.cancelRequest(r)
		}
		// The context of a request is used again once it is answered, which the goroutines
		// of contexts derived from it would still see: ours is derived from the connection's.
		own, cancel := context.WithCancel(jsonrpc2.DetachContext(ctx))
		defer cancel()
		if call {
			id := owned(r.ID())
			s.requests.Store(id, cancel)
			defer s.requests.Delete(id)
			if method != protocol.MethodInitialize && method != protocol.MethodShutdown {
				jsonrpc2.Async(ctx)
			}
		}
		result, err = dispatch(own, r)
		if errors.Is(err, jsonrpc2.ErrParse) { // of the parameters: the message itself was read
			err = misfit(method, err)
		}
		return result, err
	}
}

// served are the requests that have parameters and are answered.
var served = []string{
	protocol.MethodInitialize, protocol.MethodTextDocumentHover, protocol.MethodTextDocumentCodeAction,
	protocol.MethodTextDocumentInlayHint, protocol.MethodTextDocumentDiagnostic, protocol.MethodWorkspaceExecuteCommand,
}

// misfit says what is wrong with a message whose parameters can't be read.
func misfit(method string, err error) error {
	if !slices.Contains(served, method) {
		return jsonrpc2.NewError(jsonrpc2.MethodNotFound, "there is no request "+strconv.Quote(method))
	}
	return jsonrpc2.NewError(jsonrpc2.InvalidParams, fmt.Sprintf("the parameters of %s are not those of the protocol: %v", method, err))
}

// owned returns an ID that outlives its message.
func owned(id jsonrpc2.ID) jsonrpc2.ID {
	if text, ok := id.StringValue(); ok {
		return jsonrpc2.NewStringID(strings.Clone(text))
	}
	return id
}

// cancelRequest ends the context of a request that the client does not want any more.
func (s *Server) cancelRequest(r *jsonrpc2.Request) error {
	var p protocol.CancelParams
	if err := protocol.Unmarshal(r.Params(), &p); err != nil {
		return err
	}
	var id jsonrpc2.ID
	switch number := p.ID.(type) {
	case protocol.Integer:
		id = jsonrpc2.NewNumberID(int64(number))
	case protocol.String:
		id = jsonrpc2.NewStringID(string(number))
	}
	if cancel, ok := s.requests.Load(id); ok {
		cancel.(context.CancelFunc)()
	}
	return nil
}

// admits says why a message can't be handled in this phase.
func (s *Server) admits(method string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case method == protocol.MethodExit, method == protocol.MethodCancelRequest:
		return nil
	case s.phase == unborn && method != protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "initialize comes first")
	case s.phase == serving && method == protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "initialize comes only once")
	case s.phase == shutDown:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is shut down")
	}
	return nil
}

// log writes to the client's log.
func (s *Server) log(kind protocol.MessageType, message string) {
	go s.client.LogMessage(context.Background(), &protocol.LogMessageParams{Type: kind, Message: message})
}

// show shows a message to the user.
func (s *Server) show(kind protocol.MessageType, message string) {
	go s.client.ShowMessage(context.Background(), &protocol.ShowMessageParams{Type: kind, Message: message})
}
