// What fastmutexorder must leave alone, and flags, in the style of WDM samples: extensions, SAL, __try.
#include <ntddk.h>

typedef struct _DEVICE_EXTENSION {
    FAST_MUTEX DeviceLock;
    FAST_MUTEX QueueLock;
    LIST_ENTRY Queue;
    ULONG Pending;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

// Leave alone: last in, first out.
NTSTATUS LastInFirstOutOk(_In_ PDEVICE_OBJECT DeviceObject, _Inout_ PULONG User)
{
    PDEVICE_EXTENSION extension = (PDEVICE_EXTENSION)DeviceObject->DeviceExtension;
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&extension->DeviceLock);
    __try {
        ExAcquireFastMutex(&extension->QueueLock);
        __try {
            ProbeForWrite(User, sizeof(ULONG), 1);
            if (IsListEmpty(&extension->Queue)) {
                __leave;
            }
            *User = extension->Pending;
        } __finally {
            ExReleaseFastMutex(&extension->QueueLock);
        }
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    ExReleaseFastMutex(&extension->DeviceLock);
    return status;
}

// Leave alone: the Unsafe forms.
VOID UnsafeOk(_In_ PDEVICE_EXTENSION Extension)
{
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&Extension->DeviceLock);
    ExAcquireFastMutexUnsafe(&Extension->QueueLock);
    Extension->Pending++;
    ExReleaseFastMutexUnsafe(&Extension->DeviceLock);
    ExReleaseFastMutexUnsafe(&Extension->QueueLock);
    KeLeaveCriticalRegion();
}

// Leave alone: mutexes that are not nested.
VOID NotNestedOk(_In_ PDEVICE_EXTENSION Extension)
{
    ExAcquireFastMutex(&Extension->DeviceLock);
    __try {
        Extension->Pending = 0;
    } __finally {
        ExReleaseFastMutex(&Extension->DeviceLock);
    }
    ExAcquireFastMutex(&Extension->QueueLock);
    InitializeListHead(&Extension->Queue);
    ExReleaseFastMutex(&Extension->QueueLock);
}

// Leave alone: a hand-over where the one released was taken last.
_Acquires_lock_(Extension->QueueLock)
VOID HandOverOk(_In_ PDEVICE_EXTENSION Extension)
{
    ExAcquireFastMutex(&Extension->QueueLock);
    ExAcquireFastMutex(&Extension->DeviceLock);
    Extension->Pending++;
    ExReleaseFastMutex(&Extension->DeviceLock);
}

// Flags: the outer one goes first.
VOID SwappedBad(_In_ PDEVICE_EXTENSION Extension)
{
    ExAcquireFastMutex(&Extension->DeviceLock);
    ExAcquireFastMutex(&Extension->QueueLock);
    __try {
        Extension->Pending++;
    } __finally {
        ExReleaseFastMutex(&Extension->DeviceLock); // want "Extension->DeviceLock.*Extension->QueueLock"
        ExReleaseFastMutex(&Extension->QueueLock);
    }
}

VOID ChildBad(_In_ PDEVICE_OBJECT Parent, _In_ PDEVICE_OBJECT Child)
{
    PDEVICE_EXTENSION parent = (PDEVICE_EXTENSION)Parent->DeviceExtension;
    PDEVICE_EXTENSION child = (PDEVICE_EXTENSION)Child->DeviceExtension;

    ExAcquireFastMutex(&parent->DeviceLock);
    ExAcquireFastMutex(&child->DeviceLock);
    child->Pending = parent->Pending;
    ExReleaseFastMutex(&parent->DeviceLock); // want "parent->DeviceLock.*child->DeviceLock"
    ExReleaseFastMutex(&child->DeviceLock);
}
