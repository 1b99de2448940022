package pointsto

import (
	"fmt"
	"testing"

	"github.com/drvlint/drvlint/ir"
)

// Along a chain of copies no node holds more functions than a call could tell apart, and whoever asks
// behind it is told; a pointer with few is not crowded.
func TestCrowdedNodes(t *testing.T) {
	v := pointers(40)
	few := v[39]
	body := []ir.Node{&ir.Assign{Dst: ir.Place{Root: few}, Src: ir.Value{Kind: ir.FuncRef, Name: "Only"}}}
	for i := range 4 * maxFunctions {
		body = append(body, &ir.Assign{Dst: ir.Place{Root: v[0]}, Src: ir.Value{Kind: ir.FuncRef, Name: fmt.Sprint("F", i)}})
	}
	for i := range 38 {
		body = append(body, &ir.Assign{Dst: ir.Place{Root: v[i+1]}, Src: load(v[i])})
	}
	w, _ := solve(v, body)
	held := 0
	for _, f := range w.nodes {
		held += len(f.list)
	}
	if limit := 39*maxFunctions + 1; held > limit {
		t.Errorf("%d facts, want at most %d", held, limit)
	}
	for i := range 39 {
		if !w.Crowded(0, load(v[i])) {
			t.Errorf("%s is not crowded", v[i].Name)
		}
	}
	if w.Crowded(0, load(few)) {
		t.Error("a pointer to one function is crowded")
	}
}
