package lsp

import (
	"context"
	"time"

	"go.lsp.dev/protocol"
)

// watched are the files other than open documents that findings depend on.
const watched = "**/{.drvlint.yaml,*.vcxproj,*.props,*.sln,*.slnx,sources,dirs,compile_commands.json,*.c,*.cpp,*.cc,*.cxx,*.h,*.hpp,*.hh,*.hxx,*.inl}"

// Initialized asks the client to tell of changed files and settings.
func (s *Server) Initialized(context.Context, *protocol.InitializedParams) error {
	go s.register()
	return nil
}

func (s *Server) register() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s.mu.Lock()
	can := s.abilities
	s.mu.Unlock()
	var list []protocol.Registration
	if can.watch {
		options, err := protocol.Marshal(&protocol.DidChangeWatchedFilesRegistrationOptions{
			Watchers: []protocol.FileSystemWatcher{{GlobPattern: protocol.Pattern(watched)}},
		})
		if err == nil {
			list = append(list, protocol.Registration{ID: "files", Method: protocol.MethodWorkspaceDidChangeWatchedFiles, RegisterOptions: options})
		}
	}
	if can.registerSettings {
		list = append(list, protocol.Registration{ID: "settings", Method: protocol.MethodWorkspaceDidChangeConfiguration, RegisterOptions: protocol.LSPAny(`{"section":"drvlint"}`)})
	}
	if len(list) > 0 {
		if err := s.client.RegisterCapability(ctx, &protocol.RegistrationParams{Registrations: list}); err != nil {
			s.log(protocol.MessageTypeWarning, "the client does not tell of changes: "+err.Error())
		}
	}
	if can.configuration {
		s.askForSettings(ctx)
	}
}
