// Memory that is only read to see whether it is there.
#include <ntifs.h>

NTSTATUS TouchBad(PRKPROCESS Process, PUCHAR Address)
{
    KAPC_STATE state;

    __try {
        KeStackAttachProcess(Process, &state);
        *(volatile UCHAR *)Address;
        KeUnstackDetachProcess(&state);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        DbgPrint("not there");
    }
    return STATUS_SUCCESS; // want "`TouchBad` returns here still attached"
}

static VOID Touch(volatile ULONG *Address)
{
    (VOID)Address[1];
}

NTSTATUS TouchBelowBad(PRKPROCESS Process, PULONG Address)
{
    KAPC_STATE state;

    __try {
        KeStackAttachProcess(Process, &state); // want "`TouchBelowBad` leaves the thread attached"
        Touch(Address);
        KeUnstackDetachProcess(&state);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        DbgPrint("not there");
    }
    return STATUS_SUCCESS;
}

NTSTATUS TouchOk(PRKPROCESS Process, PUCHAR Address)
{
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    __try {
        *(volatile UCHAR *)Address;
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        DbgPrint("not there");
    }
    KeUnstackDetachProcess(&state);
    return STATUS_SUCCESS;
}
