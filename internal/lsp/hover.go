package lsp

import (
	"context"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/drvlint/drvlint/internal/resident"
)

// Hover tells what is known of the kernel routine under the cursor, and what holds before
// the statement there. It waits for the present text to be analysed.
func (s *Server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	path := pathOf(p.TextDocument.URI)
	s.mu.Lock()
	d := s.documents[path]
	if d == nil {
		s.mu.Unlock()
		return nil, nil
	}
	t := d.text
	s.mu.Unlock()
	offset := t.offset(p.Position)
	word, from := t.word(offset)
	sections := routineWords(word)
	known := len(sections) > 0
	state, err := s.before(ctx, path, offset)
	if err != nil {
		return nil, err
	}
	if state != nil {
		sections = append(sections, stateWords(state))
	}
	if len(sections) == 0 {
		return nil, nil
	}
	hover := &protocol.Hover{Contents: &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: strings.Join(sections, "\n\n")}}
	switch {
	case known:
		hover.Range = &protocol.Range{Start: t.position(from), End: t.position(from + len(word))}
	case state.To > state.From && state.To <= len(t.content):
		hover.Range = &protocol.Range{Start: t.position(state.From), End: t.position(state.To)}
	}
	return hover, nil
}

// before asks what holds at a place, nil where nobody can tell.
func (s *Server) before(ctx context.Context, path string, offset int) (*resident.State, error) {
	if err := s.await(ctx); err != nil {
		return nil, err
	}
	reply, err := s.process.Call(ctx, resident.Request{Before: &resident.Place{File: path, Offset: offset}}, nil)
	if err != nil {
		if ctx.Err() == nil {
			s.lost(err)
		}
		return nil, protocol.ErrContentModified
	}
	return reply.State, nil
}

// stateWords says what holds before a statement.
func stateWords(state *resident.State) string {
	head := "**Before this statement** in `" + state.Function + "`: "
	switch {
	case state.Bounded:
		return head + "not known, the function is too complex"
	case state.Unreached:
		return head + "no way leads here"
	}
	var list []string
	switch low, high := state.Level[0], state.Level[1]; {
	case low == "":
		list = append(list, "IRQL: as its callers have it")
	case low == high:
		list = append(list, "IRQL: "+low)
	default:
		list = append(list, "IRQL: "+low+" to "+high)
	}
	for _, h := range state.Held {
		list = append(list, "holds "+heldWords(h))
	}
	if len(state.Held) == 0 {
		list = append(list, "holds no fast mutex of its own")
	}
	for _, part := range []struct {
		in    bool
		words string
	}{{state.Critical, "in a critical region"}, {state.Guarded, "in a guarded region"}, {state.Attached, "attached to another process"}} {
		if part.in {
			list = append(list, part.words)
		}
	}
	return head + "\n- " + strings.Join(list, "\n- ")
}

func heldWords(h resident.Held) string {
	words := fmt.Sprintf("`%s`", h.Name)
	if h.Line > 0 {
		words += fmt.Sprintf(", taken in line %d", h.Line)
	}
	if !h.Always {
		words += ", on some ways here"
	}
	return words
}
