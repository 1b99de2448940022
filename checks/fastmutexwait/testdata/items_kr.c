/* What fastmutexwait must leave alone, and flags, in the old style: globals, gotos, no annotations. */
#include <fltKernel.h>

FAST_MUTEX gLock;
FAST_MUTEX gOther;
KGUARDED_MUTEX gGuard;
ERESOURCE gResource;
KSPIN_LOCK gSpin;
KEVENT gEvent;
WORK_QUEUE_ITEM gItem;
PFLT_FILTER gFilter;
PFLT_PORT gPort;
HANDLE gFile;
int gCount;

void wait_event(void)
{
    KeWaitForSingleObject(&gEvent, Executive, KernelMode, FALSE, NULL);
}

/* Leave alone: after release on every path. */
NTSTATUS ReleasedOk(int kind)
{
    NTSTATUS rc = STATUS_SUCCESS;

    ExAcquireFastMutex(&gLock);
    if (kind == 0) {
        rc = STATUS_INVALID_PARAMETER;
        goto unlock;
    }
    if (gCount == 0)
        goto unlock;
    gCount--;
unlock:
    ExReleaseFastMutex(&gLock);
    if (rc == STATUS_SUCCESS)
        wait_event();
    return rc;
}

/* Leave alone: zero timeout. */
int ZeroOk(void)
{
    LARGE_INTEGER zero;
    int rc;

    zero.QuadPart = 0;
    ExAcquireFastMutex(&gLock);
    rc = KeWaitForSingleObject(&gEvent, Executive, KernelMode, FALSE, &zero);
    ExReleaseFastMutex(&gLock);
    return rc;
}

/* Leave alone: the Unsafe forms inside a critical region. */
void UnsafeOk(void)
{
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&gLock);
    wait_event();
    ExReleaseFastMutexUnsafe(&gLock);
    KeLeaveCriticalRegion();
}

/* Leave alone: taking another lock. */
void OtherLockOk(void)
{
    KIRQL irql;

    ExAcquireFastMutex(&gLock);
    ExAcquireFastMutex(&gOther);
    KeAcquireSpinLock(&gSpin, &irql);
    gCount++;
    KeReleaseSpinLock(&gSpin, irql);
    ExReleaseFastMutex(&gOther);
    ExAcquireResourceExclusiveLite(&gResource, TRUE);
    ExReleaseResourceLite(&gResource);
    ExReleaseFastMutex(&gLock);
}

/* Leave alone: a wait in a routine that is only queued while the mutex is held. */
void work(void *ctx)
{
    wait_event();
}

void QueuedOk(void)
{
    ExAcquireFastMutex(&gLock);
    ExInitializeWorkItem(&gItem, work, NULL);
    ExQueueWorkItem(&gItem, CriticalWorkQueue);
    ExReleaseFastMutex(&gLock);
}

/* Leave alone: a failed try-acquire's path. */
void TryFailedOk(void)
{
    if (ExTryToAcquireFastMutex(&gLock) == FALSE) {
        wait_event();
        return;
    }
    gCount++;
    ExReleaseFastMutex(&gLock);
}

/* Flags: a wait, directly. */
void WaitBad(void)
{
    ExAcquireFastMutex(&gLock);
    KeWaitForSingleObject(&gEvent, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*gLock"
    ExReleaseFastMutex(&gLock);
}

/* Flags: a wait, through a function, on one path of several. */
void GotoBad(int kind)
{
    ExAcquireFastMutex(&gLock);
    if (kind == 1) goto wait;
    ExReleaseFastMutex(&gLock);
wait:
    wait_event(); // want "KeWaitForSingleObject.*gLock"
}

/* Flags: a cancellable wait, a message, synchronous I/O. */
void OthersBad(void)
{
    IO_STATUS_BLOCK io;

    ExAcquireFastMutex(&gLock);
    FsRtlCancellableWaitForSingleObject(&gEvent, NULL, NULL); // want "FsRtlCancellableWaitForSingleObject.*gLock"
    FltSendMessage(gFilter, &gPort, &gCount, 4, NULL, NULL, NULL); // want "FltSendMessage.*gLock"
    ZwWriteFile(gFile, NULL, NULL, NULL, &io, &gCount, 4, NULL, NULL); // want "ZwWriteFile.*gLock"
    ExReleaseFastMutex(&gLock);
}

/* Flags: the same with a guarded mutex, and with one that was taken by trying. */
void GuardedBad(void)
{
    KeAcquireGuardedMutex(&gGuard);
    wait_event(); // want "KeWaitForSingleObject.*gGuard"
    KeReleaseGuardedMutex(&gGuard);
}

void TryBad(void)
{
    if (!ExTryToAcquireFastMutex(&gLock)) return;
    wait_event(); // want "KeWaitForSingleObject.*gLock"
    ExReleaseFastMutex(&gLock);
}
