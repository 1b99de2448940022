// References that a function gives its caller though it fails, and others to what a routine gave.
#include <ntifs.h>

// Who calls it drops nothing where it fails.
NTSTATUS OpenBad(PUNICODE_STRING Name, ULONG Size, PFILE_OBJECT *File, PVOID Api)
{
    PDEVICE_OBJECT device;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, File, &device);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (device->SectorSize < Size) {
        return STATUS_NOT_SUPPORTED; // want "`OpenBad` fails here with the reference that `IoGetDeviceObjectPointer` has taken, and whose pointer it has stored in `\*File`: its callers drop that only where it succeeds"
    }
    RtlCopyMemory(Api, device->DeviceExtension, Size);
    return STATUS_SUCCESS;
}

NTSTATUS UseOpen(PUNICODE_STRING Name)
{
    PFILE_OBJECT file;
    ULONGLONG api;
    NTSTATUS status = OpenBad(Name, sizeof(api), &file, &api);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    DbgPrint("%p %I64x\n", file, api);
    ObDereferenceObject(file);
    return STATUS_SUCCESS;
}

NTSTATUS FindBad(HANDLE Id, PEPROCESS *Process, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    *Process = process;
    if (PsGetProcessExitStatus(process) != STATUS_PENDING) {
        return STATUS_PROCESS_IS_TERMINATING; // want "`FindBad` fails here with the reference that `PsLookupProcessByProcessId` has taken"
    }
    *Session = PsGetProcessSessionId(process);
    return STATUS_SUCCESS;
}

NTSTATUS UseFind(HANDLE Id)
{
    PEPROCESS process;
    ULONG session;
    NTSTATUS status = FindBad(Id, &process, &session);

    if (NT_SUCCESS(status)) {
        DbgPrint("%p %lu\n", process, session);
        ObDereferenceObject(process);
    }
    return status;
}

// Its caller looks at the pointer, whatever was returned.
NTSTATUS GiveOk(HANDLE Id, PEPROCESS *Process, PULONG Session)
{
    NTSTATUS status = PsLookupProcessByProcessId(Id, Process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (PsGetProcessExitStatus(*Process) != STATUS_PENDING) {
        return STATUS_PROCESS_IS_TERMINATING;
    }
    *Session = PsGetProcessSessionId(*Process);
    return STATUS_SUCCESS;
}

NTSTATUS UseGive(HANDLE Id)
{
    PEPROCESS process = NULL;
    ULONG session;
    NTSTATUS status = GiveOk(Id, &process, &session);

    if (NT_SUCCESS(status)) {
        DbgPrint("%p %lu\n", process, session);
    }
    if (process != NULL) {
        ObDereferenceObject(process);
    }
    return status;
}

// It drops the reference itself, and says so.
NTSTATUS DropsOk(HANDLE Id, PEPROCESS *Process)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    *Process = process;
    if (PsGetProcessExitStatus(process) != STATUS_PENDING) {
        ObDereferenceObject(*Process);
        *Process = NULL;
        return STATUS_PROCESS_IS_TERMINATING;
    }
    return STATUS_SUCCESS;
}

NTSTATUS UseDrops(HANDLE Id)
{
    PEPROCESS process;
    NTSTATUS status = DropsOk(Id, &process);

    if (NT_SUCCESS(status)) {
        ObDereferenceObject(process);
    }
    return status;
}

// Another reference to what a routine gave.
NTSTATUS GuardBad(PUNICODE_STRING Name, PDRIVER_OBJECT Driver)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device, own;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObject(device);
    ObDereferenceObject(file);
    status = IoCreateDevice(Driver, 0, NULL, device->DeviceType, 0, FALSE, &own);
    if (!NT_SUCCESS(status)) {
        return status; // want "`GuardBad` returns here with the reference that `ObReferenceObject` has taken"
    }
    own->Flags |= device->Flags & DO_BUFFERED_IO;
    ObDereferenceObject(device);
    return STATUS_SUCCESS;
}

// What it returns is the status of the call that gives the pointer.
NTSTATUS AgainOk(HANDLE Id, PEPROCESS *Process)
{
    NTSTATUS status = PsLookupProcessByProcessId(Id, Process);

    if (!NT_SUCCESS(status) && status != STATUS_INVALID_PARAMETER) {
        return status;
    }
    if (status == STATUS_INVALID_PARAMETER) {
        status = ZwYieldExecution();
        if (NT_SUCCESS(status)) {
            status = PsLookupProcessByProcessId(Id, Process);
        }
    }
    return status;
}

NTSTATUS UseAgain(HANDLE Id)
{
    PEPROCESS process;
    NTSTATUS status = AgainOk(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

static VOID DropAndForget(PEPROCESS *Process)
{
    ObDereferenceObject(*Process);
    *Process = NULL;
}

NTSTATUS HelperOk(HANDLE Id, PEPROCESS *Process)
{
    NTSTATUS status = PsLookupProcessByProcessId(Id, Process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = PsGetProcessExitStatus(*Process);
    if (!NT_SUCCESS(status)) {
        DropAndForget(Process);
    }
    return status;
}

NTSTATUS UseHelper(HANDLE Id)
{
    PEPROCESS process;
    NTSTATUS status = HelperOk(Id, &process);

    if (NT_SUCCESS(status)) {
        ObDereferenceObject(process);
    }
    return status;
}

// Where it was given none, there is nothing that could be lost.
BOOLEAN LateOk(PUNICODE_STRING Name, PULONG Flags)
{
    PFILE_OBJECT file;
    PDEVICE_OBJECT device;
    NTSTATUS status = IoGetDeviceObjectPointer(Name, FILE_READ_DATA, &file, &device);

    ObReferenceObject(device);
    ObDereferenceObject(file);
    if (!NT_SUCCESS(status)) {
        return FALSE;
    }
    *Flags = device->Flags;
    ObDereferenceObject(device);
    return TRUE;
}
