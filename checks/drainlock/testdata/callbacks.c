// Callbacks, a thread and rundown protection that are waited for under a lock.
#include <ntifs.h>

#define LOCK() ExAcquireFastMutex(&Mutex)
#define UNLOCK() ExReleaseFastMutex(&Mutex)

typedef struct _VOLUME {
    EX_RUNDOWN_REF Rundown;
    IO_REMOVE_LOCK Removal;
    ERESOURCE Lock;
    ULONG Count;
} VOLUME, *PVOLUME;

static FAST_MUTEX Mutex;
static FAST_MUTEX Other;
static ERESOURCE Table;
static KMUTEX Busy;
static LARGE_INTEGER Cookie;
static PVOID Thread;
static ULONG Count;

static VOID OnImage(PUNICODE_STRING Name, HANDLE Process, PIMAGE_INFO Info)
{
    UNREFERENCED_PARAMETER(Name);
    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(Info);

    LOCK();
    Count++;
    UNLOCK();
}

static VOID Note(VOID)
{
    ExAcquireResourceSharedLite(&Table, TRUE);
    Count++;
    ExReleaseResourceLite(&Table);
}

static NTSTATUS OnRegistry(PVOID Context, PVOID Argument1, PVOID Argument2)
{
    UNREFERENCED_PARAMETER(Context);
    UNREFERENCED_PARAMETER(Argument1);
    UNREFERENCED_PARAMETER(Argument2);

    Note();
    if (ExTryToAcquireFastMutex(&Other)) {
        ExReleaseFastMutex(&Other);
    }
    return STATUS_SUCCESS;
}

static VOID Run(PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);

    KeWaitForSingleObject(&Busy, Executive, KernelMode, FALSE, NULL);
    Count++;
    KeReleaseMutex(&Busy, FALSE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

VOID ImageBad(VOID)
{
    LOCK();
    PsRemoveLoadImageNotifyRoutine(OnImage); // want "`PsRemoveLoadImageNotifyRoutine` waits here, with `Mutex` held, until `OnImage` is done, and that takes the same lock"
    UNLOCK();
}

static VOID StopRegistry(VOID)
{
    CmUnRegisterCallback(Cookie);
}

VOID HelperBad(VOID)
{
    ExAcquireResourceExclusiveLite(&Table, TRUE);
    StopRegistry(); // want "`CmUnRegisterCallback` waits here \(through `StopRegistry`\), with `Table` held, until `OnRegistry` is done"
    ExReleaseResourceLite(&Table);
}

VOID JoinBad(VOID)
{
    KeWaitForSingleObject(&Busy, Executive, KernelMode, FALSE, NULL);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, NULL); // want "until `Run` is done"
    KeReleaseMutex(&Busy, FALSE);
}

VOID RundownBad(PVOLUME Volume)
{
    ExAcquireResourceExclusiveLite(&Volume->Lock, TRUE);
    ExWaitForRundownProtectionRelease(&Volume->Rundown); // want "`ExWaitForRundownProtectionRelease` waits here, with `Volume->Lock` held, until `Read` is done"
    ExReleaseResourceLite(&Volume->Lock);
}

VOID Read(PVOLUME Volume)
{
    if (ExAcquireRundownProtection(&Volume->Rundown)) {
        ExAcquireResourceSharedLite(&Volume->Lock, TRUE);
        Volume->Count++;
        ExReleaseResourceLite(&Volume->Lock);
        ExReleaseRundownProtection(&Volume->Rundown);
    }
}

VOID RemoveBad(PVOLUME Volume, PIRP Irp)
{
    ExAcquireResourceExclusiveLite(&Volume->Lock, TRUE);
    IoReleaseRemoveLockAndWait(&Volume->Removal, Irp); // want "`IoReleaseRemoveLockAndWait` waits here"
    ExReleaseResourceLite(&Volume->Lock);
}

NTSTATUS Write(PVOLUME Volume, PIRP Irp)
{
    NTSTATUS status = IoAcquireRemoveLock(&Volume->Removal, Irp);

    if (NT_SUCCESS(status)) {
        ExAcquireResourceExclusiveLite(&Volume->Lock, TRUE);
        Volume->Count++;
        ExReleaseResourceLite(&Volume->Lock);
        IoReleaseRemoveLock(&Volume->Removal, Irp);
    }
    return status;
}

VOID ReleasedOk(VOID)
{
    LOCK();
    Count = 0;
    UNLOCK();
    PsRemoveLoadImageNotifyRoutine(OnImage);
}

static VOID DropAndStop(VOID)
{
    ExReleaseResourceLite(&Table);
    CmUnRegisterCallback(Cookie);
    ExAcquireResourceExclusiveLite(&Table, TRUE);
}

VOID DroppedOk(VOID)
{
    ExAcquireResourceExclusiveLite(&Table, TRUE);
    DropAndStop();
    ExReleaseResourceLite(&Table);
}

VOID TriedOk(VOID)
{
    ExAcquireFastMutex(&Other);
    CmUnRegisterCallback(Cookie);
    ExReleaseFastMutex(&Other);
}

VOID SharedOk(VOID)
{
    ExAcquireResourceSharedLite(&Table, TRUE);
    CmUnRegisterCallback(Cookie);
    ExReleaseResourceLite(&Table);
}

VOID TimeoutOk(VOID)
{
    LARGE_INTEGER second;

    second.QuadPart = -10000000;
    KeWaitForSingleObject(&Busy, Executive, KernelMode, FALSE, NULL);
    KeWaitForSingleObject(Thread, Executive, KernelMode, FALSE, &second);
    KeReleaseMutex(&Busy, FALSE);
}

VOID OtherLockOk(VOID)
{
    ExAcquireFastMutex(&Other);
    PsRemoveLoadImageNotifyRoutine(OnImage);
    ExReleaseFastMutex(&Other);
}

static VOID Take(PERESOURCE Resource)
{
    ExAcquireResourceExclusiveLite(Resource, TRUE);
}

static VOID OnThread(HANDLE Process, HANDLE ThreadId, BOOLEAN Create)
{
    UNREFERENCED_PARAMETER(Process);
    UNREFERENCED_PARAMETER(ThreadId);
    UNREFERENCED_PARAMETER(Create);

    Take(&Table);
    ExReleaseResourceLite(&Table);
}

// The callback takes it in a helper that says which by a parameter.
VOID FN_Parameter(VOID)
{
    ExAcquireResourceExclusiveLite(&Table, TRUE);
    PsRemoveCreateThreadNotifyRoutine(OnThread);
    ExReleaseResourceLite(&Table);
}

// Another volume's lock has the same name.
VOID FP_Another(PVOLUME First, PVOLUME Second)
{
    ExAcquireResourceExclusiveLite(&First->Lock, TRUE);
    ExWaitForRundownProtectionRelease(&Second->Rundown); // want "until `Read` is done"
    ExReleaseResourceLite(&First->Lock);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    HANDLE thread;

    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    PsSetLoadImageNotifyRoutine(OnImage);
    PsSetCreateThreadNotifyRoutine(OnThread);
    CmRegisterCallback(OnRegistry, NULL, &Cookie);
    if (NT_SUCCESS(PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Run, NULL))) {
        ObReferenceObjectByHandle(thread, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &Thread, NULL);
        ZwClose(thread);
    }
    return STATUS_SUCCESS;
}

const PVOID Called[] = { ImageBad, HelperBad, JoinBad, RundownBad, Read, RemoveBad, Write, ReleasedOk, DroppedOk, TriedOk, SharedOk, TimeoutOk, OtherLockOk, FN_Parameter, FP_Another };
