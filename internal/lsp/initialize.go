package lsp

import (
	"context"
	"path/filepath"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// abilities are what the client can do.
type abilities struct {
	pull, refresh    bool // asks for diagnostics, and again when told to
	related          bool // shows related information
	progress         bool
	configuration    bool // can be asked for its settings
	watch            bool // tells of changed files when asked to
	registerSettings bool // tells of changed settings when asked to
	versionedEdits   bool
	hintRefresh      bool
}

func abilitiesOf(c protocol.ClientCapabilities) abilities {
	a := abilities{}
	if t := c.TextDocument; t != nil {
		a.pull = t.Diagnostic != nil
		a.related = t.PublishDiagnostics != nil && yes(t.PublishDiagnostics.RelatedInformation) || t.Diagnostic != nil && yes(t.Diagnostic.RelatedInformation)
	}
	if w := c.Workspace; w != nil {
		a.refresh = w.Diagnostics != nil && yes(w.Diagnostics.RefreshSupport)
		a.configuration = yes(w.Configuration)
		a.watch = w.DidChangeWatchedFiles != nil && yes(w.DidChangeWatchedFiles.DynamicRegistration)
		a.registerSettings = w.DidChangeConfiguration != nil && yes(w.DidChangeConfiguration.DynamicRegistration)
		a.versionedEdits = w.WorkspaceEdit != nil && yes(w.WorkspaceEdit.DocumentChanges)
		a.hintRefresh = w.InlayHint != nil && yes(w.InlayHint.RefreshSupport)
	}
	a.progress = c.Window != nil && yes(c.Window.WorkDoneProgress)
	return a
}

func yes(b *bool) bool { return b != nil && *b }

// Initialize takes in what the client can do and says what the server can.
func (s *Server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = serving
	s.abilities = abilitiesOf(p.Capabilities)
	s.folders = foldersOf(p)
	if err := s.settings.take(p.InitializationOptions); err != nil {
		s.complain(err.Error())
	}
	if p.ProcessID != nil {
		go s.watchParent(int(*p.ProcessID))
	}
	truth, incremental := true, protocol.TextDocumentSyncKindIncremental
	return &protocol.InitializeResult{
		ServerInfo: protocol.ServerInfo{Name: Name, Version: protocol.NewOptional(s.version)},
		Capabilities: protocol.ServerCapabilities{
			PositionEncoding: protocol.PositionEncodingKindUTF16,
			TextDocumentSync: &protocol.TextDocumentSyncOptions{OpenClose: &truth, Change: &incremental, Save: protocol.Boolean(true)},
			HoverProvider:    protocol.Boolean(true),
			CodeActionProvider: &protocol.CodeActionOptions{
				CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix},
			},
			ExecuteCommandProvider: protocol.ExecuteCommandOptions{Commands: []string{analyzeWorkspace, showReport}},
			InlayHintProvider:      protocol.Boolean(true),
			DiagnosticProvider:     &protocol.DiagnosticOptions{Identifier: new(string(Name)), InterFileDependencies: true},
			Workspace: &protocol.WorkspaceOptions{WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
				Supported: &truth, ChangeNotifications: protocol.Boolean(true),
			}},
		},
	}, nil
}

//lint:file-ignore SA1019 older clients send what the protocol deprecates

// foldersOf lists the folders of the workspace; older clients name one root.
func foldersOf(p *protocol.InitializeParams) []string {
	if list, ok := p.WorkspaceFolders.Get(); ok {
		return paths(list)
	}
	if p.RootURI != nil && p.RootURI.IsFile() {
		return []string{pathOf(*p.RootURI)}
	}
	if root, ok := p.RootPath.Get(); ok && filepath.IsAbs(root) {
		return []string{filepath.Clean(root)}
	}
	return nil
}

func paths(list []protocol.WorkspaceFolder) []string {
	var folders []string
	for _, f := range list {
		if f.URI.IsFile() {
			folders = append(folders, pathOf(f.URI))
		}
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

func pathOf(u uri.URI) string { return filepath.Clean(u.FsPath()) }
