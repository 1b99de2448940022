// Who attaches to the process in which the thread runs has nothing to detach from.
#include <ntifs.h>

NTSTATUS EarlyOk(PVOID Buffer)
{
    PEPROCESS process = IoGetCurrentProcess();

    KeAttachProcess((PRKPROCESS)process);
    if (Buffer == NULL) {
        return STATUS_INVALID_PARAMETER;
    }
    RtlZeroMemory(Buffer, 64);
    KeDetachProcess();
    return STATUS_SUCCESS;
}

NTSTATUS EarlyBad(PEPROCESS Process, PVOID Buffer)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    if (Buffer == NULL) {
        return STATUS_INVALID_PARAMETER; // want "`EarlyBad` returns here still attached"
    }
    RtlZeroMemory(Buffer, 64);
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
}
