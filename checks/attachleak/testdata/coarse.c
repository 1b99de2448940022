// Functions with too many ways to tell them apart: only what holds on all ways to a return is said of it.
#include <ntifs.h>

#define ASK(i) if (Table[i] != NULL) { if (!MmIsAddressValid(Table[i])) { status = STATUS_NOT_FOUND; Table[i] = NULL; } else if (Limit > i) { Limit -= i; } else { Table[i + 1] = NULL; } }
#define TEN ASK(0) ASK(1) ASK(2) ASK(3) ASK(4) ASK(5) ASK(6) ASK(7) ASK(8) ASK(9)
#define MANY TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

NTSTATUS EarlyBad(PEPROCESS Process, PVOID *Table, ULONG Limit)
{
    NTSTATUS status = STATUS_SUCCESS;
    KAPC_STATE state;

    KeStackAttachProcess(Process, &state);
    if (!MmIsAddressValid(Table)) {
        return STATUS_INVALID_PARAMETER; // want "`EarlyBad` returns here still attached"
    }
    MANY
    KeUnstackDetachProcess(&state);
    return status;
}

// Whether it detaches the flag tells, as whether it attached.
NTSTATUS FlagOk(PEPROCESS Process, PVOID *Table, ULONG Limit, PULONG Flag)
{
    NTSTATUS status = STATUS_SUCCESS;
    KAPC_STATE state;

    if (*Flag != 0) {
        KeStackAttachProcess(Process, &state);
    }
    if (!MmIsAddressValid(Table)) {
        if (*Flag != 0) {
            KeUnstackDetachProcess(&state);
        }
        return STATUS_INVALID_PARAMETER;
    }
    MANY
    if (*Flag != 0) {
        KeUnstackDetachProcess(&state);
    }
    return status;
}
