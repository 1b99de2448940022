// Routines that read what they are given, act on it, and keep none of it.
#include <fltKernel.h>

NTSTATUS MmUnmapViewOfSection(PEPROCESS Process, PVOID Base);
PVOID PsGetProcessSectionBaseAddress(PEPROCESS Process);
VOID DoTraceLevelMessage(ULONG Level, ULONG Flags, PCSTR Format, ...);

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
