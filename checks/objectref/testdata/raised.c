// Exceptions that a handler of the function catches.
#include <ntifs.h>

NTSTATUS CopyBad(HANDLE Id, PVOID User, ULONG Size)
{
    PEPROCESS process;
    ULONG session;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    __try {
        session = PsGetProcessSessionId(process);
        ProbeForWrite(User, Size, 1);
        RtlCopyMemory(User, &session, sizeof(session));
        ObDereferenceObject(process);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode(); // want "the reference that `PsLookupProcessByProcessId` has taken, which is dropped on another way"
    }
    return STATUS_SUCCESS;
}

NTSTATUS CopyOk(HANDLE Id, PVOID User, ULONG Size)
{
    PEPROCESS process;
    ULONG session;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    __try {
        session = PsGetProcessSessionId(process);
        ProbeForWrite(User, Size, 1);
        RtlCopyMemory(User, &session, sizeof(session));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    ObDereferenceObject(process);
    return status;
}

// Nothing raises an exception while there is a reference.
NTSTATUS BeforeOk(HANDLE Id, PVOID User, ULONG Size)
{
    PEPROCESS process;
    ULONG session, copy;
    NTSTATUS status;

    __try {
        ProbeForWrite(User, Size, 1);
        status = PsLookupProcessByProcessId(Id, &process);
        if (!NT_SUCCESS(status)) {
            return status;
        }
        session = PsGetProcessSessionId(process);
        RtlCopyMemory(&copy, &session, sizeof(copy));
        ObDereferenceObject(process);
        RtlCopyMemory(User, &copy, sizeof(copy));
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

NTSTATUS TestedOk(HANDLE Id, PVOID User, ULONG Size)
{
    PEPROCESS process = NULL;
    NTSTATUS status;

    __try {
        status = PsLookupProcessByProcessId(Id, &process);
        if (NT_SUCCESS(status)) {
            ProbeForWrite(User, Size, 1);
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    if (process != NULL) {
        ObDereferenceObject(process);
    }
    return status;
}

static ULONG First(PULONG List)
{
    return List[0];
}

// Plain reads of memory that may not be there.
NTSTATUS FN_Read(HANDLE Id, PULONG User, PULONG Value)
{
    PEPROCESS process;
    NTSTATUS status = PsLookupProcessByProcessId(Id, &process);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    __try {
        *Value = First(User);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    ObDereferenceObject(process);
    return STATUS_SUCCESS;
}
