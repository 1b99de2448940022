// Mutexes taken by one kind of routine and released by another.
#include <ntddk.h>

typedef struct _DEVICE {
    FAST_MUTEX Lock;
    KGUARDED_MUTEX Guard;
    ULONG State;
} DEVICE, *PDEVICE;

static VOID Lock(PDEVICE Device)
{
    ExAcquireFastMutex(&Device->Lock);
}

static VOID UnlockUnsafe(PDEVICE Device)
{
    ExReleaseFastMutexUnsafe(&Device->Lock);
    KeLeaveCriticalRegion();
}

VOID SafeUnsafeBad(PDEVICE Device)
{
    ExAcquireFastMutex(&Device->Lock);
    Device->State = 1;
    ExReleaseFastMutexUnsafe(&Device->Lock); // want "`Device->Lock` is taken with `ExAcquireFastMutex` and released with `ExReleaseFastMutexUnsafe`: the IRQL is not restored"
}

VOID UnsafeSafeBad(PDEVICE Device)
{
    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&Device->Lock);
    Device->State = 1;
    ExReleaseFastMutex(&Device->Lock); // want "nothing was saved"
    KeLeaveCriticalRegion();
}

VOID GuardedUnsafeBad(PDEVICE Device)
{
    KeAcquireGuardedMutex(&Device->Guard);
    Device->State = 1;
    KeReleaseGuardedMutexUnsafe(&Device->Guard); // want "guarded region is never left"
}

VOID UnsafeGuardedBad(PDEVICE Device)
{
    KeEnterGuardedRegion();
    KeAcquireGuardedMutexUnsafe(&Device->Guard);
    Device->State = 1;
    KeReleaseGuardedMutex(&Device->Guard); // want "was not entered here"
    KeLeaveGuardedRegion();
}

VOID FastGuardedBad(PDEVICE Device)
{
    ExAcquireFastMutex(&Device->Lock);
    Device->State = 1;
    KeReleaseGuardedMutex((PKGUARDED_MUTEX)&Device->Lock); // want "before Windows 8"
}

VOID HelpersBad(PDEVICE Device)
{
    Lock(Device);
    Device->State = 2;
    UnlockUnsafe(Device); // want "`Device->Lock` is taken with `ExAcquireFastMutex` and released with `ExReleaseFastMutexUnsafe`"
}

// Only one of two ways takes it the other way: there is no fix by name.
VOID EitherBad(PDEVICE Device, BOOLEAN Raised)
{
    if (Raised) {
        ExAcquireFastMutexUnsafe(&Device->Lock);
    } else {
        ExAcquireFastMutex(&Device->Lock);
    }
    Device->State = 3;
    ExReleaseFastMutexUnsafe(&Device->Lock); // want "ExAcquireFastMutex"
}

VOID EachPairOk(PDEVICE Device)
{
    ExAcquireFastMutex(&Device->Lock);
    Device->State = 4;
    ExReleaseFastMutex(&Device->Lock);

    KeEnterCriticalRegion();
    ExAcquireFastMutexUnsafe(&Device->Lock);
    Device->State = 5;
    ExReleaseFastMutexUnsafe(&Device->Lock);
    KeLeaveCriticalRegion();

    if (KeTryToAcquireGuardedMutex(&Device->Guard)) {
        KeReleaseGuardedMutex(&Device->Guard);
    }
    if (ExTryToAcquireFastMutex(&Device->Lock)) {
        ExReleaseFastMutex(&Device->Lock);
    }
}

VOID FP_Flag(PDEVICE Device, BOOLEAN Raised)
{
    if (Raised) {
        ExAcquireFastMutexUnsafe(&Device->Lock);
    } else {
        ExAcquireFastMutex(&Device->Lock);
    }
    Device->State = 6;
    if (Raised) {
        ExReleaseFastMutexUnsafe(&Device->Lock);
    } else {
        ExReleaseFastMutex(&Device->Lock);
    }
}

VOID FP_OtherObject(PDEVICE First, PDEVICE Second)
{
    ExAcquireFastMutex(&First->Lock);
    ExAcquireFastMutexUnsafe(&Second->Lock);
    First->State = Second->State;
    ExReleaseFastMutexUnsafe(&Second->Lock);
    ExReleaseFastMutex(&First->Lock);
}

// __leave runs the __finally once.
VOID LeaveOk(PFAST_MUTEX Mutex, PULONG Count)
{
    ExAcquireFastMutex(Mutex);
    __try {
        if (*Count == 0) {
            __leave;
        }
        *Count -= 1;
    } __finally {
        ExReleaseFastMutex(Mutex);
    }
    *Count += 2;
}
