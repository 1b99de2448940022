// Routines without a page: their level is that of the row that says what they do.
#include <ntifs.h>

static KSPIN_LOCK Lock;
static ERESOURCE Resource;
static FAST_MUTEX Mutex;
static UNICODE_STRING Name;
static PVOID Found;

static BOOLEAN Find(VOID)
{
    return NT_SUCCESS(ObReferenceObjectByName(&Name, OBJ_CASE_INSENSITIVE, NULL, 0, *IoDriverObjectType, KernelMode, NULL, &Found));
}

VOID FindBad(VOID)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    ObReferenceObjectByName(&Name, OBJ_CASE_INSENSITIVE, NULL, 0, *IoDriverObjectType, KernelMode, NULL, &Found); // want "`ObReferenceObjectByName` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`: it may be called at PASSIVE_LEVEL at most"
    KeReleaseSpinLock(&Lock, irql);
}

// A level that differs with the routine: one is for APC_LEVEL, the other is not.
VOID UnderMutexBad(PEPROCESS Process, PVOID From, PVOID To)
{
    SIZE_T copied;

    ExAcquireFastMutex(&Mutex);
    MmCopyVirtualMemory(Process, From, PsGetCurrentProcess(), To, 16, KernelMode, &copied);
    Find(); // want "`ObReferenceObjectByName` is called at APC_LEVEL, set by `ExAcquireFastMutex`"
    ExReleaseFastMutex(&Mutex);
}

VOID CopyBad(PEPROCESS Process, PVOID From, PVOID To)
{
    SIZE_T copied;
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    MmCopyVirtualMemory(Process, From, PsGetCurrentProcess(), To, 16, KernelMode, &copied); // want "`MmCopyVirtualMemory` is called at DISPATCH_LEVEL, set by `KeAcquireSpinLock`: it may be called at APC_LEVEL at most"
    KeReleaseSpinLock(&Lock, irql);
}

// What only tries waits for nothing; a DPC may be removed at any level.
VOID TryOk(PKDPC Dpc)
{
    KIRQL irql;

    KeAcquireSpinLock(&Lock, &irql);
    if (ExTryToAcquireResourceExclusiveLite(&Resource)) {
        ExReleaseResourceLite(&Resource);
    }
    KeReleaseSpinLock(&Lock, irql);
    KeRaiseIrql(HIGH_LEVEL, &irql);
    KeRemoveQueueDpcEx(Dpc, FALSE);
    KeLowerIrql(irql);
}
