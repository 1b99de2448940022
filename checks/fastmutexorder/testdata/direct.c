// Two fast mutexes in one function.
#include <ntddk.h>

typedef struct _QUEUE {
    FAST_MUTEX Lock;
    LIST_ENTRY Head;
    ULONG Length;
} QUEUE, *PQUEUE;

typedef struct _DEVICE_EXTENSION {
    FAST_MUTEX First;
    FAST_MUTEX Second;
    FAST_MUTEX Third;
    KGUARDED_MUTEX GuardA;
    KGUARDED_MUTEX GuardB;
    ULONG Count;
    BOOLEAN Busy;
} DEVICE_EXTENSION, *PDEVICE_EXTENSION;

VOID SwappedBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    ExAcquireFastMutex(&ext->Second);
    ext->Count++;
    ExReleaseFastMutex(&ext->First); // want "ext->First.*ext->Second"
    ExReleaseFastMutex(&ext->Second);
}

VOID GuardedBad(PDEVICE_EXTENSION ext)
{
    KeAcquireGuardedMutex(&ext->GuardA);
    KeAcquireGuardedMutex(&ext->GuardB);
    KeReleaseGuardedMutex(&ext->GuardA); // want "ext->GuardA.*ext->GuardB"
    KeReleaseGuardedMutex(&ext->GuardB);
}

VOID MixedBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    KeAcquireGuardedMutex(&ext->GuardA);
    ExReleaseFastMutex(&ext->First); // want "ext->First.*ext->GuardA"
    KeReleaseGuardedMutex(&ext->GuardA);
}

// Two instances of the same field.
VOID MoveBad(PQUEUE from, PQUEUE to)
{
    ExAcquireFastMutex(&from->Lock);
    ExAcquireFastMutex(&to->Lock);
    if (!IsListEmpty(&from->Head)) {
        InsertTailList(&to->Head, RemoveHeadList(&from->Head));
    }
    ExReleaseFastMutex(&from->Lock); // want "from->Lock.*to->Lock"
    ExReleaseFastMutex(&to->Lock);
}

// The outermost goes first, the two others are in order.
VOID ThreeBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    ExAcquireFastMutex(&ext->Second);
    ExAcquireFastMutex(&ext->Third);
    ExReleaseFastMutex(&ext->First); // want "ext->First.*ext->(Second|Third)"
    ExReleaseFastMutex(&ext->Third);
    ExReleaseFastMutex(&ext->Second);
}

// The one in the middle.
VOID MiddleBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    ExAcquireFastMutex(&ext->Second);
    ExAcquireFastMutex(&ext->Third);
    ExReleaseFastMutex(&ext->Second); // want "ext->Second.*ext->Third"
    ExReleaseFastMutex(&ext->Third);
    ExReleaseFastMutex(&ext->First);
}

VOID TryBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    if (!ExTryToAcquireFastMutex(&ext->Second)) {
        ExReleaseFastMutex(&ext->First);
        return;
    }
    ext->Count++;
    ExReleaseFastMutex(&ext->First); // want "ext->First.*ext->Second"
    ExReleaseFastMutex(&ext->Second);
}

// One path is in order, the other is not.
VOID SomePathsBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    ExAcquireFastMutex(&ext->Second);
    if (ext->Busy) {
        ExReleaseFastMutex(&ext->First); // want "ext->First.*ext->Second"
        ExReleaseFastMutex(&ext->Second);
        return;
    }
    ExReleaseFastMutex(&ext->Second);
    ExReleaseFastMutex(&ext->First);
}

NTSTATUS GotoBad(PDEVICE_EXTENSION ext)
{
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&ext->First);
    ExAcquireFastMutex(&ext->Second);
    if (ext->Busy) {
        status = STATUS_DEVICE_BUSY;
        goto unlock_first;
    }
    ext->Count++;

unlock_first:
    ExReleaseFastMutex(&ext->First); // want "ext->First.*ext->Second"
    ExReleaseFastMutex(&ext->Second);
    return status;
}

VOID FinallyBad(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    ExAcquireFastMutex(&ext->Second);
    __try {
        ext->Count++;
    } __finally {
        ExReleaseFastMutex(&ext->First); // want "ext->First.*ext->Second"
        ExReleaseFastMutex(&ext->Second);
    }
}

// Hand over hand along a list: every step restores an IRQL too early.
VOID HandOverHandBad(PQUEUE first, PQUEUE second)
{
    ExAcquireFastMutex(&first->Lock);
    first->Length--;
    ExAcquireFastMutex(&second->Lock);
    ExReleaseFastMutex(&first->Lock); // want "first->Lock.*second->Lock"
    second->Length++;
    ExReleaseFastMutex(&second->Lock);
}

VOID AliasBad(PDEVICE_EXTENSION ext)
{
    PFAST_MUTEX outer = &ext->First;
    PFAST_MUTEX inner = &ext->Second;

    ExAcquireFastMutex(outer);
    ExAcquireFastMutex(inner);
    ExReleaseFastMutex(outer); // want "(outer|ext->First).*(inner|ext->Second)"
    ExReleaseFastMutex(inner);
}

// The second one is taken under a condition, and still held under the same condition.
VOID ConditionBad(PDEVICE_EXTENSION ext, BOOLEAN Both)
{
    ExAcquireFastMutex(&ext->First);
    if (Both) {
        ExAcquireFastMutex(&ext->Second);
    }
    ext->Count++;
    ExReleaseFastMutex(&ext->First); // want "ext->First.*ext->Second"
    if (Both) {
        ExReleaseFastMutex(&ext->Second);
    }
}

VOID InOrderOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    ExAcquireFastMutex(&ext->Second);
    ext->Count++;
    ExReleaseFastMutex(&ext->Second);
    ExReleaseFastMutex(&ext->First);
}

VOID GuardedOk(PDEVICE_EXTENSION ext)
{
    KeAcquireGuardedMutex(&ext->GuardA);
    KeAcquireGuardedMutex(&ext->GuardB);
    KeReleaseGuardedMutex(&ext->GuardB);
    KeReleaseGuardedMutex(&ext->GuardA);
}

VOID MoveOk(PQUEUE from, PQUEUE to)
{
    ExAcquireFastMutex(&from->Lock);
    ExAcquireFastMutex(&to->Lock);
    if (!IsListEmpty(&from->Head)) {
        InsertTailList(&to->Head, RemoveHeadList(&from->Head));
    }
    ExReleaseFastMutex(&to->Lock);
    ExReleaseFastMutex(&from->Lock);
}

// By address, as one does against deadlocks.
VOID MoveByAddressOk(PQUEUE from, PQUEUE to)
{
    PQUEUE low = from < to ? from : to;
    PQUEUE high = from < to ? to : from;

    ExAcquireFastMutex(&low->Lock);
    ExAcquireFastMutex(&high->Lock);
    to->Length += from->Length;
    ExReleaseFastMutex(&high->Lock);
    ExReleaseFastMutex(&low->Lock);
}

VOID ThreeOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    ExAcquireFastMutex(&ext->Second);
    ExReleaseFastMutex(&ext->Second);
    ExAcquireFastMutex(&ext->Third);
    ExReleaseFastMutex(&ext->Third);
    ExReleaseFastMutex(&ext->First);
}

// Not nested: one after the other.
VOID OneAfterTheOtherOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    ext->Count++;
    ExReleaseFastMutex(&ext->First);

    ExAcquireFastMutex(&ext->Second);
    ext->Count--;
    ExReleaseFastMutex(&ext->Second);
}

// The unsafe forms save and restore nothing.
VOID UnsafeOk(PDEVICE_EXTENSION ext)
{
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&ext->First);
    ExAcquireFastMutexUnsafe(&ext->Second);
    ext->Count++;
    ExReleaseFastMutexUnsafe(&ext->First);
    ExReleaseFastMutexUnsafe(&ext->Second);
    KeLeaveCriticalRegion();
}

VOID UnsafeGuardedOk(PDEVICE_EXTENSION ext)
{
    KeEnterGuardedRegion();
    KeAcquireGuardedMutexUnsafe(&ext->GuardA);
    KeAcquireGuardedMutexUnsafe(&ext->GuardB);
    KeReleaseGuardedMutexUnsafe(&ext->GuardA);
    KeReleaseGuardedMutexUnsafe(&ext->GuardB);
    KeLeaveGuardedRegion();
}

// First was taken after Second: it may go first, Second stays held for the caller.
VOID HandOverOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->Second);
    ExAcquireFastMutex(&ext->First);
    ext->Count++;
    ExReleaseFastMutex(&ext->First);
    ext->Busy = TRUE;
}

// First is given back and taken again inside Second: now it is the inner one.
VOID RetakenOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    ext->Count++;
    ExReleaseFastMutex(&ext->First);
    ExAcquireFastMutex(&ext->Second);
    ExAcquireFastMutex(&ext->First);
    ext->Count--;
    ExReleaseFastMutex(&ext->First);
    ExReleaseFastMutex(&ext->Second);
}

// The inner one was not to be had.
VOID TryFailedOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    if (ExTryToAcquireFastMutex(&ext->Second)) {
        ext->Count++;
        ExReleaseFastMutex(&ext->Second);
    }
    ExReleaseFastMutex(&ext->First);
}

VOID ConditionOk(PDEVICE_EXTENSION ext, BOOLEAN Both)
{
    ExAcquireFastMutex(&ext->First);
    if (Both) {
        ExAcquireFastMutex(&ext->Second);
    }
    ext->Count++;
    if (Both) {
        ExReleaseFastMutex(&ext->Second);
    }
    ExReleaseFastMutex(&ext->First);
}

VOID LocalFlagOk(PDEVICE_EXTENSION ext)
{
    BOOLEAN taken = FALSE;

    ExAcquireFastMutex(&ext->First);
    if (ext->Busy) {
        ExAcquireFastMutex(&ext->Second);
        taken = TRUE;
    }
    ext->Count++;
    if (!taken) {
        ExReleaseFastMutex(&ext->First);
        return;
    }
    ExReleaseFastMutex(&ext->Second);
    ExReleaseFastMutex(&ext->First);
}

NTSTATUS GotoOk(PDEVICE_EXTENSION ext)
{
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&ext->First);
    if (ext->Busy) {
        status = STATUS_DEVICE_BUSY;
        goto unlock_first;
    }
    ExAcquireFastMutex(&ext->Second);
    if (ext->Count == 0) {
        status = STATUS_NOT_FOUND;
        goto unlock_second;
    }
    ext->Count--;

unlock_second:
    ExReleaseFastMutex(&ext->Second);
unlock_first:
    ExReleaseFastMutex(&ext->First);
    return status;
}

VOID FinallyOk(PDEVICE_EXTENSION ext)
{
    ExAcquireFastMutex(&ext->First);
    __try {
        ExAcquireFastMutex(&ext->Second);
        __try {
            ext->Count++;
        } __finally {
            ExReleaseFastMutex(&ext->Second);
        }
    } __finally {
        ExReleaseFastMutex(&ext->First);
    }
}

// Other kinds of lock may be released in any order.
VOID ResourceOk(PDEVICE_EXTENSION ext, PERESOURCE Resource)
{
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(Resource, TRUE);
    ExAcquireFastMutex(&ext->First);
    ExReleaseResourceLite(Resource);
    ExReleaseFastMutex(&ext->First);
    KeLeaveCriticalRegion();
}

// Drop the inner one and come again, in a loop.
VOID LoopOk(PDEVICE_EXTENSION ext)
{
    ULONG i;

    ExAcquireFastMutex(&ext->First);
    for (i = 0; i < ext->Count; i++) {
        ExAcquireFastMutex(&ext->Second);
        if (ext->Busy) {
            ExReleaseFastMutex(&ext->Second);
            break;
        }
        ExReleaseFastMutex(&ext->Second);
    }
    ExReleaseFastMutex(&ext->First);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(RegistryPath);

    return STATUS_SUCCESS;
}
