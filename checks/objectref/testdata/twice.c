// Two references to one object.
#include <ntifs.h>

NTSTATUS TwiceBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObject(process);
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS; // want "`TwiceBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"
}

NTSTATUS TwiceOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObject(process);
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

// The other one is for what gets the pointer.
NTSTATUS StoredOk(HANDLE Id, PEPROCESS *Watched)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObReferenceObject(process);
    *Watched = process;
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

// The other one may fail.
NTSTATUS PerhapsOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ObReferenceObjectByPointer(process, 0, *PsProcessType, KernelMode);
    if (NT_SUCCESS(status)) {
        *Session = PsGetProcessSessionId(process);
        ObDereferenceObject(process);
    }
    ObDereferenceObject(process);
    return status;
}

// The variable is given something else.
NTSTATUS SecondBad(HANDLE First, HANDLE Second, PULONG Session)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(First, &process))) { // want "`PsLookupProcessByProcessId` takes a reference here, and `process` is given something else before it is dropped .line 75."
        return STATUS_NOT_FOUND;
    }
    *Session = PsGetProcessSessionId(process);
    if (!NT_SUCCESS(PsLookupProcessByProcessId(Second, &process))) {
        return STATUS_NOT_FOUND;
    }
    *Session += PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS ClearedBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) { // want "is given something else before it is dropped"
        return STATUS_NOT_FOUND;
    }
    *Session = PsGetProcessSessionId(process);
    process = NULL;
    return STATUS_SUCCESS;
}

NTSTATUS ElseOk(HANDLE First, HANDLE Second, PULONG Session)
{
    PEPROCESS process;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(First, &process)) && !NT_SUCCESS(PsLookupProcessByProcessId(Second, &process))) {
        return STATUS_NOT_FOUND;
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS MovedOk(HANDLE Id, PEPROCESS *Watched, PULONG Session)
{
    PEPROCESS process, other;

    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return STATUS_NOT_FOUND;
    }
    other = process;
    process = NULL;
    *Session = PsGetProcessSessionId(other);
    ObDereferenceObject(other);
    if (!NT_SUCCESS(PsLookupProcessByProcessId(Id, &process))) {
        return STATUS_NOT_FOUND;
    }
    *Watched = process;
    process = NULL;
    return STATUS_SUCCESS;
}

ULONG LowestOk(PDEVICE_OBJECT Device)
{
    PDEVICE_OBJECT at = IoGetAttachedDeviceReference(Device), next;
    ULONG flags = 0;

    while (at != NULL) {
        flags |= at->Flags;
        next = IoGetLowerDeviceObject(at);
        ObDereferenceObject(at);
        at = next;
    }
    return flags;
}
