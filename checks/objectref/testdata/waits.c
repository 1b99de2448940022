// A wait that nothing but its object ends does not fail.
#include <ntifs.h>

NTSTATUS NoLimitOk(HANDLE Id, PKEVENT Event)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, NULL);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS EqualOk(HANDLE Id, PKEVENT Event)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, 0);
    if (status != STATUS_SUCCESS) {
        return status;
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS LimitBad(HANDLE Id, PKEVENT Event, PLARGE_INTEGER Limit)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = KeWaitForSingleObject(Event, Executive, KernelMode, FALSE, Limit);
    if (status != STATUS_SUCCESS) {
        return status; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS AlertableBad(HANDLE Id, PKEVENT Event)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = KeWaitForSingleObject(Event, Executive, KernelMode, TRUE, NULL);
    if (status != STATUS_SUCCESS) {
        return status; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS UserBad(HANDLE Id, PKEVENT Event)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = KeWaitForSingleObject(Event, Executive, UserMode, FALSE, NULL);
    if (status != STATUS_SUCCESS) {
        return status; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

// A mutex may have been abandoned.
NTSTATUS MutexBad(HANDLE Id, PKMUTEX Mutex)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = KeWaitForSingleObject(Mutex, Executive, KernelMode, FALSE, NULL);
    if (status != STATUS_SUCCESS) {
        return status; // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    ObDereferenceObject(process);
    KeReleaseMutex(Mutex, FALSE);
    return STATUS_SUCCESS;
}
