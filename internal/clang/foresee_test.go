package clang

import (
	"path/filepath"
	"testing"
)

// What the text tells of names that nobody declares is known before the first parse.
func TestForeseen(t *testing.T) {
	for _, test := range []struct{ name, file, text string }{
		{"an address", "a.c", "long compare(const void *a);\nlong f(void) { return compare(&PORTSET_Topology); }\n"},
		{"an address, and a macro that may define it", "a.cpp", "DEFINE_TABLE(AutomationVolume, Items)\nconst void *f() { return &AutomationVolume; }\n"},
		{"an enumerator in the older fashion", "a.cpp", "long take(long a, long b);\nlong f() { return take(1, eFirstJack); }\n"},
		{"a base class", "a.cpp", "class Stream : public IFirstPort,\n  public ISecondPort\n{\npublic: long count; };\nlong f(Stream *s) { return s->count; }\n"},
		{"a cast like a call", "a.cpp", "long f(void *p)\n{\n\tPITEM_HEADER first = PITEM_HEADER(p);\n\tPITEM_HEADER second = 0;\n\treturn first == second;\n}\n"},
		{"members of elements", "a.c", "long f(void)\n{\n\tENTRY_BOX list[2];\n\tlist[0].Flags = 1;\n\tlist[1].Name = 0;\n\treturn list[0].Flags;\n}\n"},
		{"members of what is cast", "a.c", "long f(void *p) { return ((PENTRY_BOX)p)->Flags; }\nlong g(ENTRY_BOX *p) { return p->Name; }\n"},
		{"a type of functions", "a.c", "SLOTWORK CountSlots;\nlong CountSlots(void *p)\n{\n\treturn p != 0;\n}\n"},
		{"a namespace in capitals", "a.cpp", "namespace OWN { namespace Util { long Get(); } }\nlong OWN::Util::Get() { return 1; }\nlong f() { return OWN::Util::Get(); }\n"},
		{"an interface of the driver's", "a.cpp", "#include <ntddk.h>\n#include <portcls.h>\nDECLARE_INTERFACE_(IAdapterThing, IUnknown) { STDMETHOD_(NTSTATUS, Init)(THIS_ int n) PURE; };\ntypedef IAdapterThing *PADAPTERTHING;\nlong f(PADAPTERTHING p) { return p->Init(1); }\n"},
		{"tables of an audio driver", "a.cpp", "#include <portcls.h>\nNTSTATUS Handle(PPCPROPERTY_REQUEST r) { return r->Verb + *(PULONG)r->Value; }\nstatic PCPROPERTY_ITEM items[] = { { NULL, 1, 2, Handle } };\nDEFINE_PCAUTOMATION_TABLE_PROP(AutomationVolume, items);\nstatic PCNODE_DESCRIPTOR nodes[] = { { 0, &AutomationVolume, NULL, NULL } };\nconst void *f() { return &nodes[0]; }\n"},
		{"methods of an interface of the audio drivers", "a.cpp", "#include <portcls.h>\nstruct Port { PSERVICETHING Group; PUNKNOWN Outer; void Join(PSERVICETHING group) { group->Add(1); Group = group; (*this).Group->AddRef(); } };\n"},
		{"identifiers that only stand as addresses", "a.cpp", "#include <portcls.h>\nstruct TABLE { const GUID *set; int n; };\nstatic const TABLE all[] = { { &KSPROPSETID_OwnAudio, 1 }, { &KSAUDFNAME_OWN_VOLUME, _I16_MAX } };\nlong take(REFGUID g);\nlong f() { return take(IID_IOwnPort) + sizeof(all); }\n"},
		{"identifiers by name", "a.cpp", "#include <portcls.h>\nDEFINE_GUIDSTRUCT(\"00000000-0000-0000-0000-000000000000\", PID_OWN);\n#define PID_OWN DEFINE_GUIDNAMED(PID_OWN)\nvoid take(const GUID *);\nvoid f() { take(&PID_OWN); }\n"},
		{"custom types of the driver framework", "a.cpp", "#include <wdf.h>\n#define IS(o, t) WdfObjectIsCustomType(o, Own_##t)\nWDF_DECLARE_CUSTOM_TYPE(Own_Box);\nNTSTATUS f(WDFOBJECT o)\n{\n\tif (IS(o, Box)) return STATUS_SUCCESS;\n\treturn WdfObjectAddCustomType(o, Own_Box);\n}\nvoid *g() { return (void *)WDF_ADD_CUSTOM_TYPE_FUNCTION_NAME(Own_Box); }\n"},
		{"a handle of the driver's", "a.c", "#include <ntddk.h>\nDECLARE_HANDLE(OWNBOX);\nlong take(OWNBOX first, OWNBOX *second);\nlong f(OWNBOX box) { return take(box, &box); }\n"},
		{"what is left out", "a.c", "#define OWN 0\n#if OWN\n#define OWN_LIMIT 3\ntypedef struct { long count; } OWN_BOX;\n#endif\nlong f(OWN_BOX *box) { return box->count + OWN_LIMIT; }\n"},
		{"what is left out of the model's", "a.cpp", "#include <ntddk.h>\n#ifndef _MSC_VER\n#define MAXUCHAR 0xff\n#define RtlInitUnicodeString(a, b)\n#endif\nUCHAR f(PUNICODE_STRING s) { RtlInitUnicodeString(s, L\"a\"); return MAXUCHAR; }\n"},
		{"a header that is told by its guard", "a.c", "#include <ntddk.h>\n#ifndef _NTDDK_\ntypedef struct _UNICODE_STRING { short Size; } UNICODE_STRING, *PUNICODE_STRING;\n#endif\nlong f(PUNICODE_STRING s) { return s->MaximumLength; }\n"},
		{"names that macros of the driver's declare", "a.c", "#define COMPARE(name, type) \\\n\tint name##Equal(type a, type b) { return a == b; }\n#define HOLD(name) static long name = 1\nCOMPARE(Box, long)\nHOLD(BoxCount);\nlong take(int (*compare)(long, long), long n);\nlong f(void) { return take(&BoxEqual, BoxCount); }\n"},
		{"names that macros of the driver's paste together", "a.c", "#include <ntddk.h>\n#define NAME(f) case IRP_MN_##f: return #f\n#define OWN(f) case Own##f: return #f\nconst char *f(UCHAR n) { switch (n) { NAME(WAIT_WAKE); NAME(QUERY_POWER); OWN(Start); OWN(Stop); } return 0; }\n"},
		{"constants behind case", "a.c", "long f(long n) { switch (n) { case scan_active: return 1; case scan_passive: return 2; } return 0; }\n"},
		{"transfers on USB", "a.cpp", "#include <usb.h>\nlong f(URB &u) { return u.UrbHeader.Function + u.UrbControlTransfer.Hdr.Length; }\n"},
		{"a call behind a label", "a.cpp", "long f(long n) { switch (n) { case 1: KitTrace(n); } return n; }\n"},
		{"constants behind case, put together", "a.c", "long f(long n) { switch (n) { case scan_active | scan_forced: return 1; } return 0; }\n"},
		{"a member behind a type", "a.c", "#include <ntddk.h>\nlong f(void *p) { return FIELD_OFFSET(ENTRY_BOX, Rest) + ((PENTRY_BOX)p)->Count; }\n"},
		{"what only assertions have", "a.c", "#include <ntddk.h>\nvoid f(void)\n{\n#if DBG\n\tKIRQL before = KeGetCurrentIrql();\n#endif\n\tNT_ASSERT(before == KeGetCurrentIrql());\n}\nvoid g(long before) { f(); KeSetEvent((PKEVENT)before, 0, FALSE); }\n"},
		{"values in braces", "a.cpp", "struct Box { BOX_STATE m_State{BoxStopped}; };\nlong f() { BOX_FLAGS flags{BoxNone}; return flags; }\n"},
		{"a type that a macro stands for", "a.c", "#define OWN_STATE SLOT_STATE\nlong take(void *p);\nlong f(void) { OWN_STATE state; return take(&state); }\n"},
		{"types that macros of the driver's take", "a.cpp", "#define GETTER(type, name) long Get##name(type *p)\nclass Box { GETTER(SLOT_CAPS, Caps); GETTER(SLOT_MODE, Mode); };\n"},
		{"a type that macros of the model take", "a.c", "#include <ntddk.h>\n#include <wdf.h>\nWDF_DECLARE_CONTEXT_TYPE_WITH_NAME(SlotControl, GetSlotControl)\nvoid *f(WDFOBJECT o) { return GetSlotControl(o); }\n"},
		{"a parameter without a name", "a.c", "#include <ntddk.h>\nlong take(_In_ PENTRY_LIST, IN PIRP);\nlong f(_In_ PENTRY_LIST list, PIRP irp) { return take(list, irp); }\n"},
		{"what C++ casts to", "a.cpp", "long take(void *p);\nlong f(void *p) { take(PSLOTPORT(p)); return take(reinterpret_cast<PSLOTPORT>(p)); }\n"},
		{"members that a value names", "a.c", "long take(void *p);\nlong f(long n)\n{\n\tSLOT_ROW row;\n\trow = (SLOT_ROW){ .Family = n, .Index = take((void *)n) };\n\treturn take(&row);\n}\n"},
		{"members of results", "a.c", "long f(void *p) { return SlotGetBox(p)->Flags + SlotGetBox(p)->Count; }\n"},
		{"a function that is handed on, too", "a.c", "long take(void *p, void *q);\nlong f(void *p) { take(p, SlotComplete); return SlotComplete(p, 1); }\n"},
		{"a type of what is called", "a.c", "typedef struct { SLOT_QUERY Query; } BOX;\nlong f(BOX *b) { SLOT_QUERY query = b->Query; return query(b, 1); }\n"},
		{"a type of numbers", "a.cpp", "long take(SLOT_FORMAT *format);\nlong f(SLOT_FORMAT format) { switch (format) { case SLOT_FIRST: return 1; } return format == SLOT_SECOND; }\n"},
		{"a structure, and pointers of the same name elsewhere", "a.c", "long f(void) { SLOT_RESULT param; param.Count = 1; return param.Count; }\nlong g(struct other { long Count; } *param) { return param->Count + param->Count + param->Count; }\n"},
		{"other names of a type", "a.c", "typedef SlotInformation SLOT_DATA, *PSLOT_DATA;\nstruct box { SLOT_DATA data; };\nlong f(struct box *b, PSLOT_DATA d) { return b->data.Count + d->Level; }\n"},
		{"members that objects of the model are assigned to", "a.c", "#include <ntddk.h>\nvoid f(PSLOT_BOX box, UNICODE_STRING name, LARGE_INTEGER time)\n{\n\tLARGE_INTEGER last = box->Last;\n\tbox->Name = name;\n\tbox->Time = time;\n\tlast = ((PSLOT_HEAD)box->Head)->First;\n\tRtlFreeUnicodeString(&box->Name);\n}\n"},
		{"members that the model lacks", "a.c", "#include <ntddk.h>\nlong f(PINQUIRYDATA data) { return data->SlotDescriptors[0] + data->DeviceType; }\n"},
		{"a type of functions with types that the model lacks", "a.c", "#include <ntddk.h>\n#include <wdf.h>\nEVT_UFX_DEVICE_ENDPOINT_ADD AddSlot;\nNTSTATUS AddSlot(UFXDEVICE device, const PUSB_ENDPOINT_DESCRIPTOR descriptor, PUFXENDPOINT_INIT init)\n{\n\treturn device && descriptor && init;\n}\n"},
		{"tables of kernel streaming", "a.cpp", "#include <ks.h>\nNTSTATUS Get(PIRP irp, PKSIDENTIFIER request, PVOID data) { return irp && request && data; }\nDEFINE_KSPROPERTY_TABLE(OwnItems) { { 1, Get, 0, 0, Get } };\nDEFINE_KSPROPERTY_SET_TABLE(OwnSets) { { &KSPROPSETID_OwnAudio, 1, OwnItems } };\nconst void *f() { return &OwnSets[0]; }\n"},
		{"properties of an audio circuit", "a.cpp", "#include <ntddk.h>\nlong take(const UNICODE_STRING *s);\nRECORDER_LOG g_Log{ nullptr };\nlong f() { DECLARE_CONST_ACXOBJECTBAG_DRIVER_PROPERTY_NAME(own, Slot); return take(&Slot); }\n"},
		{"a name that a macro of the model makes", "a.cpp", "#include <ks.h>\nlong take(long a);\nlong f() { return take(STATICGUIDOF(OWNTYPE_Audio)); }\n"},
	} {
		root := write(t, map[string]string{test.file: test.text})
		got := NewSession(root, LoadOptions{}).Load(Unit{File: filepath.Join(root, test.file)})
		if got.Stats.Parses != 1 || got.Stats.Errors > 0 || got.Stats.Missed > 0 {
			t.Errorf("%s: %d parses, %d errors, calls missed: %v; stubs:\n%s", test.name, got.Stats.Parses, got.Stats.Errors, got.Stats.Lost, got.StubText)
		}
	}
}

// A structure that is only declared gets at once the members that the text names of it.
func TestMembersOfIncomplete(t *testing.T) {
	root := write(t, map[string]string{"a.c": "typedef struct moment moment_t;\nstruct holder { moment_t when; };\nlong f(struct moment *now, moment_t then) { return now->seconds + then.rest; }\n"})
	got := NewSession(root, LoadOptions{}).Load(Unit{File: filepath.Join(root, "a.c")})
	if got.Stats.Parses != 1 || got.Stats.Errors > 0 {
		t.Errorf("%d parses and %d errors, want 1 and none; stubs:\n%s", got.Stats.Parses, got.Stats.Errors, got.StubText)
	}
}

// A type that can't be declared for another one that is missing is not invented: the next parse declares it.
func TestTypeOfMissingType(t *testing.T) {
	root := write(t, map[string]string{"a.c": "extern missing first;\ntypedef missing (*compare_f)(void);\nstruct box { compare_f compare; };\nlong f(struct box *b) { return b->compare(); }\n"})
	got := NewSession(root, LoadOptions{}).Load(Unit{File: filepath.Join(root, "a.c")})
	if got.Stats.Parses != 2 || got.Stats.Errors > 0 {
		t.Errorf("%d parses and %d errors, want 2 and none; stubs:\n%s", got.Stats.Parses, got.Stats.Errors, got.StubText)
	}
}
