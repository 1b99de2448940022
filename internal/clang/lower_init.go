package clang

// #include "walk.h"
import "C"

import (
	"strings"

	clang "github.com/drvlint/drvlint/internal/libclang"
	"github.com/drvlint/drvlint/ir"
)

// An initEntry is one scalar of an initialiser.
type initEntry struct {
	path []ir.Step
	node int
}

// initPlace lowers the initialiser at node n as assignments to place.
func (l *lowerer) initPlace(place ir.Place, n int, out *[]ir.Node) {
	n = l.elided(l.unbraced(n))
	switch {
	case l.isConstruction(n):
		l.construct(n, place, out)
		return
	case l.t.kind(n) == clang.Cursor_ConditionalOperator && l.classOf(l.t.nodes[n]._type) >= 0:
		l.initByChoice(place, n, out)
		return
	}
	if l.t.kind(n) != clang.Cursor_InitListExpr {
		value := l.expr(n, out)
		*out = append(*out, &ir.Assign{Span: l.span(n), Dst: place, Src: value, Decl: true})
		return
	}
	// What the list does not name is zero.
	zero := ir.Value{Span: l.span(n), Kind: ir.Const}
	*out = append(*out, &ir.Assign{Span: l.span(n), Dst: place, Src: zero, Decl: true})
	for _, e := range l.entries(n) {
		value := l.expr(e.node, out)
		if value.Kind == ir.Const && value.Int == 0 {
			continue
		}
		*out = append(*out, &ir.Assign{Span: l.span(e.node), Dst: extend(place, e.path...), Src: value, Decl: true})
	}
}

// unbraced is what stands in the braces of an initialiser n of what is no aggregate: p in
// `word *a{p}`, `word &a{*p}` and `: member{p}`.
func (l *lowerer) unbraced(n int) int {
	inner := l.strip(n)
	if t := l.t.nodes[inner]._type; !l.cplusplus || l.t.kind(inner) != clang.Cursor_InitListExpr || l.t.isRecord(t) || t >= 0 && l.t.isArray(t) {
		return n
	}
	if kids := l.t.children(inner); len(kids) == 1 && l.t.kind(kids[0]) != clang.Cursor_InitListExpr {
		return kids[0]
	}
	return n
}

// initByChoice lowers the initialiser c ? A(x) : B(y): either makes the object itself.
func (l *lowerer) initByChoice(place ir.Place, n int, out *[]ir.Node) {
	kids := l.operands(n)
	if len(kids) != 3 {
		l.effects(n, out)
		return
	}
	branch := &ir.If{Span: l.span(n), Cond: l.cond(kids[0])}
	arm := func(k int) (nodes []ir.Node) {
		before := len(l.temporaries)
		l.initPlace(place, k, &nodes)
		l.flush(before, &nodes)
		return nodes
	}
	branch.Then, branch.Else = arm(kids[1]), arm(kids[2])
	*out = append(*out, branch)
}

// staticInit lowers the initialiser of a variable with static storage.
func (l *lowerer) staticInit(n int) []ir.FieldInit {
	n = l.strip(n)
	if l.isConstruction(n) {
		return nil // made when the driver is loaded
	}
	entries := []initEntry{{nil, n}}
	if l.t.kind(n) == clang.Cursor_InitListExpr {
		entries = l.entries(n)
	}
	list := make([]ir.FieldInit, 0, len(entries))
	for _, e := range entries {
		list = append(list, ir.FieldInit{Path: e.path, Value: l.pure(e.node), Span: l.span(e.node)})
	}
	return list
}

// entries lists the scalars of an initialiser list, each with its path.
func (l *lowerer) entries(n int) []initEntry {
	c := &initCursor{l: l, kids: l.t.children(n)}
	c.aggregate(nil, l.t.nodes[n]._type)
	return c.out
}

// An initCursor deals the items of a list to the members of its type; an inner
// aggregate without braces of its own takes its items from the same list.
type initCursor struct {
	l      *lowerer
	kids   []int
	next   int
	nested bool // in an inner aggregate without braces of its own
	out    []initEntry
}

func (c *initCursor) aggregate(path []ir.Step, t C.int32_t) {
	if t < 0 {
		c.next = len(c.kids)
		return
	}
	info := c.l.t.types[t]
	if info.fields < 0 && !c.l.t.isArray(t) {
		if len(c.kids) == 1 && c.next == 0 && !c.l.t.isRecord(t) { // { 1 } of a number
			c.out = append(c.out, initEntry{path, c.l.strip(c.kids[0])})
		}
		c.next = len(c.kids)
		return
	}
	for i := int64(0); c.next < len(c.kids); i++ {
		if c.isDesignated() {
			if c.nested {
				return // it begins with a member of the aggregate whose braces these are
			}
			i = c.designated(path, t)
			continue
		}
		if c.l.t.isArray(t) {
			if c.nested && i >= int64(info.length) {
				break
			}
			index := ir.Value{Kind: ir.Const, Int: i}
			c.item(append(path[:len(path):len(path)], ir.Step{Kind: ir.Index, Index: &index}), info.element)
			continue
		}
		if i >= int64(info.nfields) || info.is_union != 0 && i > 0 {
			break
		}
		field := c.l.t.fields[int64(info.fields)+i]
		at := path
		if name := c.l.t.text(field.name); name != "" {
			at = append(path[:len(path):len(path)], ir.Step{Kind: ir.Field, Name: name, Record: c.l.t.text(field.record)})
		}
		c.item(at, field._type)
	}
}

// item deals the next item of the list to the member at path.
func (c *initCursor) item(path []ir.Step, t C.int32_t) {
	n := c.l.strip(c.kids[c.next])
	if c.l.t.kind(n) == clang.Cursor_InitListExpr {
		c.next++
		inner := &initCursor{l: c.l, kids: c.l.t.children(n)}
		inner.aggregate(path, c.l.t.nodes[n]._type)
		c.out = append(c.out, inner.out...)
		return
	}
	if c.elided(t, n) {
		outer := c.nested
		c.nested = true
		c.aggregate(path, t)
		c.nested = outer
		return
	}
	c.next++
	c.out = append(c.out, initEntry{path, n})
}

// elided reports whether the braces of an aggregate of type t were left out, if the item n begins it.
func (c *initCursor) elided(t C.int32_t, n int) bool {
	switch {
	case t < 0 || c.l.t.types[t].fields < 0:
		return false
	case c.l.t.isArray(t):
		element := c.l.t.types[t].element
		text := c.l.t.kind(n) == clang.Cursor_StringLiteral && !c.l.t.isPointer(element) && !c.l.t.isArray(element) && !c.l.t.isRecord(element)
		return c.l.t.types[t].length > 0 && !text
	}
	return c.l.t.isRecord(t) && !c.l.t.isRecord(c.l.t.nodes[n]._type) && c.l.t.types[t].nfields > 0
}

// isDesignated reports whether the next item names its member or element: `.Name = value`, `[1] = value`.
func (c *initCursor) isDesignated() bool {
	n := c.kids[c.next]
	kids := c.l.t.children(n)
	if c.l.t.kind(n) != clang.Cursor_UnexposedExpr || len(kids) < 2 {
		return false
	}
	node := &c.l.t.nodes[n]
	return c.l.t.kind(kids[0]) == clang.Cursor_MemberRef || strings.HasPrefix(c.l.source(node.file, node.from, node.to), "[") ||
		c.l.macroOf(n) != "" && !c.l.recovered(n, kids) && c.l.pure(kids[0]).Kind == ir.Const
}

// designated deals the next item, which names its member of the aggregate of type t. It returns where in that
// aggregate the item lies.
func (c *initCursor) designated(path []ir.Step, t C.int32_t) (position int64) {
	kids := c.l.t.children(c.kids[c.next])
	at, first := path[:len(path):len(path)], len(path)
	for _, k := range kids[:len(kids)-1] {
		where := int64(0)
		switch name := c.l.t.text(c.l.t.nodes[k].spell); {
		case c.l.t.kind(k) == clang.Cursor_MemberRef && name == "":
			continue // an inner record without a name, in which the member is that comes next
		case c.l.t.kind(k) == clang.Cursor_MemberRef:
			step := ir.Step{Kind: ir.Field, Name: name}
			where, step.Record, t = c.member(t, name)
			at = append(at, step)
		case c.l.t.isArray(t):
			index := c.l.pure(k)
			where, t = index.Int, c.l.t.types[t].element
			at = append(at, ir.Step{Kind: ir.Index, Index: &index})
		default: // the end of a range, which begins with the element that was named before
			where = c.l.pure(k).Int
			at[len(at)-1].Index = &ir.Value{}
		}
		if len(at) == first+1 {
			position = where
		}
	}
	c.next++
	value := c.l.strip(kids[len(kids)-1])
	if c.l.t.kind(value) != clang.Cursor_InitListExpr {
		c.out = append(c.out, initEntry{at, value})
		return position
	}
	inner := &initCursor{l: c.l, kids: c.l.t.children(value)}
	inner.aggregate(at, c.l.t.nodes[value]._type)
	c.out = append(c.out, inner.out...)
	return position
}

// member finds a member by its name: where it lies in the record of type t, the tag of the record that has it, which
// may be one without a name inside of t, and its type.
func (c *initCursor) member(t C.int32_t, name string) (position int64, record string, _ C.int32_t) {
	if t < 0 || c.l.t.types[t].fields < 0 {
		return -1, "", -1
	}
	info := c.l.t.types[t]
	for i := int64(0); i < int64(info.nfields); i++ {
		field := c.l.t.fields[int64(info.fields)+i]
		if c.l.t.text(field.name) == name {
			return i, c.l.t.text(field.record), field._type
		}
		if c.l.t.text(field.name) == "" {
			if _, record, inner := c.member(field._type, name); record != "" {
				return i, record, inner
			}
		}
	}
	return -1, "", -1
}
