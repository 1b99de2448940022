package suppress

import (
	"cmp"
	"slices"
	"sort"
)

// An index finds the markers of a file by the lines that they cover: there may be as many
// markers as findings.
type index struct {
	markers []*marker // by the first line that they cover
	reach   []int     // the last line that the marker at the index, or one before it, covers
}

func newIndex(list []*marker) *index {
	x := &index{markers: slices.Clone(list)}
	slices.SortStableFunc(x.markers, func(a, b *marker) int { return cmp.Compare(a.from, b.from) })
	last := 0
	for _, m := range x.markers {
		last = max(last, m.to)
		x.reach = append(x.reach, last)
	}
	return x
}

// at returns the markers that cover one of the lines, in the order in which they stand.
func (x *index) at(from, to int) []*marker {
	var list []*marker
	end := sort.Search(len(x.markers), func(i int) bool { return x.markers[i].from > to })
	for i := end - 1; i >= 0 && x.reach[i] >= from; i-- {
		if x.markers[i].to >= from {
			list = append(list, x.markers[i])
		}
	}
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b *marker) int { return cmp.Compare(a.line, b.line) })
	return list
}
