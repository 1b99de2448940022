// Whether a lookup succeeded, in a variable or as the result of a helper, and pointers that go through references.
#include <ntifs.h>

BOOLEAN IsOurs(HANDLE Id);

NTSTATUS VariableBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    BOOLEAN found = NT_SUCCESS(PsLookupProcessByProcessId(Id, &process));

    if (!found) {
        return STATUS_NOT_FOUND;
    }
    if (IsOurs(Id)) {
        return STATUS_ACCESS_DENIED; // want "`VariableBad` returns here with the reference that `PsLookupProcessByProcessId` has taken"
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS FailedBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    bool failed = !NT_SUCCESS(PsLookupProcessByProcessId(Id, &process));

    if (failed) {
        return STATUS_NOT_FOUND;
    }
    if (IsOurs(Id)) {
        return STATUS_ACCESS_DENIED; // want "`FailedBad` returns here with the reference"
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

static bool Find(HANDLE Id, PEPROCESS &Process)
{
    return NT_SUCCESS(PsLookupProcessByProcessId(Id, &Process));
}

static BOOLEAN FindBehind(HANDLE Id, PEPROCESS *Process)
{
    NTSTATUS status = PsLookupProcessByProcessId(Id, Process);
    BOOLEAN found = NT_SUCCESS(status);

    return found;
}

NTSTATUS FindBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;

    if (!Find(Id, process)) {
        return STATUS_NOT_FOUND;
    }
    if (IsOurs(Id)) {
        return STATUS_ACCESS_DENIED; // want "`FindBad` returns here with the reference that `Find` has taken"
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS BehindBad(HANDLE Id, PULONG Session)
{
    PEPROCESS process;

    if (!FindBehind(Id, &process)) {
        return STATUS_NOT_FOUND;
    }
    if (IsOurs(Id)) {
        return STATUS_ACCESS_DENIED; // want "`BehindBad` returns here with the reference that `FindBehind` has taken"
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS FindOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process;

    if (!Find(Id, process)) {
        return STATUS_NOT_FOUND;
    }
    *Session = PsGetProcessSessionId(process);
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}

NTSTATUS FoundOk(HANDLE Id, PULONG Session)
{
    PEPROCESS process;
    BOOLEAN found = NT_SUCCESS(PsLookupProcessByProcessId(Id, &process));

    if (found) {
        *Session = PsGetProcessSessionId(process);
    }
    if (found) {
        ObDereferenceObject(process);
    }
    return STATUS_SUCCESS;
}

// The caller gets the reference.
NTSTATUS GivesOk(HANDLE Id, PEPROCESS &Process)
{
    NTSTATUS status = PsLookupProcessByProcessId(Id, &Process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    return STATUS_SUCCESS;
}
