// What is known of variables that never change.
#include <ntddk.h>

// What decides over the removal never changes: it is not made.
static BOOLEAN Started = FALSE;

static VOID OnImageNever(PUNICODE_STRING Name, HANDLE ProcessId, PIMAGE_INFO Info);

static VOID StopNeverOk(VOID)
{
    if (Started) {
        PsRemoveLoadImageNotifyRoutine(OnImageNever);
        Started = FALSE;
    }
}

static VOID OnImageNever(PUNICODE_STRING Name, HANDLE ProcessId, PIMAGE_INFO Info)
{
    DbgPrint("%wZ %p %p", Name, ProcessId, Info);
    StopNeverOk();
}

NTSTATUS StartNeverStopped(VOID)
{
    return PsSetLoadImageNotifyRoutine(OnImageNever);
}

static BOOLEAN Running = FALSE;

static VOID OnImageRunningBad(PUNICODE_STRING Name, HANDLE ProcessId, PIMAGE_INFO Info)
{
    DbgPrint("%wZ %p %p", Name, ProcessId, Info);
    if (Running) {
        PsRemoveLoadImageNotifyRoutine(OnImageRunningBad); // want "waits here for the end of `OnImageRunningBad`"
    }
}

NTSTATUS StartAndStop(VOID)
{
    NTSTATUS status = PsSetLoadImageNotifyRoutine(OnImageRunningBad);

    Running = NT_SUCCESS(status);
    return status;
}
