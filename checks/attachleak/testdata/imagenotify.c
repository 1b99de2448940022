// A routine that is told of images runs in the process whose ID it is given: attached to that, the thread is where it was.
#include <ntifs.h>

static HANDLE Watched;

static VOID Read(PVOID Base)
{
    RtlZeroMemory(Base, 64);
}

static VOID LoadedOk(PUNICODE_STRING Name, HANDLE Id, PIMAGE_INFO Info)
{
    PEPROCESS process;
    KAPC_STATE state;

    UNREFERENCED_PARAMETER(Name);
    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return;
    }
    KeStackAttachProcess(process, &state);
    if (Info->ImageBase == NULL) {
        return;
    }
    Read(Info->ImageBase);
    KeUnstackDetachProcess(&state);
}

// It may be called for any process.
static VOID LookBad(HANDLE Id, PVOID Base)
{
    PEPROCESS process;
    KAPC_STATE state;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return;
    }
    KeStackAttachProcess(process, &state);
    if (Base == NULL) {
        return; // want "`LookBad` returns here still attached"
    }
    Read(Base);
    KeUnstackDetachProcess(&state);
}

static VOID LookOk(HANDLE Id, PVOID Base)
{
    PEPROCESS process;
    KAPC_STATE state;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return;
    }
    KeStackAttachProcess(process, &state);
    if (Base == NULL) {
        return;
    }
    Read(Base);
    KeUnstackDetachProcess(&state);
}

static VOID HandedOk(PUNICODE_STRING Name, HANDLE Id, PIMAGE_INFO Info)
{
    UNREFERENCED_PARAMETER(Name);
    LookOk(Id, Info->ImageBase);
    LookBad(Watched, Info->ImageBase);
}

// Another process, or another way to come by one.
static VOID LoadedBad(PUNICODE_STRING Name, HANDLE Id, PIMAGE_INFO Info)
{
    PEPROCESS process;
    KAPC_STATE state;

    UNREFERENCED_PARAMETER(Name);
    if (Info->SystemModeImage) {
        Id = Watched;
    }
    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return;
    }
    KeStackAttachProcess(process, &state);
    if (Info->ImageBase == NULL) {
        return; // want "`LoadedBad` returns here still attached"
    }
    Read(Info->ImageBase);
    KeUnstackDetachProcess(&state);
}

// A process is created in its parent.
static VOID CreatedBad(HANDLE Parent, HANDLE Id, BOOLEAN Create)
{
    PEPROCESS process;
    KAPC_STATE state;

    UNREFERENCED_PARAMETER(Parent);
    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return;
    }
    KeStackAttachProcess(process, &state);
    if (!Create) {
        return; // want "`CreatedBad` returns here still attached"
    }
    Read(process);
    KeUnstackDetachProcess(&state);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT Driver, PUNICODE_STRING Path)
{
    UNREFERENCED_PARAMETER(Driver);
    UNREFERENCED_PARAMETER(Path);
    PsSetLoadImageNotifyRoutine(LoadedOk);
    PsSetLoadImageNotifyRoutine(HandedOk);
    PsSetLoadImageNotifyRoutine(LoadedBad);
    PsSetCreateProcessNotifyRoutine(CreatedBad, FALSE);
    return STATUS_SUCCESS;
}
