package profile

import (
	"github.com/drvlint/drvlint/internal/program"
	"github.com/drvlint/drvlint/internal/term"
	"github.com/drvlint/drvlint/ir"
)

// Sites are those of the instructions of a function: what an instruction does, and which of those alike it is, counted from the first on.
// So most instructions keep theirs where another one is put in, and what is made of them stays what it is.
func Sites(p *Profile, f *program.Function) map[ir.Instr]int {
	known := p.Of(f)
	known.sited.Do(func() {
		known.sites = map[ir.Instr]int{}
		alike, taken := map[string]int{}, map[int]bool{}
		f.Instrs(func(in ir.Instr) {
			word := siteWord(in)
			alike[word]++
			site := Label(taken, word, alike[word])
			known.sites[in] = term.Site(f.Index, site)
		})
	})
	return known.sites
}

// siteWord says what an instruction does, whatever the numbers of what the compiler adds.
func siteWord(in ir.Instr) string {
	switch in := in.(type) {
	case *ir.Call:
		return "call " + in.Callee
	case *ir.Assign:
		root := ""
		if in.Dst.Root != nil {
			root = in.Dst.Root.Words()
		}
		return "assign " + root + "." + in.Dst.Leaf()
	}
	return "return"
}

// Label is a number for the n-th thing that a word describes, one that is not taken yet, and takes it.
func Label(taken map[int]bool, word string, n int) int {
	label := term.SiteOf(word, n)
	for taken[label] {
		label = term.NextSite(label)
	}
	taken[label] = true
	return label
}
