// Exceptions that a function below raises, or that a function above handles.
#include <ntifs.h>

static NTSTATUS Lock(PMDL Mdl)
{
    MmProbeAndLockPages(Mdl, KernelMode, IoReadAccess);
    MmUnlockPages(Mdl);
    return STATUS_SUCCESS;
}

static NTSTATUS ReadBad(PEPROCESS Process, PMDL Mdl)
{
    KAPC_STATE state;
    NTSTATUS status;

    KeStackAttachProcess(Process, &state); // want "`ReadBad` leaves the thread attached to another process when an exception is raised before it detaches, which `ControlBad` handles"
    status = Lock(Mdl);
    KeUnstackDetachProcess(&state);
    return status;
}

static NTSTATUS Forward(PEPROCESS Process, PMDL Mdl)
{
    return ReadBad(Process, Mdl);
}

NTSTATUS ControlBad(PEPROCESS Process, PMDL Mdl)
{
    NTSTATUS status;

    __try {
        status = Forward(Process, Mdl);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    return status;
}

NTSTATUS HereBad(PEPROCESS Process, PMDL Mdl)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state); // want "`HereBad` leaves the thread attached"
    __try {
        Lock(Mdl);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
}

NTSTATUS DirectBad(PEPROCESS Process, PMDL Mdl)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    __try {
        MmProbeAndLockPages(Mdl, UserMode, IoWriteAccess);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode(); // want "`DirectBad` returns here still attached"
    }
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
}

// The handler detaches.
NTSTATUS HandledOk(PEPROCESS Process, PMDL Mdl)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    __try {
        Lock(Mdl);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        KeUnstackDetachProcess(&state);
        return GetExceptionCode();
    }
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
}

static NTSTATUS ReadFinallyOk(PEPROCESS Process, PMDL Mdl)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    __try {
        Lock(Mdl);
    } __finally {
        KeUnstackDetachProcess(&state);
    }
    return STATUS_SUCCESS;
}

// Nobody handles it: the system stops there.
static NTSTATUS ReadUnhandledOk(PEPROCESS Process, PMDL Mdl)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    Lock(Mdl);
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
}

// What may raise an exception comes before or after.
static NTSTATUS ReadApartOk(PEPROCESS Process, PMDL Mdl, PULONG Count)
{
    KAPC_STATE state;

    Lock(Mdl);
    KeStackAttachProcess(Process, &state);
    ++*Count;
    KeUnstackDetachProcess(&state);
    return Lock(Mdl);
}

static NTSTATUS ReadOwnOk(PMDL Mdl)
{
    KAPC_STATE state;

    KeStackAttachProcess((PRKPROCESS)IoGetCurrentProcess(), &state);
    Lock(Mdl);
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
}

NTSTATUS OthersOk(PEPROCESS Process, PMDL Mdl, PULONG Count)
{
    __try {
        ReadOwnOk(Mdl);
        ReadFinallyOk(Process, Mdl);
        ReadApartOk(Process, Mdl, Count);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        return GetExceptionCode();
    }
    return ReadUnhandledOk(Process, Mdl);
}
