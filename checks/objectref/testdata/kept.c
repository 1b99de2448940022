// A pointer that one way stores, and another loses.
#include <fltKernel.h>

typedef struct _STREAM {
    PFLT_FILE_NAME_INFORMATION Name;
    PEPROCESS Owner;
} STREAM, *PSTREAM;

static VOID Keep(PSTREAM Stream, PEPROCESS Process)
{
    Stream->Owner = Process;
}

NTSTATUS NameBad(PFLT_CALLBACK_DATA Data, PSTREAM Stream)
{
    PFLT_FILE_NAME_INFORMATION old, name;
    NTSTATUS status = FltGetFileNameInformation(Data, FLT_FILE_NAME_OPENED | FLT_FILE_NAME_QUERY_DEFAULT, &name);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = FltParseFileNameInformation(name);
    if (!NT_SUCCESS(status)) {
        return status; // want "`NameBad` returns here with the reference that `FltGetFileNameInformation` has taken: nobody"
    }
    old = InterlockedExchangePointer((PVOID *)&Stream->Name, name);
    if (old != NULL) {
        FltReleaseFileNameInformation(old);
    }
    return status;
}

NTSTATUS NumberBad(PSTREAM Stream, HANDLE Id)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Stream->Owner != NULL) {
        return STATUS_ALREADY_REGISTERED; // want "`NumberBad` returns here"
    }
    Keep(Stream, process);
    return STATUS_SUCCESS;
}

NTSTATUS CopiedBad(PSTREAM Stream, HANDLE Id)
{
    PEPROCESS process;
    NTSTATUS status, result;

    status = PsLookupProcessByProcessId(Id, &process);
    if (NT_SUCCESS(status)) {
        result = FltParseFileNameInformation(Stream->Name);
        if (NT_SUCCESS(result)) {
            Stream->Owner = process;
        }
        status = result;
    }
    return status; // want "`CopiedBad` returns here"
}

PEPROCESS NoneBad(PSTREAM Stream, HANDLE Id)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return NULL;
    }
    if (PsGetProcessExitStatus(process) != STATUS_PENDING) {
        return NULL; // want "`NoneBad` returns here"
    }
    Stream->Owner = process;
    return process;
}

// Whether to keep it, something tells that is not seen.
NTSTATUS SucceedsOk(PSTREAM Stream, HANDLE Id, BOOLEAN Wanted)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (Wanted) {
        Stream->Owner = process;
    }
    return STATUS_SUCCESS;
}

NTSTATUS ForgottenOk(PSTREAM Stream, HANDLE Id)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = FltParseFileNameInformation(Stream->Name);
    if (!NT_SUCCESS(status)) {
        status = STATUS_SUCCESS;
    } else {
        Stream->Owner = process;
    }
    return status;
}

VOID TwoBad(HANDLE Id, ULONG Kind)
{
    switch (Kind) {
    case 1: {
        PEPROCESS process;

        if (NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
            DbgPrint("%p", PsGetProcessId(process));
        }
        break;
    }
    case 2: {
        PEPROCESS process;

        if (NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
            DbgPrint("%p", PsGetProcessId(process));
        }
        break;
    }
    }
} // want "`PsLookupProcessByProcessId` has taken .line 116.: nobody" "`PsLookupProcessByProcessId` has taken .line 124.: nobody"

// Two calls, one variable, one way out: told once.
NTSTATUS EitherBad(HANDLE Id, HANDLE Other, BOOLEAN First)
{
    PEPROCESS process;
    NTSTATUS status;

    if (First) {
        status = PsLookupProcessByProcessId(Id, &process);
    } else {
        status = PsLookupProcessByProcessId(Other, &process);
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (PsGetProcessExitStatus(process) != STATUS_PENDING) {
        return STATUS_PROCESS_IS_TERMINATING; // want "`EitherBad` returns here with the reference that `PsLookupProcessByProcessId` has taken, which"
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

static PDEVICE_OBJECT Disk;

NTSTATUS ReadSector(PDEVICE_OBJECT Device, PULONG Sector);

// The device is kept, and the reference with it: on a way that fails it is not.
NTSTATUS OpenDiskOk(PUNICODE_STRING Name, PULONG Sector)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ReadSector(device, Sector);
    if (NT_SUCCESS(status)) {
        Disk = device;
    } else {
        ObDereferenceObject(file);
    }
    return status;
}

NTSTATUS OpenDiskBad(PUNICODE_STRING Name, PULONG Sector)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    Disk = device;
    status = ReadSector(device, Sector);
    if (status == STATUS_END_OF_FILE) {
        ObDereferenceObject(file);
        return status;
    }
    if (!NT_SUCCESS(status)) {
        return status; // want "`OpenDiskBad` returns here with the reference that `IoGetDeviceObjectPointer` has taken"
    }
    return STATUS_SUCCESS;
}

NTSTATUS (*Walk)(PETHREAD Thread);

// A way that neither keeps it nor drops it leads to the next one.
VOID EachThreadBad(ULONG_PTR Last)
{
    for (ULONG_PTR id = 4; id < Last; id += 4) {
        PETHREAD thread;

        if (!NT_SUCCESS(PsLookupThreadByThreadId((HANDLE)id, &thread))) { // want "takes a reference here, in a loop"
            continue;
        }
        if (!PsIsSystemThread(thread)) {
            continue;
        }
        Walk(thread);
    }
}

// Each is kept.
VOID EachThreadKeptOk(ULONG_PTR Last)
{
    for (ULONG_PTR id = 4; id < Last; id += 4) {
        PETHREAD thread;

        if (NT_SUCCESS(PsLookupThreadByThreadId((HANDLE)id, &thread))) {
            Walk(thread);
        }
    }
}
