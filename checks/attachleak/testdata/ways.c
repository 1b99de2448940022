// Ways out of functions that attach to a process.
#include <ntifs.h>

typedef struct _READER {
    PEPROCESS Process;
    KAPC_STATE State;
    PVOID Address;
    SIZE_T Length;
    BOOLEAN Attached;
    UCHAR Data[256];
} READER, *PREADER;

NTSTATUS Parse(PREADER Reader);

static VOID Enter(PREADER Reader)
{
    KeStackAttachProcess(Reader->Process, &Reader->State);
}

static VOID Leave(PREADER Reader)
{
    KeUnstackDetachProcess(&Reader->State);
}

NTSTATUS EarlyReturnBad(PREADER Reader)
{
    KAPC_STATE state;

    KeStackAttachProcess(Reader->Process, &state);
    if (Reader->Length > sizeof(Reader->Data)) {
        return STATUS_BUFFER_OVERFLOW; // want "`EarlyReturnBad` returns here still attached.*line 34"
    }
    Parse(Reader);
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
}

NTSTATUS ExceptionBad(PREADER Reader)
{
    KAPC_STATE state;
    NTSTATUS status = STATUS_SUCCESS;

    __try {
        KeStackAttachProcess(Reader->Process, &state);
        ProbeForRead(Reader->Address, Reader->Length, 1);
        RtlCopyMemory(Reader->Data, Reader->Address, Reader->Length);
        KeUnstackDetachProcess(&state);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    return status; // want "ExceptionBad"
}

NTSTATUS HelpersBad(PREADER Reader)
{
    NTSTATUS status;

    Enter(Reader);
    status = Parse(Reader);
    if (!NT_SUCCESS(status)) {
        return status; // want "HelpersBad"
    }
    Leave(Reader);
    return STATUS_SUCCESS;
}

VOID OldBad(PREADER Reader)
{
    KeAttachProcess(Reader->Process);
    switch (Reader->Length) {
    case 0:
        KeDetachProcess();
        break;
    case 1:
        Reader->Address = NULL;
        break;
    default:
        Parse(Reader);
        KeDetachProcess();
    }
} // want "OldBad"

VOID CallEarlyReturn(PREADER Reader)
{
    EarlyReturnBad(Reader);
}

VOID CallHelpers(PREADER Reader)
{
    HelpersBad(Reader);
}

NTSTATUS OutsideOk(PREADER Reader)
{
    KAPC_STATE state;
    NTSTATUS status = STATUS_SUCCESS;

    KeStackAttachProcess(Reader->Process, &state);
    __try {
        RtlCopyMemory(Reader->Data, Reader->Address, Reader->Length);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    KeUnstackDetachProcess(&state);
    return status;
}

NTSTATUS FinallyOk(PREADER Reader)
{
    KAPC_STATE state;

    __try {
        KeStackAttachProcess(Reader->Process, &state);
        __try {
            if (Reader->Length == 0) {
                return STATUS_INVALID_PARAMETER;
            }
            RtlCopyMemory(Reader->Data, Reader->Address, Reader->Length);
        } __finally {
            KeUnstackDetachProcess(&state);
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

NTSTATUS HandlerOk(PREADER Reader)
{
    KAPC_STATE state;

    __try {
        KeStackAttachProcess(Reader->Process, &state);
        RtlCopyMemory(Reader->Data, Reader->Address, Reader->Length);
        KeUnstackDetachProcess(&state);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        KeUnstackDetachProcess(&state);
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}

// The result tells, and callers act on it.
static NTSTATUS FP_Open(PREADER Reader)
{
    KeStackAttachProcess(Reader->Process, &Reader->State);
    if (Reader->Address == NULL) {
        KeUnstackDetachProcess(&Reader->State);
        return STATUS_INVALID_ADDRESS;
    }
    return STATUS_SUCCESS;
}

VOID OpenOk(PREADER Reader)
{
    if (NT_SUCCESS(FP_Open(Reader))) {
        Parse(Reader);
        Leave(Reader);
    }
}

NTSTATUS FP_Flag(PREADER Reader, BOOLEAN Remote)
{
    KAPC_STATE state;
    BOOLEAN attached = FALSE;
    NTSTATUS status;

    if (Remote) {
        KeStackAttachProcess(Reader->Process, &state);
        attached = TRUE;
    }
    status = Parse(Reader);
    if (attached) {
        KeUnstackDetachProcess(&state);
    }
    return status;
}

// Whether it is attached, a member tells that others may write.
VOID FP_Member(PREADER Reader)
{
    Enter(Reader);
    Reader->Attached = TRUE;
    Parse(Reader);
    if (Reader->Attached) {
        Leave(Reader);
    }
}

// It comes back to where its caller was attached.
static VOID Nested(PREADER Reader)
{
    KAPC_STATE state;

    KeStackAttachProcess(Reader->Process, &state);
    Parse(Reader);
    KeUnstackDetachProcess(&state);
}

static VOID FP_Wrapper(PREADER Reader)
{
    KeStackAttachProcess(Reader->Process, &Reader->State);
    if (Reader->Length != 0) {
        Nested(Reader);
    }
}

VOID WrapperOk(PREADER Reader)
{
    FP_Wrapper(Reader);
    KeUnstackDetachProcess(&Reader->State);
}

// The exception leaves the function: who handles it does not know of the attachment.
VOID UnhandledBad(PREADER Reader)
{
    KAPC_STATE state;

    KeStackAttachProcess(Reader->Process, &state); // want "`UnhandledBad` leaves the thread attached"
    ProbeForRead(Reader->Address, Reader->Length, 1);
    KeUnstackDetachProcess(&state);
}

NTSTATUS HandleUnhandled(PREADER Reader)
{
    __try {
        UnhandledBad(Reader);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return STATUS_SUCCESS;
}
