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
