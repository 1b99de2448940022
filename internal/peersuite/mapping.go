package main

import "regexp"

// A test is one of the suite's and what of drvlint answers to it.
type test struct {
	name   string
	folder string // below src/drivers
	// ours matches the messages of the findings that mean the same.
	ours  *regexp.Regexp
	about string // what ours is, in words; or why the test is left out
	// stale is by how many lines the template has grown since the results were written.
	stale int
}

// tests are those about levels, waits, paging, roles and reference modes.
var tests = []test{
	levels("IrqlTooHigh", "`[^`]+` is called at .* at most", "irql: called above its highest level"),
	levels("IrqlTooLow", "`[^`]+` is called at .* at least", "irql: called below its lowest level"),
	levels("IrqlSetTooHigh", "promises (never to go above|to return at )", "irql: goes above what its annotation allows"),
	levels("IrqlSetTooLow", "promises never to go below|is called at .* at least", "irql: goes below what its annotation allows"),
	levels("IrqlLoweredImproperly", "is to raise the IRQL to", "irql: a raise to a lower level"),
	levels("IrqlInconsistentWithRequired", "promises to return at the IRQL at which", "irql: does not return at the same level"),
	{
		name: "IrqlFunctionNotAnnotated", folder: "general/queries/IrqlFunctionNotAnnotated", stale: 13,
		ours: regexp.MustCompile("changes the IRQL for its caller|returns to the system at"), about: "irql, with --pedantic: changes the level without an annotation",
	},
	levels("IrqlNotSaved", "promises to save the IRQL", "irql: a parameter does not take the level"),
	levels("IrqlNotUsed", "promises to set the IRQL", "irql: a parameter does not give the level"),
	levels("IrqlFloatStateMismatch", "floating point unit was saved", "irql: saved and restored at different levels"),
	levels("IrqlAnnotationIssue", "names no IRQL", "irql: an annotation without a level"),
	levels("IrqlIllegalValue", "names no IRQL", "irql: an annotation without a level"),
	levels("IrqlCancelRoutine", "a cancel routine must give", "irql: the cancel lock is given up for another level"),
	levels("KeSetEventPageable", "lies in a section that can be paged out", "irql: raised in pageable code"),
	{
		name: "KeSetEventIrql", folder: "general/queries/experimental/KeSetEventIrql",
		ours: regexp.MustCompile("`KeSetEvent` is called at"), about: "irql: called above its highest level",
	},
	levels("RoleTypeCorrectlyUsed", "", "none: about declarations, not about what runs"),
	{name: "KeWaitLocal", folder: "wdm/queries/KeWaitLocal", ours: regexp.MustCompile("waits here in user mode"), about: "waitlocal: a wait in user mode for an object on the stack"},
	{name: "ObReferenceMode", folder: "wdm/queries/ObReferenceMode", ours: regexp.MustCompile("KernelMode: "), about: "accessmode, with --pedantic: a mode is named"},
	{name: "PendingStatusError", folder: "wdm/queries/PendingStatusError", ours: regexp.MustCompile("has marked the IRP pending"), about: "irppending: another status than STATUS_PENDING"},
}

// levels is a test of the general queries.
func levels(name, ours, about string) test {
	t := test{name: name, folder: "general/queries/" + name, about: about}
	if ours != "" {
		t.ours = regexp.MustCompile(ours)
	}
	return t
}
