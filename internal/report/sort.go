package report

import (
	"cmp"
	"slices"
)

// Sort puts drivers, findings and notifications into the one order they are written
// in, whatever order they were found in, and keeps one of each group that a reader
// can't tell apart: findings of the same check with the same place and message, and
// notifications with the same level, file and message.
func Sort(r *Result) {
	slices.SortFunc(r.Drivers, compareDrivers)
	slices.SortFunc(r.Findings, compareFindings)
	slices.SortFunc(r.Notifications, compareNotifications)
	r.Findings = slices.CompactFunc(r.Findings, func(a, b Finding) bool { return compareDefects(a, b) == 0 })
	r.Notifications = slices.CompactFunc(r.Notifications, func(a, b Notification) bool { return compareNotices(a, b) == 0 })
}

func compareDrivers(a, b Driver) int {
	return cmp.Or(
		cmp.Compare(a.Root, b.Root),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Files, b.Files),
		cmp.Compare(a.Functions, b.Functions),
		cmp.Compare(a.Calls, b.Calls),
		cmp.Compare(a.Understood, b.Understood),
		cmp.Compare(a.Stubs, b.Stubs),
		cmp.Compare(a.Rounds, b.Rounds),
		cmp.Compare(a.Units, b.Units),
		cmp.Compare(a.Parses, b.Parses),
	)
}

// compareDefects orders findings by what makes them one defect.
func compareDefects(a, b Finding) int {
	return cmp.Or(
		compareLocations(a.Location, b.Location),
		cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.Message, b.Message),
	)
}

// compareFindings is total. Of one defect the worst and most briefly explained finding
// comes first, which is the one that Sort keeps.
func compareFindings(a, b Finding) int {
	return cmp.Or(
		compareDefects(a, b),
		cmp.Compare(a.Level.rank(), b.Level.rank()),
		cmp.Compare(len(a.Path), len(b.Path)),
		cmp.Compare(a.Driver, b.Driver),
		slices.CompareFunc(a.Path, b.Path, compareSteps),
		slices.CompareFunc(a.Fixes, b.Fixes, compareFixes),
	)
}

func compareFixes(a, b Fix) int {
	return cmp.Or(cmp.Compare(a.Message, b.Message), slices.CompareFunc(a.Edits, b.Edits, compareEdits))
}

func compareEdits(a, b Edit) int {
	return cmp.Or(compareLocations(a.Location, b.Location), cmp.Compare(a.NewText, b.NewText))
}

func compareSteps(a, b Step) int {
	return cmp.Or(compareLocations(a.Location, b.Location), cmp.Compare(a.Message, b.Message))
}

func compareLocations(a, b Location) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.EndLine, b.EndLine),
		cmp.Compare(a.EndColumn, b.EndColumn),
	)
}

func compareNotices(a, b Notification) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Level.rank(), b.Level.rank()),
		cmp.Compare(a.Message, b.Message),
	)
}

// compareNotifications puts the incomplete one of equal notices first: it must survive.
func compareNotifications(a, b Notification) int {
	if c := compareNotices(a, b); c != 0 || a.Incomplete == b.Incomplete {
		return c
	}
	if a.Incomplete {
		return -1
	}
	return 1
}

// AtLeast reports whether l is as severe as other, or more.
func (l Level) AtLeast(other Level) bool { return l.rank() <= other.rank() }

// rank counts from the worst level; a word that is no level comes last.
func (l Level) rank() int {
	levels := []Level{Error, Warning, Note}
	if i := slices.Index(levels, l); i >= 0 {
		return i
	}
	return len(levels)
}
