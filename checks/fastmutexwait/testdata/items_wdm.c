// What fastmutexwait must leave alone, and flags, in the style of WDM samples: extensions, SAL, __try.
#include <fltKernel.h>

typedef struct _DEVICE_EXTENSION {
    _Guarded_by_(StateLock) ULONG State;
    FAST_MUTEX StateLock;
    FAST_MUTEX ListLock;
    KGUARDED_MUTEX PowerLock;
    ERESOURCE Resource;
    KEVENT RemoveEvent;
    PIO_WORKITEM WorkItem;
    HANDLE LogHandle;
    PFLT_FILTER Filter;
    PFLT_PORT ClientPort;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

IO_WORKITEM_ROUTINE DeviceWorker;

_IRQL_requires_max_(PASSIVE_LEVEL)
static NTSTATUS DeviceWaitForRemove(_In_ PDEVICE_EXTENSION Extension, _In_opt_ PLARGE_INTEGER Timeout)
{
    PAGED_CODE();
    return KeWaitForSingleObject(&Extension->RemoveEvent, Executive, KernelMode, FALSE, Timeout);
}

_Use_decl_annotations_
VOID DeviceWorker(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    UNREFERENCED_PARAMETER(Context);
    (VOID)DeviceWaitForRemove((PDEVICE_EXTENSION)DeviceObject->DeviceExtension, NULL);
}

// Leave alone: after release on every path.
_Must_inspect_result_
NTSTATUS ReleasedOk(_In_ PDEVICE_OBJECT DeviceObject, _In_ PIRP Irp)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;
    PIO_STACK_LOCATION stack = IoGetCurrentIrpStackLocation(Irp);
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&extension->StateLock);
    __try {
        if (stack->Parameters.Write.Length == 0) {
            status = STATUS_INVALID_PARAMETER;
            __leave;
        }
        extension->State = stack->Parameters.Write.Length;
    } __finally {
        ExReleaseFastMutex(&extension->StateLock);
    }
    (VOID)DeviceWaitForRemove(extension, NULL);
    return status;
}

// Leave alone: zero timeout.
BOOLEAN ZeroOk(_In_ PDEVICE_EXTENSION Extension)
{
    LARGE_INTEGER timeout = { 0 };
    NTSTATUS status;

    ExAcquireFastMutex(&Extension->StateLock);
    status = DeviceWaitForRemove(Extension, &timeout);
    ExReleaseFastMutex(&Extension->StateLock);
    return (BOOLEAN)(status == STATUS_SUCCESS);
}

// Leave alone: the Unsafe forms inside a critical region.
VOID UnsafeOk(_In_ PDEVICE_EXTENSION Extension)
{
    FsRtlEnterFileSystem();
    ExAcquireFastMutexUnsafe(&Extension->StateLock);
    __try {
        (VOID)DeviceWaitForRemove(Extension, NULL);
    } __finally {
        ExReleaseFastMutexUnsafe(&Extension->StateLock);
        FsRtlExitFileSystem();
    }
}

// Leave alone: taking another lock.
VOID OtherLockOk(_In_ PDEVICE_EXTENSION Extension)
{
    ExAcquireFastMutex(&Extension->StateLock);
    __try {
        ExAcquireFastMutex(&Extension->ListLock);
        Extension->State = 0;
        ExReleaseFastMutex(&Extension->ListLock);
        (VOID)ExAcquireResourceSharedLite(&Extension->Resource, TRUE);
        ExReleaseResourceLite(&Extension->Resource);
    } __finally {
        ExReleaseFastMutex(&Extension->StateLock);
    }
}

// Leave alone: a wait in a routine that is only queued while the mutex is held.
VOID QueuedOk(_In_ PDEVICE_EXTENSION Extension)
{
    ExAcquireFastMutex(&Extension->StateLock);
    IoQueueWorkItem(Extension->WorkItem, DeviceWorker, DelayedWorkQueue, NULL);
    ExReleaseFastMutex(&Extension->StateLock);
}

// Leave alone: a failed try-acquire's path.
NTSTATUS TryFailedOk(_In_ PDEVICE_EXTENSION Extension)
{
    BOOLEAN acquired = ExTryToAcquireFastMutex(&Extension->StateLock);

    __try {
        if (!acquired) {
            return DeviceWaitForRemove(Extension, NULL);
        }
        Extension->State = 1;
    } __finally {
        if (acquired) {
            ExReleaseFastMutex(&Extension->StateLock);
        }
    }
    return STATUS_SUCCESS;
}

// Flags: a wait, directly.
VOID WaitBad(_In_ PDEVICE_OBJECT DeviceObject)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;

    ExAcquireFastMutex(&extension->StateLock);
    __try {
        KeWaitForSingleObject(&extension->RemoveEvent, Executive, KernelMode, FALSE, NULL); // want "KeWaitForSingleObject.*extension->StateLock"
    } __finally {
        ExReleaseFastMutex(&extension->StateLock);
    }
}

// Flags: a wait, through a function, on one path of several.
NTSTATUS LeaveBad(_In_ PDEVICE_EXTENSION Extension, _In_ ULONG State)
{
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&Extension->StateLock);
    __try {
        if (State == 0) {
            status = STATUS_INVALID_PARAMETER;
            __leave;
        }
        Extension->State = State;
        ExReleaseFastMutex(&Extension->StateLock);
    } __finally {
        (VOID)DeviceWaitForRemove(Extension, NULL); // want "KeWaitForSingleObject.*Extension->StateLock"
    }
    return status;
}

// Flags: a cancellable wait, a message, synchronous I/O.
VOID OthersBad(_In_ PDEVICE_EXTENSION Extension)
{
    IO_STATUS_BLOCK iosb;

    ExAcquireFastMutex(&Extension->StateLock);
    (VOID)FsRtlCancellableWaitForSingleObject(&Extension->RemoveEvent, NULL, NULL); // want "FsRtlCancellableWaitForSingleObject.*StateLock"
    (VOID)FltSendMessage(Extension->Filter, &Extension->ClientPort, &Extension->State, sizeof(ULONG), NULL, NULL, NULL); // want "FltSendMessage.*StateLock"
    (VOID)ZwFlushBuffersFile(Extension->LogHandle, &iosb); // want "ZwFlushBuffersFile.*StateLock"
    ExReleaseFastMutex(&Extension->StateLock);
}

// Flags: the same with a guarded mutex, and with one that was taken by trying.
VOID GuardedBad(_In_ PDEVICE_EXTENSION Extension)
{
    KeAcquireGuardedMutex(&Extension->PowerLock);
    (VOID)DeviceWaitForRemove(Extension, NULL); // want "KeWaitForSingleObject.*Extension->PowerLock"
    KeReleaseGuardedMutex(&Extension->PowerLock);
}

VOID TryBad(_In_ PDEVICE_EXTENSION Extension)
{
    if (KeTryToAcquireGuardedMutex(&Extension->PowerLock)) {
        (VOID)DeviceWaitForRemove(Extension, NULL); // want "KeWaitForSingleObject.*Extension->PowerLock"
        KeReleaseGuardedMutex(&Extension->PowerLock);
    }
}
