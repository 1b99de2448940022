// How many slots for process notifications a driver takes.
#include <ntddk.h>

static VOID First(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create) { UNREFERENCED_PARAMETER(ParentId); UNREFERENCED_PARAMETER(ProcessId); UNREFERENCED_PARAMETER(Create); }
static VOID Second(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create) { UNREFERENCED_PARAMETER(ParentId); UNREFERENCED_PARAMETER(ProcessId); UNREFERENCED_PARAMETER(Create); }
static VOID Modern(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO Info) { UNREFERENCED_PARAMETER(Process); UNREFERENCED_PARAMETER(ProcessId); UNREFERENCED_PARAMETER(Info); }

NTSTATUS TwoBad(VOID)
{
    NTSTATUS status = PsSetCreateProcessNotifyRoutine(First, FALSE);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    return PsSetCreateProcessNotifyRoutine(Second, FALSE); // want "another slot"
}

NTSTATUS EitherOk(BOOLEAN Vista)
{
    if (Vista) {
        return PsSetCreateProcessNotifyRoutineEx(Modern, FALSE);
    }
    return PsSetCreateProcessNotifyRoutine(First, FALSE);
}

NTSTATUS AgainOk(VOID)
{
    NTSTATUS status = PsSetCreateProcessNotifyRoutine(First, FALSE);

    if (status == STATUS_INSUFFICIENT_RESOURCES) {
        status = PsSetCreateProcessNotifyRoutine(First, FALSE);
    }
    return status;
}

// The second is tried only where the first is not there: one slot in all.
NTSTATUS FallbackOk(VOID)
{
    NTSTATUS status = PsSetCreateProcessNotifyRoutineEx(Modern, FALSE);

    if (NT_SUCCESS(status)) {
        DbgPrint("the modern way\n");
    } else {
        status = PsSetCreateProcessNotifyRoutine(First, FALSE);
    }
    return status;
}

// Whether the first failed makes no difference to the second.
NTSTATUS LoggedBad(VOID)
{
    NTSTATUS status = PsSetCreateProcessNotifyRoutineEx(Modern, FALSE);

    if (!NT_SUCCESS(status)) {
        DbgPrint("%x\n", status);
    }
    return PsSetCreateProcessNotifyRoutine(First, FALSE); // want "another slot"
}
