// Waits on the exit path: cancellable ones are refused, others hold up the end of the process.
#include <fltKernel.h>

KEVENT Answered;
KEVENT Stopped;
ERESOURCE Resource;
FAST_MUTEX Mutex;
static const LARGE_INTEGER NoWait = { 0 };

VOID CancellableSingleBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    LARGE_INTEGER timeout;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);

    if (Create) {
        return;
    }
    timeout.QuadPart = -50 * 1000 * 1000;
    status = FsRtlCancellableWaitForSingleObject(&Answered, &timeout, NULL); // want "FsRtlCancellableWaitForSingleObject"
    if (status == STATUS_TIMEOUT) {
        KdPrint(("no answer\n"));
    }
}

VOID CancellableMultipleBad(PEPROCESS Process, HANDLE ProcessId, PPS_CREATE_NOTIFY_INFO CreateInfo)
{
    PVOID objects[2] = { &Answered, &Stopped };

    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(CreateInfo);

    FsRtlCancellableWaitForMultipleObjects(2, objects, WaitAny, NULL, NULL, NULL); // want "FsRtlCancellableWaitForMultipleObjects"
}

static NTSTATUS WaitForEither(PKEVENT First, PKEVENT Second)
{
    PVOID objects[2];

    objects[0] = First;
    objects[1] = Second;
    return FsRtlCancellableWaitForMultipleObjects(2, objects, WaitAny, NULL, NULL, NULL);
}

// Through a helper, and on the exit path only.
VOID CancellableMultipleHelperBad(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(ThreadId);

    if (!Create && WaitForEither(&Answered, &Stopped) == STATUS_WAIT_1) { // want "FsRtlCancellableWaitForMultipleObjects"
        KdPrint(("stopped\n"));
    }
}

VOID CancellableMultipleHelperOk(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(ThreadId);

    if (Create && WaitForEither(&Answered, &Stopped) == STATUS_WAIT_1) {
        KdPrint(("stopped\n"));
    }
}

static NTSTATUS WaitForAnswer(PLARGE_INTEGER Timeout)
{
    return KeWaitForSingleObject(&Answered, Executive, KernelMode, FALSE, Timeout);
}

VOID NoLimitBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);

    if (!Create) {
        KeWaitForSingleObject(&Answered, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject"
    }
}

VOID NoLimitMultipleBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    PVOID objects[2];

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);

    objects[0] = &Answered;
    objects[1] = &Stopped;
    KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, NULL, NULL); // want "KeWaitForMultipleObjects"
}

VOID NoLimitHelperBad(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);

    WaitForAnswer(NULL); // want "KeWaitForSingleObject"
}

VOID ThreadNoLimitBad(HANDLE ProcessId, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(ThreadId);

    if (Create == FALSE) {
        KeWaitForSingleObject(&Stopped, UserRequest, UserMode, FALSE, NULL); // want "KeWaitForSingleObject"
    }
}

// With a limit the process does end.
VOID LimitOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    LARGE_INTEGER timeout;

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);

    timeout.QuadPart = -10 * 1000 * 1000;
    if (!Create) {
        KeWaitForSingleObject(&Answered, Executive, KernelMode, FALSE, &timeout);
    }
}

VOID LimitHelperOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    LARGE_INTEGER timeout;

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);

    timeout.QuadPart = -10 * 1000 * 1000;
    WaitForAnswer(&timeout);
}

// A look at the event, no wait.
VOID PollOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    LARGE_INTEGER zero;

    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);

    zero.QuadPart = 0;
    if (!Create) {
        FsRtlCancellableWaitForSingleObject(&Answered, &zero, NULL);
    }
}

VOID PollConstantOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);

    KeWaitForSingleObject(&Answered, Executive, KernelMode, FALSE, (PLARGE_INTEGER)&NoWait);
}

VOID NoLimitOnCreateOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);

    if (Create) {
        KeWaitForSingleObject(&Answered, Executive, KernelMode, FALSE, NULL);
    }
}

// Locks are held for moments.
VOID LocksOk(HANDLE ParentId, HANDLE ProcessId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(ParentId);
    UNREFERENCED_PARAMETER(ProcessId);
    UNREFERENCED_PARAMETER(Create);

    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&Resource, TRUE);
    ExReleaseResourceLite(&Resource);
    KeLeaveCriticalRegion();

    ExAcquireFastMutex(&Mutex);
    ExReleaseFastMutex(&Mutex);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    KeInitializeEvent(&Answered, SynchronizationEvent, FALSE);
    KeInitializeEvent(&Stopped, NotificationEvent, FALSE);
    ExInitializeResourceLite(&Resource);
    ExInitializeFastMutex(&Mutex);

    PsSetCreateProcessNotifyRoutine(CancellableSingleBad, FALSE);
    PsSetCreateProcessNotifyRoutineEx(CancellableMultipleBad, FALSE);
    PsSetCreateProcessNotifyRoutine(NoLimitBad, FALSE);
    PsSetCreateProcessNotifyRoutine(NoLimitMultipleBad, FALSE);
    PsSetCreateProcessNotifyRoutine(NoLimitHelperBad, FALSE);
    PsSetCreateThreadNotifyRoutine(CancellableMultipleHelperBad);
    PsSetCreateThreadNotifyRoutine(CancellableMultipleHelperOk);
    PsSetCreateThreadNotifyRoutine(ThreadNoLimitBad);
    PsSetCreateProcessNotifyRoutine(LimitOk, FALSE);
    PsSetCreateProcessNotifyRoutine(LimitHelperOk, FALSE);
    PsSetCreateProcessNotifyRoutine(PollOk, FALSE);
    PsSetCreateProcessNotifyRoutine(PollConstantOk, FALSE);
    PsSetCreateProcessNotifyRoutine(NoLimitOnCreateOk, FALSE);
    PsSetCreateProcessNotifyRoutine(LocksOk, FALSE);
    return STATUS_SUCCESS;
}
