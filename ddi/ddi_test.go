package ddi

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// One line for each kind of knowledge: a routine, an argument that it has, and when it
// does not block.
func TestLookup(t *testing.T) {
	for _, test := range []struct {
		name   string
		does   string
		role   Operand
		arg    int
		always bool
		tests  []ArgTest
	}{
		{"KeWaitForSingleObject", "wait", OpTimeout, 4, false, []ArgTest{{"zero", 4, 0}}},
		{"FltSendMessage", "wait", OpTimeout, 6, false, nil},
		{"FsRtlCancellableWaitForSingleObject", "wait", OpObject, 0, false, []ArgTest{{"zero", 1, 0}}},
		{"FltReadFile", "wait", OpCallback, 7, false, []ArgTest{{"ne", 7, 0}}},
		{"ExAcquireFastMutex", "acquire", OpLock, 0, false, nil},
		{"ExTryToAcquireFastMutex", "acquire", OpLock, 0, true, nil},
		{"KeTryToAcquireGuardedMutex", "acquire", OpLock, 0, true, nil},
		{"PsCreateSystemThread", "create-thread", OpClientIDOut, 4, true, nil},
		{"ObfDereferenceObject", "dereference", OpObject, 0, true, nil},
		{"PsSetCreateProcessNotifyRoutineEx2", "register", OpRemove, 2, false, []ArgTest{{"eq", 2, 0}}},
		{"NT_SUCCESS", "predicate", OpObject, -1, true, nil},
		{"MmProbeAndLockPages", "page-in", OpObject, 0, true, nil},
		{"ObCloseHandle", "close", OpHandle, 0, false, nil},
		{"InterlockedExchangePointer", "exchange", OpValue, 1, true, nil},
	} {
		r := Lookup(test.name)
		if r == nil {
			t.Errorf("%s is not known", test.name)
			continue
		}
		if !r.Does(kindOf[test.does]) || r.Arg(test.role) != test.arg || r.Always != test.always || !slices.Equal(r.NonBlocking, test.tests) {
			t.Errorf("%s: %+v, argument %d, always %t, tests %v", test.name, r.Effects, r.Arg(test.role), r.Always, r.NonBlocking)
		}
	}
}

func TestLookupUnknown(t *testing.T) {
	if Lookup("NoSuchRoutine") != nil || Documented("NoSuchRoutine") {
		t.Error("an invented routine is known")
	}
	var none *Routine
	if none.Does(Wait) || none.Arg(OpObject) != -1 {
		t.Error("an unknown routine has a category or an argument")
	}
}

// Of a routine without a page the name tells.
func TestBorrows(t *testing.T) {
	for name, want := range map[string]bool{
		"RtlAvlRemoveNode": true, "ZwQueryInformationThread": true, "CiValidateFileObject": true, "PspIsContext": true,
		"ObpReleaseLast": false, "PsGetNextProcess": false, "NtCloseAll": false, "Keep": false, "Ps": false, "": false, "Observe": false,
	} {
		if Borrows(name) != want {
			t.Errorf("Borrows(%q) is not %t", name, want)
		}
	}
}

func TestDocumented(t *testing.T) {
	for _, name := range []string{"IoCreateDevice", "KeWaitForSingleObject", "FltRegisterFilter", "WdfDriverCreate"} {
		if !Documented(name) {
			t.Errorf("%s is not found", name)
		}
	}
	// Every line can be found by its name, the first and the last too.
	for _, line := range strings.Split(strings.TrimSpace(levelsTable), "\n") {
		name, _, _ := strings.Cut(line, "\t")
		if levelLine(name) != line {
			t.Fatalf("the search in levels.tsv misses %s", name)
		}
	}
}

func TestRoles(t *testing.T) {
	for _, test := range []struct {
		got, want Role
	}{
		{RoleOfField("_DRIVER_OBJECT", "DriverUnload"), Unload},
		{RoleOfField("_FLT_REGISTRATION", "FilterUnloadCallback"), Unload},
		{RoleOfField("_FLT_REGISTRATION", "InstanceSetupCallback"), Callback},
		{RoleOfField("_WDF_DRIVER_CONFIG", "EvtDriverUnload"), Unload},
		{RoleOfField("_KMDDOD_INITIALIZATION_DATA", "DxgkDdiUnload"), Unload},
		{RoleOfField("drvlint_DRIVER_INITIALIZATION_DATA", "DxgkDdiUnload"), Unload},
		{RoleOfField("_MY_TABLE", "DriverUnload"), ""},
		{RoleOfType("DXGKDDI_UNLOAD"), Unload},
		{RoleOfType("DRIVER_UNLOAD"), Unload},
		{RoleOfType("EVT_WDF_OBJECT_CONTEXT_CLEANUP"), DeviceTeardown},
		{RoleOfArgument("NdisMRegisterUnloadHandler", 1), Unload},
		{RoleOfArgument("NdisMRegisterUnloadHandler", 0), ""},
		{RoleOfCallback(Lookup("PsSetCreateProcessNotifyRoutine")), ProcessNotify},
		{RoleOfCallback(Lookup("PsSetCreateProcessNotifyRoutineEx")), ProcessNotify2},
		{RoleOfCallback(Lookup("PsCreateSystemThread")), SystemThread},
		{RoleOfCallback(Lookup("IoCreateSystemThread")), IoThread},
		{RoleOfCallback(Lookup("ExInitializeWorkItem")), WorkItem},
		{RoleOfCallback(Lookup("IoQueueWorkItem")), IoWorkItem},
	} {
		if test.got != test.want {
			t.Errorf("got role %q, want %q", test.got, test.want)
		}
	}
}

// The levels of a routine, what it does to the level, and at which a callback is entered.
func TestLevels(t *testing.T) {
	for name, want := range map[string]LevelRange{
		"ZwClose":               {PassiveLevel, PassiveLevel, false},
		"KeWaitForSingleObject": {PassiveLevel, DispatchLevel, true},
		"IoGetInitialStack":     {PassiveLevel, APCLevel, false},
		"DbgPrint":              {PassiveLevel, HighLevel, true},
		// No page has a level of these.
		"ObReferenceObjectByName": {PassiveLevel, PassiveLevel, false},
		"ExFreePool2":             {PassiveLevel, DispatchLevel, false},
		"KeRemoveQueueDpcEx":      {PassiveLevel, HighLevel, false},
	} {
		if got, ok := Levels(name); !ok || got != want {
			t.Errorf("%s: %+v %t, want %+v", name, got, ok, want)
		}
	}
	if _, ok := Levels("NoSuchRoutine"); ok {
		t.Error("an unknown routine has levels")
	}
	if got, ok := CallbackLevels("KDEFERRED_ROUTINE"); !ok || got.Min != DispatchLevel {
		t.Errorf("KDEFERRED_ROUTINE: %+v %t", got, ok)
	}
	if got, ok := RoleLevels(Callback, "KeInitializeDpc"); !ok || got.Min != DispatchLevel {
		t.Errorf("KeInitializeDpc: %+v %t", got, ok)
	}
	if got, ok := RoleLevels(Callback, "KeInitializeThreadedDpc"); !ok || got.Min != PassiveLevel {
		t.Errorf("KeInitializeThreadedDpc: %+v %t", got, ok)
	}
}

// A routine means the same on the other side of a process's border.
func TestRoutineCrossesProcesses(t *testing.T) {
	for _, name := range []string{"KeWaitForSingleObject", "ExAcquireFastMutex", "PsCreateSystemThread"} {
		before := Lookup(name)
		text, err := json.Marshal(before)
		if err != nil {
			t.Fatal(err)
		}
		var after Routine
		if err := json.Unmarshal(text, &after); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(before, &after) {
			t.Errorf("%s: %+v became %+v", name, before, after)
		}
	}
}

// A function is known by the parameter or member that it is handed to, whatever the routine is called.
func TestHanded(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{TypeOfArgument("IoConnectInterrupt", 1), "KSERVICE_ROUTINE"},
		{TypeOfArgument("IoConnectInterrupt", 0), ""},
		{TypeOfArgument("KeInitializeDpc", 1), "KDEFERRED_ROUTINE"},
		{TypeOfArgument("NoSuchRoutine", 1), ""},
		{TypeOfField("_WDF_INTERRUPT_CONFIG", "EvtInterruptIsr"), "EVT_WDF_INTERRUPT_ISR"},
		{TypeOfField("drvlint_WDF_INTERRUPT_CONFIG", "EvtInterruptIsr"), "EVT_WDF_INTERRUPT_ISR"},
		{TypeOfField("_IO_CONNECT_INTERRUPT_PARAMETERS", "ServiceRoutine"), "KSERVICE_ROUTINE"},
		{TypeOfField("_WDF_INTERRUPT_CONFIG", "PassiveHandling"), ""},
	} {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(handedTable), "\n") {
		if fields := strings.Split(line, "\t"); len(fields) != 4 || callbackLevels()[fields[3]] == (LevelRange{}) && !strings.Contains(callbacksTable, fields[3]+"\t") {
			t.Errorf("%q: want kind, name, index or member, and a function type in callbacks.tsv", line)
		}
	}
}

// The row on what a routine does gives its level where no page does, and contradicts none that is right.
func TestHighestLevelsAgree(t *testing.T) {
	for name, r := range tables().routines {
		row, known := r.Levels()
		if known != (r.MaxIRQL != "") {
			t.Errorf("%s: %q is no level", name, r.MaxIRQL)
		}
		_, mended := tables().levels[name]
		if documented, ok := Levels(name); known && !mended && (!ok || documented.Max != row.Max) {
			t.Errorf("%s: its row says %+v, its page %+v", name, row, documented)
		}
	}
	own := Table{"ZwClose": {MaxIRQL: "APC_LEVEL"}, "KeSetEvent": {}}
	if got, ok := own.Levels("ZwClose"); !ok || got.Max != APCLevel {
		t.Errorf("a row of the driver's own: %+v %t", got, ok)
	}
	kernel, _ := Levels("KeSetEvent")
	if got, ok := own.Levels("KeSetEvent"); !ok || got != kernel {
		t.Errorf("a row without a level: %+v %t, want %+v", got, ok, kernel)
	}
}

// Who asks is known of callbacks of which the levels are.
func TestInAsker(t *testing.T) {
	for typedef, majors := range askers() {
		if _, ok := CallbackLevels(typedef); !ok || slices.Contains(majors, 0x12) || slices.Contains(majors, 2) {
			t.Errorf("%s: %v %t", typedef, majors, ok)
		}
	}
	if majors := InAsker("PFLT_PRE_OPERATION_CALLBACK"); !slices.Contains(majors, 0) {
		t.Errorf("IRP_MJ_CREATE is not among %v", majors)
	}
	if majors := InAsker("PFLT_POST_OPERATION_CALLBACK"); len(majors) > 0 {
		t.Errorf("a post-operation callback may run in any thread: %v", majors)
	}
}

// What comes at the highest of several levels has several, up to DISPATCH_LEVEL.
func TestHighest(t *testing.T) {
	for typedef := range highest() {
		if levels, ok := CallbackLevels(typedef); !ok || levels.Min >= levels.Max || levels.Max != DispatchLevel {
			t.Errorf("%s: %+v %t", typedef, levels, ok)
		}
	}
	never := func(string, string) bool { return false }
	if at, does := AtHighest("IO_COMPLETION_ROUTINE", never); !does || !slices.Equal(at.Majors, []int64{3, 4, 15}) || at.Layers != "" {
		t.Errorf("IO_COMPLETION_ROUTINE: %+v %t", at, does)
	}
	if at, does := AtHighest("EVT_WDF_REQUEST_CANCEL", never); !does || len(at.Majors) > 0 {
		t.Errorf("EVT_WDF_REQUEST_CANCEL: %+v %t", at, does)
	}
	if at, does := AtHighest("FWPS_CALLOUT_CLASSIFY_FN1", never); !does || at.Layers == "" || !BusyLayer(at.Layers+"INBOUND_TRANSPORT_V4") || BusyLayer(at.Layers+"ALE_CONNECT_REDIRECT_V4") {
		t.Errorf("FWPS_CALLOUT_CLASSIFY_FN1: %+v %t", at, does)
	}
	if _, does := AtHighest("EVT_WDF_REQUEST_CANCEL", func(_, member string) bool { return member == "ExecutionLevel" }); does {
		t.Error("a driver that asks for a level is canceled at that")
	}
	if _, does := AtHighest("KDEFERRED_ROUTINE", never); does {
		t.Error("a DPC comes at one level only")
	}
}

// A member decides at which level a function is entered: each row names one that takes a function of
// that type beside it.
func TestLevelsUnless(t *testing.T) {
	if _, ok := LevelsUnless("", func(string, string) bool { return false }); ok {
		t.Error("no type has levels")
	}
	for _, set := range []bool{false, true} {
		levels, ok := LevelsUnless("EVT_WDF_INTERRUPT_ISR", func(tag, member string) bool {
			return tag == "_WDF_INTERRUPT_CONFIG" && member == "PassiveHandling" && set
		})
		if ok == set || ok && levels.Min != DeviceLevel {
			t.Errorf("passive handling set: %t, known to be at the device's level: %t, %+v", set, ok, levels)
		}
	}
	for _, member := range []string{"HwInterrupt", "HwMSInterruptRoutine", ""} {
		levels, ok := LevelsUnless("HW_INITIALIZE", func(_, set string) bool { return set == member })
		if ok != (member == "") || ok && levels != (LevelRange{Min: DispatchLevel, Max: DispatchLevel}) {
			t.Errorf("with %q: known to have no interrupt: %t, %+v", member, ok, levels)
		}
	}
	if levels, ok := CallbackLevels("DRIVER_DISPATCH_PAGED"); !ok || levels.Max != APCLevel {
		t.Errorf("DRIVER_DISPATCH_PAGED: %+v", levels)
	}
}

// Requests tell by certain members and routines what a program in user mode says, and its mode.
func TestUserMode(t *testing.T) {
	if !UserMember("_IRP", "SystemBuffer") || UserMember("_IRP", "MdlAddress") || !ModeMember("_IRP", "RequestorMode") || ModeMemberOf(TagOf(IRP)) != "RequestorMode" {
		t.Error("members of an IRP")
	}
	if UserOut("WdfRequestRetrieveInputBuffer") != 2 || UserOut("WdfRequestRetrieveOutputBuffer") != -1 {
		t.Error("buffers of the framework")
	}
	if UserParameter("FltCreateCommunicationPort", 6) != 1 || UserParameter("FltCreateCommunicationPort", 5) != -1 {
		t.Error("messages to a port")
	}
	if list := UserHandlers(); len(list) == 0 || list[0] != (UserHandler{"_FAST_IO_DISPATCH", "FastIoDeviceControl", 2}) {
		t.Error("callbacks in members")
	}
	if !AsksMode("ExGetPreviousMode") || AsksMode("KeGetCurrentIrql") {
		t.Error("routines that ask for the mode")
	}
	for p := range fromUser().parameters {
		if r := Lookup(p.routine); r == nil {
			t.Errorf("%s is not known", p.routine)
		}
	}
}

func TestAfterXP(t *testing.T) {
	for name, want := range map[string]bool{
		"PsSetCreateProcessNotifyRoutineEx": true, "CmRegisterCallbackEx": true, "FwpsCalloutRegister": true, "ExSetTimer": true,
		"PsSetCreateProcessNotifyRoutine": false, "FltSendMessage": false, "ExAcquireFastMutex": false, "IofCallDriver": false, "": false,
	} {
		if got := AfterXP(name); got != want {
			t.Errorf("AfterXP(%q) = %v", name, got)
		}
	}
}

func TestLasting(t *testing.T) {
	for name, want := range map[string]bool{`\Driver\Disk`: true, `\driver\disk`: true, `\SystemRoot`: true, `\Driver\kbdclass`: false, `Disk`: false, "": false} {
		if got := Lasting(name); got != want {
			t.Errorf("Lasting(%q) = %v", name, got)
		}
	}
}

// What undoes a registration is known, and known to undo it: else whoever calls it is told that nothing does.
func TestRegistrationsAreUndone(t *testing.T) {
	for name, r := range tables().routines {
		registers := r.Effect(Register, Anything)
		if registers == nil {
			continue
		}
		for _, undo := range r.Pair {
			undo, _, _ = strings.Cut(undo, "(") // (Remove=TRUE)
			if by := Lookup(undo); by.Effect(Unregister|Register|Free|Close|Cancel|Wait|Dereference, Anything) == nil {
				t.Errorf("%s is undone by %s, of which nothing is known", name, undo)
			} else if by.Does(Unregister) && !by.DoesTo(Unregister, registers.On) {
				t.Errorf("%s is undone by %s, which undoes %v", name, undo, by.Effects)
			}
		}
	}
}
