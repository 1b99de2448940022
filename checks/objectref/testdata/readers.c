// Routines that read what they are given, act on it, and keep none of it.
#include <fltKernel.h>
#include <ntstrsafe.h>

NTSTATUS MmUnmapViewOfSection(PEPROCESS Process, PVOID Base);
PVOID PsGetProcessSectionBaseAddress(PEPROCESS Process);
VOID DoTraceLevelMessage(ULONG Level, ULONG Flags, PCSTR Format, ...);

VOID RtlAvlRemoveNode(PVOID Tree, PVOID Node);
NTSTATUS PsQueryLiveness(PVOID Object, PULONG Live);
VOID ObpReleaseLast(PVOID Object);
VOID PsRegisterWatched(PVOID Object);
VOID PsInsertTail(PVOID Tail);
VOID Elsewhere(PVOID Pointer);

NTSTATUS UnmapBad(HANDLE Id)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    return MmUnmapViewOfSection(process, PsGetProcessSectionBaseAddress(process)); // want "`UnmapBad` returns here with the reference"
}

FLT_PREOP_CALLBACK_STATUS TraceBad(PFLT_CALLBACK_DATA Data)
{
    PFLT_FILE_NAME_INFORMATION info = NULL;

    if (!NT_SUCCESS(FltGetFileNameInformation(Data, FLT_FILE_NAME_NORMALIZED | FLT_FILE_NAME_QUERY_DEFAULT, &info))) {
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    }
    DoTraceLevelMessage(4, 1, "opened %wZ", &info->Name);
    DoTraceLevelMessage(4, 1, "by %p", info);
    return FLT_PREOP_SUCCESS_NO_CALLBACK; // want "`TraceBad` returns here with the reference"
}

// No page documents these, but they are the kernel's own by their names: it keeps no pointer without a reference of its own.
NTSTATUS UndocumentedBad(HANDLE Id, PVOID Node, PULONG Live)
{
    PEPROCESS process;
    PVOID tree;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return STATUS_NOT_FOUND;
    }
    tree = (PVOID)((ULONG_PTR)process + 0x7d8);
    RtlAvlRemoveNode(tree, Node);
    return PsQueryLiveness(process, Live); // want "`UndocumentedBad` returns here with the reference"
}

// The name says that it drops, notes or chains what it is given, or it is none of the kernel's.
VOID UndocumentedOk(HANDLE Id, ULONG How)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return;
    }
    switch (How) {
    case 0: ObpReleaseLast(process); break;
    case 1: PsRegisterWatched(process); break;
    case 2: PsInsertTail((PUCHAR)process + 8); break;
    default: Elsewhere(process); break;
    }
}

// A pointer into the object, in a variable of its own, is as good as the one to it: what is stored keeps the reference, ways before that don't.
NTSTATUS InsideBad(HANDLE Id, PLIST_ENTRY *Hidden)
{
    PEPROCESS process;
    PLIST_ENTRY links;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return STATUS_NOT_FOUND;
    }
    links = (PLIST_ENTRY)((PUCHAR)process + 0xb8);
    if (!MmIsAddressValid(links->Flink)) {
        return STATUS_UNSUCCESSFUL; // want "`InsideBad` returns here with the reference"
    }
    *Hidden = links;
    return STATUS_SUCCESS;
}

static ULONG NameOffset;

VOID CopiedBad(HANDLE Id, PCHAR Name)
{
    PEPROCESS process;
    PCHAR name = NULL;

    if (NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        name = (PCHAR)process + 0x5a8;
        RtlCopyMemory(Name, name, 15);
        RtlCopyMemory(Name + 16, (PCHAR)process + 0x450, 8);
        RtlStringCchCopyNA(Name + 24, 16, (PCHAR)((ULONG_PTR)process + NameOffset), 15);
    }
} // want "`CopiedBad` returns here with the reference"

// It walks a list of the system: other objects, in the end.
PVOID WalksOk(HANDLE Id)
{
    PEPROCESS process;
    PLIST_ENTRY links;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return NULL;
    }
    links = (PLIST_ENTRY)((PUCHAR)process + 0xb8);
    while (!MmIsAddressValid(links)) {
        links = links->Flink;
    }
    return links;
}
